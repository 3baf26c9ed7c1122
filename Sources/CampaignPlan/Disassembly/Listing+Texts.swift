extension Listing {
  /// In double quotes, with control characters and quotes escaped.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\"", "\\": result += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension RunConstant {
  /// `now - 90 days`, `today + 1 months`.
  var text: String {
    if kind == .localInstant { return "local time \(seconds)" }
    return (kind == .instant ? "now" : "today") + OffsetRecord(months: months, days: days, seconds: seconds).signed
  }
}

extension OffsetRecord {
  /// `+ 1 months - 3 days`.
  var text: String { signed.isEmpty ? "+ 0" : String(signed.dropFirst()) }

  fileprivate var signed: String {
    var words = ""
    for (amount, unit) in [(Int64(months), "months"), (Int64(days), "days"), (seconds, "seconds")] where amount != 0 {
      words += amount < 0 ? " - " : " + "
      words += "\(amount.magnitude) \(unit)"
    }
    return words
  }
}

extension ExperimentRecord {
  /// Who takes part in it, and how it adapts; a line each.
  var terms: [String] {
    var lines: [String] = []
    if let slice {
      lines.append(
        "in layer \(slice.layer), salt \(Listing.quoted(slice.salt)): from \(slice.lower) below \(slice.upper)")
    }
    if let optimization {
      lines.append(
        "optimizes \(optimization.goal) by thompson, floor \(optimization.floorBasisPoints), within \(optimization.windowSeconds) seconds"
      )
    }
    return lines + stops.map { "stops a variant with \($0.harm) above \($0.limitBasisPoints)" }
  }
}

extension ClauseRecord.Kind {
  /// Before the clause's text; nothing for the audience's own.
  var words: String {
    switch self {
    case .audience: ""
    case .standing: "while: "
    case .step: "where: "
    case .conversion: "not converted: "
    }
  }
}

extension ScheduleRecord {
  var text: String {
    let days: String =
      switch recurrence {
      case .once(let date): "once on day \(date)"
      case .daily: "every day"
      case .weekly(let days): "weekdays \(days)"
      case .monthly(let days): "days of the month \(days)"
      }
    let at = bestHour.map { "the best hour between \($0.fromSeconds) and \($0.untilSeconds)" } ?? "\(times)"
    return "\(days) at \(at) in \(memberZone != nil ? "the member's zone or " : "")\(zone), \(repetition.text)"
      + (expires?.words.map { ", expires after \($0)" } ?? "")
  }
}

extension ScheduleRecord.Repetition {
  fileprivate var text: String {
    switch self {
    case .never: "never repeats"
    case .everyRun: "repeats every run"
    case .after(let offset): "repeats after \(offset.words ?? "no time")"
    }
  }
}

extension EventBinding {
  /// `basket_abandoned after 2 hours, never repeats`.
  var text: String {
    "\(name)\(delay.words.map { " after \($0)" } ?? ""), \(repetition.text)"
      + (expires?.words.map { ", expires after \($0)" } ?? "")
  }
}

extension OffsetRecord {
  /// `1 month, 2 days`, `2 hours`; nil for none.
  package var words: String? {
    let unit: (seconds: Int64, name: String) =
      seconds % 3_600 == 0 ? (3_600, "hour") : seconds % 60 == 0 ? (60, "minute") : (1, "second")
    let parts = [(Int64(months), "month"), (Int64(days), "day"), (seconds / unit.seconds, unit.name)]
    let words = parts.filter { $0.0 != 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }
}

/// Names places in the plan's sources, by line where the texts are at hand.
struct SourceLines {
  private let paths: [String]
  private let texts: [[UInt8]?]

  init(plan: Plan, sources: [String: [UInt8]]) {
    paths = plan.sources.map(\.path)
    texts = plan.sources.map { sources[$0.path] }
  }

  /// `campaigns/a.campaign:3: what stands there`, or the byte offsets.
  func text(_ span: SourceSpan) -> String {
    let index = Int(span.source)
    guard index < paths.count else { return "unknown source" }
    guard let bytes = texts[index], Int(span.start) <= bytes.count else {
      return "\(paths[index]) bytes \(span.start)..<\(span.end)"
    }
    let number = bytes[..<Int(span.start)].count { $0 == 0x0A } + 1
    let end = min(Int(span.end), bytes.count)
    let first = bytes[Int(span.start)..<max(end, Int(span.start))].prefix { $0 != 0x0A }
    let text = String(decoding: first, as: UTF8.self)
    return "\(paths[index]):\(number): \(text)"
  }
}
