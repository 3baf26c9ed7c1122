import CampaignPlan
import CampaignSQLite
import CampaignVM

/// A message that could be shown, and what is telling about the data in it.
struct PreviewCandidate {
  var step: Int
  var message: MadeMessage
  /// The member's texts that the campaign reads, one after the other.
  var data = ""
  /// How many of the columns that the campaign reads are missing or blank.
  var missingCount = 0

  /// What people read, in characters.
  var length: Int {
    parts.reduce(0) { $0 + $1.count }
  }

  /// The data that is known, and all that is shown: related rows show themselves there.
  private var texts: String { parts.joined(separator: " ") + " " + data }

  private var parts: [String] { [PlanPart.subject, .preheader, .title, .text].compactMap { message.parts[$0] } }

  var isRightToLeft: Bool {
    texts.unicodeScalars.contains {
      (0x0590...0x08FF).contains($0.value) || (0xFB1D...0xFDFF).contains($0.value)
        || (0xFE70...0xFEFC).contains($0.value)
    }
  }

  /// Whether there are letters, and none of them Latin.
  var hasNoLatinLetters: Bool {
    let letters = data.unicodeScalars.filter { $0.properties.isAlphabetic }
    return !letters.isEmpty
      && letters.allSatisfy { $0.value >= 0x250 && !(0x1E00...0x1EFF).contains($0.value) }
  }

  var hasEmojiOrMarks: Bool {
    texts.unicodeScalars.contains {
      $0.properties.isEmojiPresentation || $0.properties.generalCategory == .nonspacingMark
    }
  }
}

extension PreviewCandidate {
  /// Reads what the campaign's columns hold for the members of the candidates.
  static func readData(_ candidates: inout [PreviewCandidate], _ plan: Plan, path: String) throws(SQLiteError) {
    var places: [String: [Int]] = [:]
    for (index, candidate) in candidates.enumerated() { places[candidate.message.member, default: []].append(index) }
    let connection = try Connection.audience(path: path)
    let quote = Identifier.quoted
    // What a catalog's items hold stands in a table of its own, and shows itself in the message.
    let bindings = plan.audience.columns.filter { if case .item = $0.source { false } else { true } }
    let columns = [plan.audience.keyColumn] + bindings.map(\.column)
    let rows = try connection.prepare(
      "SELECT \(columns.map(quote).joined(separator: ", ")) FROM \(quote(plan.audience.table))")
    while try rows.step() {
      guard let key = rows.string(0), let indices = places[key] else { continue }
      var data = ""
      var missing = 0
      for (offset, column) in bindings.enumerated() {
        let text = rows.string(Int32(offset + 1)) ?? ""
        if text.isEmpty { missing += 1 }
        if column.kind == .text { data += text + " " }
      }
      for index in indices {
        candidates[index].data = data
        candidates[index].missingCount = missing
      }
    }
  }
}
