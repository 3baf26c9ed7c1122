import CampaignTestSupport

/// Random campaigns as source text over one audience that has every kind of column.
package struct RandomPrograms {
  package var random: SeededGenerator
  /// Whether the campaign that is being written answers an event.
  var isTriggered = false
  /// Whether conditions and texts are a template's, which reads only what it needs.
  var isInTemplate = false
  /// That the message is in which is being written; empty for the tenant's own.
  var language = ""
  /// Whether conditions name segments.
  var namesSegments = false
  /// Whether campaigns demand that something is there, and read it then, and brands are random.
  package var isRich = false
  /// What the messages of the campaign that is being written may say beside the usual.
  var ownParts: [String] = []
  /// What the campaign demands at every step, so that later ones may read it, too.
  var standing = ""
  /// What is written between `«` and `»`: in campaigns, and where the same is written out.
  var marks: [String: (source: String, writtenOut: String)] = [:]
  private var segments: [String] = []
  private var templates: [RandomTemplate] = []

  package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// A tenant's files, and of each campaign that is made from a template or names segments the same without them.
  package struct Workspace: Sendable {
    /// By path.
    package var texts: [String: String]
    /// The whole workspace with the campaigns that are written out, and no others.
    package var writtenOut: [String: String]
    /// Whether e-mails are laid out as the library says; else in the layout that is built in.
    package var hasOwnLayout: Bool
  }

  package mutating func workspace(campaignCount: Int) -> Workspace {
    let hasOwnLayout = random.oneIn(2)
    var texts = [
      "workspace.campaign": "workspace example {\n  library \"library\"\n  tenants \"tenants/*\"\n}\n",
      "library/layout.campaign": Self.layout, "tenants/shop/tenant.campaign": Self.tenant,
      "tenants/shop/audience.campaign": Self.audience,
    ]
    if hasOwnLayout { texts["tenants/shop/brand.campaign"] = Self.brand }
    var writtenOut = texts
    texts["tenants/shop/segments.campaign"] = makeSegments() + (isRich ? "\n" + Self.knowingSegments : "")
    for number in 0..<campaignCount {
      let (source, same) = campaign("c\(number)")
      texts["tenants/shop/campaigns/c\(number).campaign"] = source
      if let same { writtenOut["tenants/shop/campaigns/c\(number).campaign"] = same }
    }
    texts["library/templates.campaign"] = templates.map { text($0.source, writtenOut: false) }.joined(separator: "\n\n")
    return Workspace(texts: texts, writtenOut: writtenOut, hasOwnLayout: hasOwnLayout)
  }

  /// Segments, of which later ones name earlier ones.
  private mutating func makeSegments() -> String {
    isTriggered = false
    return (0..<4).map { number in
      namesSegments = number > 1
      let predicate = member(depth: 1)
      defer {
        segments.append("«s\(number)»")
        // A segment that is excluded is one clause, so that its `or` is kept together.
        marks["s\(number)"] = ("in s\(number)", "((\(text(predicate, writtenOut: true))) and yes)")
      }
      return "segment s\(number) where \(text(predicate, writtenOut: false))"
    }.joined(separator: "\n")
  }

  mutating func segment() -> String { random.pick(segments) }

  /// The text with what its marks stand for, marks in that included.
  func text(_ marked: String, writtenOut: Bool) -> String {
    guard marked.contains("«") else { return marked }
    let parts = marked.split(separator: "«", omittingEmptySubsequences: false)
    return parts[0]
      + parts.dropFirst().map { part in
        let end = part.firstIndex(of: "»") ?? part.endIndex
        let mark = marks[String(part[..<end])] ?? ("", "")
        return text(writtenOut ? mark.writtenOut : mark.source, writtenOut: writtenOut) + part[end...].dropFirst()
      }.joined()
  }

  // MARK: Campaigns

  /// A campaign with one to three clauses and a few messages; and where it is made from a template or names segments, the same
  /// written out.
  private mutating func campaign(_ name: String) -> (source: String, writtenOut: String?) {
    isTriggered = random.oneIn(3)
    namesSegments = random.oneIn(8)
    let template = random.oneIn(8) ? self.template() : nil
    // Rich ones are to be read by many.
    let counts = isRich ? 0...1 : template == nil ? 1...3 : 0...2
    var clauses = (0..<Int.random(in: counts, using: &random)).map { _ in member(depth: isRich ? 1 : 2) }
    var exceptions = random.oneIn(isRich ? 8 : 3) ? [member(depth: 1)] : []
    let narrowing = isRich && !isTriggered && random.oneIn(2) ? self.narrowing(mayStand: template == nil) : nil
    (ownParts, standing) = ((narrowing?.parts ?? []) + (isRich ? Self.askingParts : []), narrowing?.standing ?? "")
    defer { (ownParts, standing) = ([], "") }
    clauses += [narrowing?.clause ?? ""].filter { !$0.isEmpty }
    exceptions += [narrowing?.exception ?? ""].filter { !$0.isEmpty }
    let (instance, added) = template.map { instantiate($0, as: name) } ?? ("", [])
    let items = self.items(name, without: template?.taken ?? [])
    let was = random.oneIn(8) ? " was former_\(name)" : ""
    let source =
      ["campaign \(name)\(was)\(instance) {"] + Self.audienceItem(clauses, exceptions) + items + added + ["}"]
    guard namesSegments || template != nil else { return (source.joined(separator: "\n"), nil) }
    let same =
      ["campaign \(name) {"]
      + Self.audienceItem((template?.clauses ?? []) + clauses, (template?.exceptions ?? []) + exceptions)
      + (template?.items ?? []) + items + ["}"]
    return (
      text(source.joined(separator: "\n"), writtenOut: false), text(same.joined(separator: "\n"), writtenOut: true)
    )
  }

  static func audienceItem(_ clauses: [String], _ exceptions: [String]) -> [String] {
    if clauses.isEmpty, exceptions.isEmpty { return [] }
    let all = clauses.count > 1 ? clauses.map { "(\($0))" } : clauses
    let demanded = clauses.isEmpty ? "" : " where " + all.joined(separator: "\n      and ")
    return ["  audience" + demanded] + exceptions.map { "    except where \($0)" }
  }

  /// A template: a new one, or one that another campaign is made from already.
  private mutating func template() -> RandomTemplate {
    if let last = templates.last, random.oneIn(3) { return last }
    let template = makeTemplate("t\(templates.count)")
    templates.append(template)
    return template
  }
}
