import CampaignDiagnostics

/// The outcome of tests as JUnit XML, which build servers read: a suite for each campaign.
enum JUnitReport {
  static func text(_ report: TestReport) -> String {
    var xml = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
    let seconds = report.results.reduce(0) { $0 + $1.seconds }
    xml +=
      #"<testsuites name="campc test" tests="\#(report.results.count)" failures="\#(report.failures.count)" errors="0" "#
      + #"time="\#(shown(seconds))">"# + "\n"
    var order: [String] = []
    var suites: [String: [TestResult]] = [:]
    for result in report.results {
      let name = "\(result.tenant)/\(result.test.campaign)"
      if suites[name] == nil { order.append(name) }
      suites[name, default: []].append(result)
    }
    for name in order { xml += suite(name, suites[name] ?? [], report) }
    return xml + "</testsuites>\n"
  }

  private static func suite(_ name: String, _ results: [TestResult], _ report: TestReport) -> String {
    let failed = results.count { !$0.hasPassed }
    let seconds = results.reduce(0) { $0 + $1.seconds }
    var xml =
      #"  <testsuite name="\#(escaped(name))" tests="\#(results.count)" failures="\#(failed)" errors="0" skipped="0" "#
      + #"time="\#(shown(seconds))">"# + "\n"
    for result in results {
      let file = report.sources[result.test.span.file]
      let line = file.location(at: result.test.span.start).line
      xml +=
        #"    <testcase name="\#(escaped(result.test.title))" classname="\#(escaped(result.name))" "#
        + #"file="\#(escaped(file.path))" line="\#(line)" time="\#(shown(result.seconds))""#
      guard !result.hasPassed else {
        xml += "/>\n"
        continue
      }
      let text = report.failure(result, .plain)
      let message = result.problem ?? "an expectation does not hold"
      xml += ">\n" + #"      <failure message="\#(escaped(message))" type="expectation">"# + escaped(text)
      xml += "</failure>\n    </testcase>\n"
    }
    return xml + "  </testsuite>\n"
  }

  /// Seconds to the thousandth.
  private static func shown(_ seconds: Double) -> String {
    let thousandths = Int(max(0, seconds) * 1_000 + 0.5)
    let rest = String(thousandths % 1_000)
    return "\(thousandths / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }

  /// Text as content or in an attribute; what XML 1.0 has no way to write becomes U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: result += "&amp;"
      case 0x3C: result += "&lt;"
      case 0x3E: result += "&gt;"
      case 0x22: result += "&quot;"
      case 0x09, 0x0A, 0x0D: result += "&#\(scalar.value);"
      case 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...: result.unicodeScalars.append(scalar)
      default: result += "\u{FFFD}"
      }
    }
    return result
  }
}
