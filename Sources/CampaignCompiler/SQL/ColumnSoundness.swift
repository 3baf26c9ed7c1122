import CampaignPlan
import CampaignValues

/// What SQL can say about whether a column's value keeps to its type.
struct ColumnSoundness {
  let column: ColumnBinding
  let placeholders: [String]

  /// SQL that holds where the value is sure to be known and sound; false, never NULL, elsewhere. Nil where SQL can't tell.
  func known(_ name: String) -> String? {
    switch column.kind {
    case .integer:
      guard column.divisor == 1 || column.multiplier == 1, let bounds = storedBounds else { return nil }
      return "(typeof(\(name)) = 'integer' AND \(name) BETWEEN \(bounds.lowerBound) AND \(bounds.upperBound))"
    case .bool: return "(typeof(\(name)) = 'integer' AND \(name) IN (0, 1))"
    case .boolPair, .choice:
      guard hasPlainTexts else { return nil }
      return "(typeof(\(name)) = 'text' AND \(name) COLLATE BINARY IN \(SQLText.list(column.texts)))"
    case .text:
      // Only text of one byte a character is sure; the rest is left to the machine. The two lengths differ where there is a NUL.
      let missing = SQLText.list([""] + placeholders.filter { $0.utf8.allSatisfy { $0 < 0x80 } })
      return "(typeof(\(name)) = 'text' AND length(\(name)) <= \(column.maxCharacters)"
        + " AND length(\(name)) = length(CAST(\(name) AS BLOB)) AND NOT \(name) GLOB \(Self.globOfOthers(column.textClass))"
        + (column.textClass == .name ? " AND \(name) GLOB '*[A-Za-z]*'" : "")
        + " AND lower(trim(\(name))) NOT IN \(missing))"
    case .decimal, .isoDate, .isoTimestamp, .isoTime, .email, .phone, .timezone, .url, .reference: return nil
    }
  }

  /// SQL that holds where the value is sure to be sound, missing included; empty where it can't be unsound, nil where SQL can't tell.
  func sound(_ name: String) -> String? {
    if column.invalidIsMissing { return "" }
    let known = known(name)
    guard column.isOptional else { return known }
    return known.map { "(\(name) IS NULL OR \($0))" } ?? "\(name) IS NULL"
  }

  /// Whether `sound` holds for every sound value: not for text, and not where blank text, in a column of numbers too, is missing.
  var isSoundExact: Bool {
    if column.invalidIsMissing { return true }
    switch column.kind {
    case .integer, .bool, .boolPair, .choice: return !column.isOptional
    default: return false
    }
  }

  /// Bounds of what is stored, before it is multiplied and divided.
  private var storedBounds: ClosedRange<Int64>? {
    if column.multiplier > 1 {
      let lower = Self.floorDivide(column.lowerBound, column.multiplier, up: true)
      let upper = Self.floorDivide(column.upperBound, column.multiplier, up: false)
      return lower <= upper ? lower...upper : nil
    }
    let (lower, lowerOverflow) = column.lowerBound.multipliedReportingOverflow(by: column.divisor)
    let (upper, upperOverflow) = column.upperBound.multipliedReportingOverflow(by: column.divisor)
    let (last, lastOverflow) = upper.addingReportingOverflow(column.divisor - 1)
    guard !lowerOverflow, !upperOverflow, !lastOverflow, lower > .min else { return nil }
    return lower...last
  }

  /// Whether the stored texts of a choice or bool mean the same to SQL as to the machine.
  private var hasPlainTexts: Bool {
    column.texts.allSatisfy { text in
      let lowered = String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
      let isMissing = text.withBytes { TextRules.isBlank($0) } || placeholders.contains(lowered)
      return SQLText.isItsOnlyForm(text) && !isMissing
    }
  }

  /// A pattern for text with a character that is not printable ASCII of the class.
  private static func globOfOthers(_ textClass: PlanTextClass) -> String {
    switch textClass {
    case .any: "'*[^ -~]*'"
    case .name: "'*[^A-Za-z '' -]*'"
    case .gsm: "'*[^ -_a-~]*'"
    }
  }

  /// The quotient rounded down, or up.
  static func floorDivide(_ value: Int64, _ divisor: Int64, up: Bool) -> Int64 {
    let quotient = value / divisor
    let rest = value % divisor
    if rest == 0 { return quotient }
    return up ? (rest > 0 ? quotient + 1 : quotient) : (rest < 0 ? quotient - 1 : quotient)
  }
}
