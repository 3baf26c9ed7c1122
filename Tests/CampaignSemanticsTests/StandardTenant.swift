import CampaignDiagnostics
import CampaignSyntax
import CampaignTestSupport

@testable import CampaignSemantics

/// A small tenant in which examples are checked: what an example declares itself (a tenant, an audience, a brand) takes
/// the place of what stands here.
enum StandardTenant {
  static let workspace = """
    workspace example {
      library "library"
      tenants "tenants/*"
    }
    """

  static let tenant = """
    tenant shop {
      name        "Shop"
      timezone    "Europe/Oslo"
      currency    EUR
      languages   en_GB
      audience    "audience.sqlite"
      link_base   "https://go.shop.example"
      placeholder "null", "n/a"

      channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
      channel sms   { sender "SHOP" }
      channel push  { app "com.shop.example" }
    }
    """

  static let audience = """
    audience member from members key member_id {
      email_address email?                              from email
      mobile        phone?
      device        text(200)?                          from push_token
      first_name    text(40, name)?                     invalid is missing
      home_zone     timezone?                           from tz
      tier          choice(bronze < silver < gold as "Gold")
      color         choice(red, green, blue)?
      points        int(0 to 10_000)
      weight        decimal(0 to 500)?
      discount      percent(0 to 50)
      spend         money(0 to 99_999)                  from spend_cents in cents
      joined        timestamp                           from joined_at in seconds
      last_order    timestamp?                          from last_order_at in seconds
      birthday      date?
      email_opt_in  bool
      sms_opt_in    bool
      push_opt_in   bool
      favorites     set of text(30) up to 10            from favorites(member_id, department)
      home_branch   branch?                             from branch_id

      many orders up to 500 from orders(member_id) key order_id {
        placed      timestamp                           from placed_at in seconds
        total       money(0 to 9_999)                   from total_cents in cents
        store       text(40)
        rating      int(1 to 5)?
      }
      many coupons up to 20 from coupons(member_id) key code {
        code        text(12, gsm)
        expires     date                                from ends in iso
      }
      many purchases up to 200 from purchases(member_id) key purchase_id {
        product     product                             from sku
        bought      timestamp                           from bought_at in seconds
        extra       product?                            from extra_sku
      }

      reach email at email_address where email_opt_in
      reach sms   at mobile        where sms_opt_in
      reach push  at device        where push_opt_in
    }

    catalog product up to 100_000 from products key sku {
      title         text(60)
      price         money(0 to 999)                     from price_cents in cents
      page          url on "shop.example"
      note          text(40)?
    }
    catalog branch up to 500 from branches key branch_id {
      city          text(40)
      opened        date?
    }
    """

  static let zones: Set<String> = [
    "Europe/Oslo", "Europe/London", "America/New_York",
    "America/Santiago", "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Sydney", "UTC",
  ]

  /// What came out of checking the standard tenant with some text beside it.
  struct Result {
    var workspace: CheckedWorkspace
    var diagnostics: [Diagnostic]
    var sources: SourceMap
    /// The example's own file.
    var file: FileID

    var tenant: CheckedTenant? { workspace.tenants.first }
    var codes: [String] { diagnostics.map(\.code.id) }
  }

  /// Parses and checks an example: one file of declarations, of which templates and layouts count as the library's.
  static func check(_ example: String, isLibrary: Bool = false, isRoot: Bool = false) -> Result {
    var sources = SourceMap()
    var findings: [Diagnostic] = []
    func parse(_ path: String, _ text: String) -> FileSyntax {
      let id = sources.add(path: path, bytes: Array(text.utf8))
      let parsed = Parser.parse(sources[id])
      findings += parsed.diagnostics
      return parsed.syntax
    }
    let own = parse("example.campaign", example)
    let root = isRoot ? own : parse("workspace.campaign", workspace)
    let library = own.filtered { isLibrary || $0.isOfLibrary }
    var files = isRoot || isLibrary ? [] : [own.filtered { !$0.isOfLibrary }]
    if !own.declarations.contains(where: { if case .tenant = $0 { true } else { false } }) || isRoot || isLibrary {
      files.append(parse("tenant.campaign", tenant))
    }
    if !own.declarations.contains(where: { if case .audience = $0 { true } else { false } }) || isRoot || isLibrary {
      files.append(parse("audience.campaign", audience))
    }
    let parsed = ParsedWorkspace(
      root: root, library: isRoot ? [] : [library],
      tenants: [ParsedWorkspace.Tenant(directory: "tenants/shop", files: files)])
    let (checked, diagnostics) = Checker.check(
      parsed, sources: sources, syntaxErrors: findings, zones: zones, basis: SystemZones.basis)
    return Result(
      workspace: checked, diagnostics: findings + diagnostics, sources: sources, file: own.file)
  }
}

extension FileSyntax {
  fileprivate func filtered(_ isIncluded: (Declaration) -> Bool) -> FileSyntax {
    FileSyntax(file: file, declarations: declarations.filter(isIncluded), lost: lost, tokens: tokens)
  }
}

extension Declaration {
  fileprivate var isOfLibrary: Bool {
    switch self {
    case .template, .layout: true
    default: false
    }
  }
}
