import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics

/// The outcome of a run of tests, for people and for programs.
struct TestReport {
  let results: [TestResult]
  let coverage: TestCoverage
  let sources: SourceMap

  var failures: [TestResult] { results.filter { !$0.hasPassed } }

  func rendered(as format: OutputFormat, style: Style, showsCoverage: Bool) -> String {
    switch format {
    case .full: full(style) + (showsCoverage ? coverage.text(sources) : "")
    case .concise: failures.map(concise).joined()
    case .json: json()
    }
  }

  /// One line, for standard error.
  var summary: String {
    let passed = results.count - failures.count
    let count = failures.isEmpty ? "\(passed) passed" : "\(failures.count) failed, \(passed) passed"
    return "\(count); \(coverage.summary)"
  }

  // MARK: For people

  private func full(_ style: Style) -> String {
    var text = ""
    for result in results {
      let word = result.hasPassed ? style.paint("ok    ", .added) : style.paint("FAILED", .error)
      text += "\(word) \(result.name): \(VisibleText.of(result.test.title))\n"
      if !result.hasPassed { text += failure(result, style) }
    }
    return text
  }

  /// What does not hold, and what was made instead.
  func failure(_ result: TestResult, _ style: Style) -> String {
    if let problem = result.problem {
      return "  \(style.paint("-->", .gutter)) \(place(result.test.span))\n  \(problem)\n\n"
    }
    var text = ""
    for asked in result.asked where asked.holds != true {
      text += "  \(style.paint("-->", .gutter)) \(place(asked.expectation.span))\n"
      for line in AssertionText(asked, in: sources).lines(style) { text += "  \(line)\n" }
      if let absence = asked.absence { text += "  there is nothing to ask: \(absence)\n" }
      text += "\n"
    }
    if let course = result.course { text += "  \(course)\n" }
    return text + message(result) + "\n"
  }

  private func message(_ result: TestResult) -> String {
    guard case .made(let message) = result.member else { return "  \(result.member.words)\n" }
    var text = "  the \(message.channel) that was made\n"
    for part in [PlanPart.subject, .preheader, .title, .text, .link] {
      guard let content = message.parts[part] else { continue }
      var lines = content.split(separator: "\n", omittingEmptySubsequences: false).map { VisibleText.of(String($0)) }
      while lines.count > 1, lines.last == "" { lines.removeLast() }
      let name = part == .text && message.channel == .email ? "body" : "\(part)"
      if lines.count == 1 {
        text += "    \(name): \(lines[0])\n"
      } else {
        text += "    \(name):\n" + lines.map { $0.isEmpty ? "\n" : "      \($0)\n" }.joined()
      }
    }
    return text
  }

  func place(_ span: Span) -> String {
    let file = sources[span.file]
    let location = file.location(at: span.start)
    return "\(VisibleText.of(file.path)):\(location.line):\(location.column)"
  }

  private func concise(_ result: TestResult) -> String {
    let title = "\(result.name): \(VisibleText.of(result.test.title))"
    if let problem = result.problem { return "\(place(result.test.span)): failed: \(title): \(problem)\n" }
    return result.asked.filter { $0.holds != true }.map { asked in
      let written = OneLine(sources[asked.expectation.span.file], asked.expectation.span).text
      let why = asked.absence.map { " (\($0))" } ?? ""
      return "\(place(asked.expectation.span)): failed: \(title): expect \(written)\(why)\n"
    }.joined()
  }

  // MARK: For programs

  private func json() -> String {
    var writer = JSONWriter()
    writer.object {
      $0.number("version", 1)
      $0.key("tests")
      $0.array { writer in for result in results { write(result, &writer) } }
      $0.key("coverage")
      coverage.write(sources, &$0)
      $0.key("summary")
      $0.object {
        $0.number("passed", results.count - failures.count)
        $0.number("failed", failures.count)
      }
    }
    return writer.text + "\n"
  }

  private func write(_ result: TestResult, _ writer: inout JSONWriter) {
    writer.object {
      $0.string("tenant", result.tenant)
      $0.string("campaign", result.test.campaign)
      $0.string("step", result.step ?? result.test.campaign)
      $0.string("title", result.test.title)
      $0.string("outcome", result.hasPassed ? "passed" : "failed")
      $0.place(result.test.span, sources)
      if let problem = result.problem { $0.string("problem", problem) }
      $0.key("failures")
      $0.array { writer in
        for asked in result.asked where asked.holds != true { write(asked, &writer) }
      }
      $0.key("message")
      $0.object { writer in
        guard case .made(let message) = result.member else { return writer.string("reason", result.member.words) }
        writer.string("channel", "\(message.channel)")
        for part in PlanPart.allCases { if let text = message.parts[part] { writer.string("\(part)", text) } }
      }
    }
  }

  private func write(_ asked: AskedExpectation, _ writer: inout JSONWriter) {
    writer.object {
      $0.string("expectation", OneLine(sources[asked.expectation.span.file], asked.expectation.span).text)
      $0.place(asked.expectation.span, sources)
      if let absence = asked.absence { $0.string("absence", absence) }
      $0.key("values")
      $0.array { writer in
        for value in asked.values.sorted(by: { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) }) {
          writer.object {
            $0.string("of", sources[value.span.file].text(value.span))
            $0.string("value", value.text)
          }
        }
      }
    }
  }
}

extension JSONWriter {
  mutating func place(_ span: Span, _ sources: SourceMap) {
    let file = sources[span.file]
    let location = file.location(at: span.start)
    string("path", file.path)
    number("line", location.line)
    number("column", location.column)
  }
}
