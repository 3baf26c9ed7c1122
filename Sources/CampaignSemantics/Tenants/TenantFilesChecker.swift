import CampaignDiagnostics
import CampaignSyntax

/// Checks all files of one tenant.
struct TenantFilesChecker {
  let context: TenantContext
  let tenant: ParsedWorkspace.Tenant

  /// The declarations of all files, each kind together; their order never matters.
  private struct Declarations {
    var tenants: [TenantSyntax] = []
    var audiences: [AudienceSyntax] = []
    var catalogs: [CatalogSyntax] = []
    var brands: [BrandSyntax] = []
    var campaigns: [CampaignSyntax] = []
    var members: [MemberSyntax] = []
    var tests: [TestSyntax] = []
    var others: [Declaration] = []
    /// The words of the declarations that may have been lost to a syntax error; nil is one whose word is not known.
    var lost: Set<Keyword?> = []

    func mayLack(_ keyword: Keyword) -> Bool { !lost.isDisjoint(with: [nil, keyword]) }
  }

  /// The tenant; nil where what it says of itself or its audience was wrong. `names` are those of the tenants before
  /// it.
  func check(_ names: inout [String: Span]) -> CheckedTenant? {
    let all = sort()
    context.isTenantIncomplete = all.mayLack(.tenant) || all.tenants.contains { context.isUnreadable($0.span) }
    context.lacksCatalogs = all.mayLack(.catalog)
    context.audience.isIncomplete = all.mayLack(.audience) || context.lacksCatalogs || all.audiences.isEmpty
    context.segments.isIncomplete = all.mayLack(.segment)
    if all.mayLack(.segment) { context.lacksFacts = true }
    for other in all.others { addOther(other) }
    checkSelf(all, &names)
    guard context.settings.currency != nil || all.tenants.first != nil || all.mayLack(.tenant) else { return nil }
    let catalogs = CatalogChecker(context: context).check(all.catalogs)
    if let audience = all.audiences.first {
      AudienceChecker(context: context, catalogs: catalogs).check(audience)
      if let tenant = all.tenants.first { LanguageChecker(context: context).check(tenant) }
    }
    reportSecond(all)
    context.brand = all.brands.first.map { BrandRules($0, context) }
    let isSound = context.errorCount == 0
    context.checkSegments()
    context.checkConditionsOfSegments()
    var campaigns: [CheckedCampaign] = []
    var tested = TestChecker(context: context, isIncomplete: all.mayLack(.campaign) || all.mayLack(.member))
    for syntax in all.campaigns {
      let checked = context.checkCampaign(syntax)
      if let campaign = checked.campaign {
        campaigns.append(campaign)
      } else {
        context.lostCampaigns.append(syntax.name)
      }
      tested.add(syntax.name, checked.names, checked.campaign)
    }
    let proofs = context.checkTogether(campaigns)
    let tests = tested.check(all.members, all.tests)
    context.reportUnknownNames()
    guard isSound, all.lost.isEmpty, let audience = context.audience.checked, let directory = Optional(tenant.directory)
    else {
      return nil
    }
    return checked(audience, campaigns, tests, proofs, directory)
  }

  private func checked(
    _ audience: CheckedAudience, _ campaigns: [CheckedCampaign], _ tests: [CheckedTest], _ proofs: TogetherProofs,
    _ directory: String
  ) -> CheckedTenant? {
    let settings = context.settings
    guard let displayName = settings.displayName, let timezone = settings.timezone, let currency = settings.currency,
      let path = settings.audiencePath, !settings.languages.isEmpty, !context.isTenantIncomplete,
      !context.audience.isIncomplete
    else { return nil }
    var checked = CheckedTenant(
      name: settings.name, displayName: displayName, directory: directory, timezone: timezone, currency: currency,
      languages: settings.languages, audiencePath: path, linkBase: settings.linkBase,
      placeholders: settings.placeholders,
      channels: settings.channels, quietHours: settings.quietHours, caps: settings.caps, audience: audience,
      campaigns: campaigns, tests: tests)
    checked.brandRules = context.brand?.rules.filter { $0.strength != .advise }.map { context.words(of: $0) } ?? []
    checked.proofs = proofs
    return checked
  }

  private func sort() -> Declarations {
    var all = Declarations()
    for file in tenant.files {
      for declaration in file.declarations {
        switch declaration {
        case .tenant(let tenant): all.tenants.append(tenant)
        case .audience(let audience): all.audiences.append(audience)
        case .catalog(let catalog): all.catalogs.append(catalog)
        case .brand(let brand): all.brands.append(brand)
        case .campaign(let campaign): all.campaigns.append(campaign)
        case .member(let member): all.members.append(member)
        case .test(let test): all.tests.append(test)
        case .segment(let segment): add(segment)
        default: all.others.append(declaration)
        }
      }
    }
    all.lost = context.lostDeclarations(in: tenant.files)
    reportCampaignsOfOneName(all.campaigns)
    reportRenames(all.campaigns)
    return all
  }

  private func add(_ segment: SegmentSyntax) {
    guard !segment.name.text.isEmpty else { return }
    if let first = context.segments.index[segment.name.text] {
      return context.reportTwice(
        "the segment `\(segment.name.text)`", at: segment.name.span,
        first: context.segments.segments[first].syntax.name.span)
    }
    context.segments.index[segment.name.text] = context.segments.segments.count
    context.segments.segments.append(SegmentTable.Segment(syntax: segment))
  }

  private func reportCampaignsOfOneName(_ campaigns: [CampaignSyntax]) {
    var names: [String: Span] = [:]
    for campaign in campaigns where !campaign.name.text.isEmpty {
      if let first = names[campaign.name.text] {
        context.reportTwice("the campaign `\(campaign.name.text)`", at: campaign.name.span, first: first)
      } else {
        names[campaign.name.text] = campaign.name.span
      }
    }
  }

  /// A campaign that was another has that one's place: nothing else has its name, and nothing else was it.
  private func reportRenames(_ campaigns: [CampaignSyntax]) {
    let names = Dictionary(campaigns.map { ($0.name.text, $0.name.span) }, uniquingKeysWith: { first, _ in first })
    var renamed: [String: Span] = [:]
    for campaign in campaigns {
      guard let was = campaign.was, !was.text.isEmpty else { continue }
      if was.text == campaign.name.text {
        context.report(
          .rename, "`\(was.text)` was nothing else before", at: was.span, helps: ["leave out `was \(was.text)`"])
      } else if let other = names[was.text] {
        context.report(
          .rename, "`\(campaign.name.text)` can't have been `\(was.text)`, which is still there", at: was.span,
          notes: [Note("`\(was.text)` is declared here", at: other)],
          helps: ["remove the old campaign, or leave out `was \(was.text)`"])
      } else if let first = renamed.updateValue(was.span, forKey: was.text) {
        context.report(
          .rename, "two campaigns say that they were `\(was.text)`", at: was.span,
          notes: [Note("the first says so here", at: first)],
          helps: ["keep it where the members of `\(was.text)` go on"])
      }
    }
  }

  private func checkSelf(_ all: Declarations, _ names: inout [String: Span]) {
    let start = Span(tenant.files.first?.file ?? FileID(0), 0, 0)
    guard let first = all.tenants.first else {
      if !all.mayLack(.tenant) {
        context.report(
          .noTenant, "nothing in `\(tenant.directory)` says which tenant it belongs to",
          at: all.audiences.first?.name.span ?? start,
          helps: ["add a file `tenant.campaign` with `tenant NAME { … }`"])
      }
      return
    }
    TenantChecker(context: context).check(first)
    if let other = names.updateValue(first.name.span, forKey: first.name.text) {
      context.reportTwice("the tenant `\(first.name.text)`", at: first.name.span, first: other)
    }
    if all.audiences.isEmpty, !all.mayLack(.audience) {
      context.report(
        .noAudience, "the tenant `\(first.name.text)` has no audience", at: first.name.span,
        helps: ["add `audience member from TABLE key COLUMN { … }`, or let `campc audience infer` write it"])
    }
  }

  private func reportSecond(_ all: Declarations) {
    if all.tenants.count > 1 {
      context.reportTwice("the tenant", at: all.tenants[1].name.span, first: all.tenants[0].name.span)
    }
    if all.audiences.count > 1 {
      context.reportTwice("the audience", at: all.audiences[1].name.span, first: all.audiences[0].name.span)
    }
    if all.brands.count > 1 { context.reportTwice("the brand", at: all.brands[1].span, first: all.brands[0].span) }
  }

  private func addOther(_ declaration: Declaration) {
    switch declaration {
    case .template, .layout:
      return context.report(
        .misplacedDeclaration, "\(declaration.words) can't stand in this file", at: declaration.nameSpan,
        notes: [Note("templates and layouts are for every tenant")],
        helps: ["move it into the folder that the workspace names as its `library`"])
    default: break
    }
    context.report(
      .misplacedDeclaration, "\(declaration.words) can't stand in this file", at: declaration.nameSpan,
      notes: [Note("a workspace is declared once, in the file at its root")])
  }
}

extension Declaration {
  var span: Span {
    switch self {
    case .workspace(let d): d.span
    case .tenant(let d): d.span
    case .audience(let d): d.span
    case .catalog(let d): d.span
    case .brand(let d): d.span
    case .segment(let d): d.span
    case .campaign(let d): d.span
    case .template(let d): d.span
    case .layout(let d): d.span
    case .member(let d): d.span
    case .test(let d): d.span
    }
  }

  /// Of its name, or of its title.
  var nameSpan: Span {
    switch self {
    case .workspace(let d): d.name.span
    case .tenant(let d): d.name.span
    case .audience(let d): d.name.span
    case .catalog(let d): d.name.span
    case .brand(let d): Span(d.span.file, d.span.start, Swift.min(d.span.end, d.span.start + 5))
    case .segment(let d): d.name.span
    case .campaign(let d): d.name.span
    case .template(let d): d.name.span
    case .layout(let d): d.name.span
    case .member(let d): d.name.span
    case .test(let d): d.title.span
    }
  }

  /// What it is, with its article.
  var words: String {
    switch self {
    case .workspace: "a workspace"
    case .tenant: "a tenant"
    case .audience: "an audience"
    case .catalog: "a catalog"
    case .brand: "a brand"
    case .segment: "a segment"
    case .campaign: "a campaign"
    case .template: "a template"
    case .layout: "a layout"
    case .member: "a member"
    case .test: "a test"
    }
  }
}
