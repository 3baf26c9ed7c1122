import CampaignTestSupport
import Foundation

extension Snippet {
  /// The sample tenant that pages speak of, without its campaigns and their tests.
  private static let tenant = "tenants/freshmart"

  private static let base: [String: String] = {
    var texts: [String: String] = [:]
    for file in TestWorkspace.samples.files {
      let isShared = file.path == "workspace.campaign" || file.path.hasPrefix("library/")
      let isTenants =
        file.path.hasPrefix(tenant + "/") && !file.path.hasPrefix(tenant + "/campaigns/")
        && !file.path.hasSuffix("/tests.campaign")
      if isShared || isTenants { texts[file.path] = String(decoding: file.bytes, as: UTF8.self) }
    }
    texts[tenant + "/campaigns/segments.campaign"] = segments
    return texts
  }()

  /// What snippets may take as given.
  private static let segments = """
    segment regulars where count(orders where placed within last 90 days) >= 3
    segment staff    where email_address is known and email_address ends with "@freshmart.example"

    """

  /// The workspace in which the snippet has to be sound, and its own file there.
  var workspace: (workspace: TestWorkspace, path: String) {
    var texts = Self.base
    var path = Self.tenant + "/snippet.campaign"
    switch kind {
    case .declarations:
      // What it declares takes the place of the sample's own, and of what reads that.
      for name in ["tenant", "audience", "brand"] where declares(name) {
        texts["\(Self.tenant)/\(name).campaign"] = nil
      }
      if declares("audience") {
        texts[Self.tenant + "/campaigns/segments.campaign"] = nil
        texts[Self.tenant + "/tenant.campaign"] = texts[Self.tenant + "/tenant.campaign"]?.replacing(
          ", es_US by member.language otherwise en_US", with: "")
      } else if declares("segment regulars") || declares("segment staff") {
        texts[Self.tenant + "/campaigns/segments.campaign"] =
          Self.segments.split(separator: "\n")
          .filter { line in !["segment regulars", "segment staff"].contains { line.hasPrefix($0) && declares($0) } }
          .joined(separator: "\n") + "\n"
      }
      if declares("workspace") { path = "workspace.campaign" }
      texts[path] = text
    case .library:
      path = "library/snippet.campaign"
      for (name, file) in Self.base where name.hasPrefix("library/") && declaresSame(as: file) { texts[name] = nil }
      texts[path] = text
    case .tests:
      texts[Self.tenant + "/campaigns/segments.campaign"] = nil
      for file in TestWorkspace.samples.files where file.path.hasPrefix(Self.tenant + "/campaigns/") {
        texts[file.path] = String(decoding: file.bytes, as: UTF8.self)
      }
      texts[path] = before + text
    case .items: texts[path] = campaign(text)
    case .messages: texts[path] = Self.head + text + "}\n"
    case .body: texts[path] = Self.head + email(body: text) + "}\n"
    case .predicates:
      texts[path] = lines.enumerated().map { "segment predicate_\($0) where \($1)\n" }.joined()
    case .values:
      texts[path] = campaign(lines.map { "{\($0)}" }.joined(separator: "\n\n") + "\n", inBody: true)
    case .brand: texts[Self.tenant + "/brand.campaign"] = "brand {\n\(text)}\n"
    }
    return (TestWorkspace(texts), path)
  }

  private var lines: [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  private func declares(_ start: String) -> Bool {
    text.split(separator: "\n").contains { $0.hasPrefix(start + " ") }
  }

  /// Whether a file of the library has a template or a layout of a name that the snippet declares.
  private func declaresSame(as file: String) -> Bool {
    file.split(separator: "\n").contains { line in
      let words = line.split(separator: " ").prefix(2).map { $0.prefix { $0 != "(" } }
      return ["template", "layout"].contains(words.first) && words.count == 2
        && lines.contains {
          $0.hasPrefix("\(words[0]) \(words[1])")
        }
    }
  }

  private static let head = """
    campaign snippet {
      audience where yes
      schedule every day at 10:00
      offer    { percent_off 10%, code "SNIPPET", valid 14 days }

    """

  private func email(body: String) -> String {
    let indented = body.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "      \($0)" }
    return "  email {\n    subject \"Snippet\"\n    body \"\"\"\n\(indented.joined(separator: "\n"))      \"\"\"\n  }\n"
  }

  /// Items, with what a campaign can't do without where they don't say it.
  private func campaign(_ text: String, inBody: Bool = false) -> String {
    if inBody { return Self.head + email(body: text) + "}\n" }
    let words = Set(lines.compactMap { $0.split(separator: " ").first.map(String.init) })
    var items = text
    if !words.contains("audience") { items += "  audience where yes\n" }
    if words.isDisjoint(with: ["schedule", "trigger"]) { items += "  schedule every day at 10:00\n" }
    if words.isDisjoint(with: ["email", "sms", "push"]) { items += "  push { title \"Snippet\", text \"Hello\" }\n" }
    return "campaign snippet {\n\(items)}\n"
  }
}
