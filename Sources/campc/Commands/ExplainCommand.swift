import ArgumentParser
import CampaignDiagnostics
import CampaignWorkspace
import Glibc

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a code of a finding, how a campaign finds its members, or what runs when.",
    discussion: """
      With a code: why a finding is one, with an example of what is wrong and of what is right. Without one, all are listed. \
      With --plan: the SQL that the campaign becomes, SQLite's own plan for it, how many members each clause removes, \
      the most that one member can cost, and what its short messages cost: at the most, and for the audience as it is. \
      With --member: a made-up member whom the campaign selects, held to the machine that a run has. \
      With --calendar: which campaigns of a tenant run in so many days, and where its caps leave no room for all of them.

        campc explain E0501
        campc explain --plan weekly --now 2027-03-02T10:00
        campc explain --member weekly --now 2027-03-02T10:00
        campc explain --calendar 14 --tenant shop
      """)

  @Argument(help: "A code such as E0301.")
  var code: String?

  @Option(help: "Explain this campaign's plan.")
  var plan: String?

  @Option(help: "Make up a member whom this campaign selects.")
  var member: String?

  @Option(help: "With --member: how it is written, \(OutputFormat.full.rawValue) or \(OutputFormat.json.rawValue).")
  var outputFormat = OutputFormat.full

  @Option(help: ArgumentHelp("Show what runs in so many days.", valueName: "days"))
  var calendar: Int?

  @OptionGroup var place: PlanPlace

  func validate() throws {
    if code != nil && plan != nil { throw ValidationError("give a code or --plan, not both") }
    if member != nil, code != nil || plan != nil || calendar != nil { throw ValidationError("give --member by itself") }
    if member == nil, outputFormat != .full { throw ValidationError("--output-format goes with --member") }
    guard let calendar else { return }
    if code != nil || plan != nil { throw ValidationError("give --calendar by itself") }
    guard (1...CalendarText.maxDays).contains(calendar) else {
      throw ValidationError("a calendar has 1 to \(CalendarText.maxDays) days")
    }
  }

  func run() throws {
    if let plan { return try Console.write(PlanExplanation.text(campaign: plan, place)) }
    if let member {
      let explanation = try MemberExplanation(campaign: member, place)
      return try Console.write(outputFormat == .json ? explanation.json : explanation.text)
    }
    if let calendar { return try Console.write(CalendarText.text(days: calendar, place)) }
    let style = Console.style(of: STDOUT_FILENO)
    guard let code else {
      let lines = DiagnosticCode.all.map {
        "\(style.paint($0.id, $0.severity == .error ? .error : .warning))  \($0.title)\n"
      }
      return try Console.write(lines.joined())
    }
    guard let found = DiagnosticCode.named(code) else {
      let meant = Suggestion.nearest(to: code.uppercased(), among: DiagnosticCode.all.map(\.id))
      throw Failure(
        "there is no code `\(VisibleText.of(code))`",
        help: meant.map { "did you mean \($0)?" } ?? "`campc explain` lists all codes")
    }
    try Console.write(Self.text(found, style))
  }

  static func text(_ code: DiagnosticCode, _ style: Style) -> String {
    var text = style.paint("\(code.id): \(code.title)", .strong) + "\n\n"
    text += code.explanation.split(separator: "\n", omittingEmptySubsequences: false).map { wrapped(String($0)) }
      .joined(separator: "\n")
    while text.hasSuffix("\n") { text.removeLast() }
    text += "\n"
    for (heading, example) in [("Wrong:", code.bad), ("Right:", code.good)] where !example.isEmpty {
      let lines = example.split(separator: "\n", omittingEmptySubsequences: false)
      text += "\n" + style.paint(heading, .strong) + "\n\n"
      text += lines.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
    }
    return text
  }

  private static func wrapped(_ paragraph: String) -> String {
    let limit = 80
    var lines: [String] = []
    for word in paragraph.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= limit {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }
}
