import CampaignDiagnostics
import CampaignSQLite
import CampaignSyntax
import CampaignWorkspace

/// Writes a first `audience.campaign` of what was found in a database.
struct AudienceDraft {
  /// One declaration in its parts, and what is said before it.
  private struct Line {
    var notes: [String] = []
    var name: String
    var type: String
    var source: String
  }

  private let inference: AudienceInference
  private var taken: Set<String> = []
  /// What stands for nothing, where, and how often.
  private var placeholders: [String: [(place: String, count: Int)]] = [:]
  private var contacts: [ColumnGuess.Role: String] = [:]
  private var consents: [(name: String, words: WordList, isOptional: Bool)] = []

  init(_ inference: AudienceInference) { self.inference = inference }

  /// The text of the file.
  mutating func text() -> String {
    let member = inference.member
    var (lines, left) = attributes(of: member, skipping: [inference.key], isMember: true)
    var blocks: [String] = []
    for related in inference.related {
      switch set(related) ?? many(related) {
      case .set(let line): lines.append(line)
      case .block(let block): blocks.append(block)
      case .nothing(let why): left.append("\(VisibleText.of(related.table.schema.name)): \(why)")
      }
    }
    var out = """
      // A first audience, from what stands in \(VisibleText.of(Paths.name(inference.path))) today: \(Self.members(member.rowCount)).
      // Types, bounds and choices are guesses from the values that are there. Read each line, and say what the values may be: any
      // other value is bad, and its member is passed over. Where the values of a choice have an order, write `<` between them.
      \(placeholderLines())audience member from \(SourceText.source(member.schema.name)) key \(SourceText.source(inference.key)) {

      """
    out += Self.written(lines, indent: "  ")
    for block in blocks { out += "\n" + block }
    out += "\n" + reaches()
    if !left.isEmpty {
      out += "\n  // Left out:\n" + left.map { "  //   \($0)\n" }.joined()
    }
    return Self.formatted(out + "}\n")
  }

  /// The clause that makes the tenant's placeholders missing, as a comment: it stands in another file.
  private func placeholderLines() -> String {
    guard !placeholders.isEmpty else { return "" }
    let texts = placeholders.keys.sorted(by: Paths.precedes)
    var out =
      "//\n// These values seem to stand for nothing. If they do, write into tenant.campaign, so that they count as missing:\n"
    out += "//   placeholder \(texts.map(SourceText.quoted).joined(separator: ", "))\n"
    for text in texts {
      let places = (placeholders[text] ?? []).map { "\($0.count) in \(VisibleText.of($0.place))" }
      out += "// \(SourceText.quoted(text)): \(places.joined(separator: ", "))\n"
    }
    return out
  }

  private static func formatted(_ text: String) -> String {
    let source = SourceFile(id: FileID(0), path: "audience.campaign", bytes: Array(text.utf8))
    guard case .formatted(let bytes) = Formatter.format(source) else { return text }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Declarations of a table's columns, and why others have none.
  private mutating func attributes(
    of table: AudienceInference.Table, skipping: [String], isMember: Bool
  ) -> (lines: [Line], left: [String]) {
    var lines: [Line] = []
    var left: [String] = []
    var names: Set<String> = []
    let skipped = Set(skipping.map(Identifier.folded))
    for (column, statistics) in zip(table.schema.columns, table.statistics)
    where !skipped.contains(Identifier.folded(column.name)) {
      let place = isMember ? column.name : "\(table.schema.name).\(column.name)"
      switch ColumnGuesser(column, statistics).outcome() {
      case .nothing(let why): left.append("\(VisibleText.of(place)): \(why)")
      case .guess(let guess):
        let words = Self.renamed(guess)
        let found = isMember ? SourceText.name(words, taken: &taken) : SourceText.name(words, taken: &names)
        guard let name = found else {
          left.append("\(VisibleText.of(place)): no name can be made of this one")
          continue
        }
        if isMember { remember(guess, name) }
        for (text, count) in guess.placeholders { placeholders[text, default: []].append((place, count)) }
        lines.append(Self.line(name, guess, column: column.name))
      }
    }
    return (lines, left)
  }

  /// `email_address` rather than `email`, which is the channel's name.
  private static func renamed(_ guess: ColumnGuess) -> [String] {
    switch guess.words {
    case ["email"], ["mail"], ["e", "mail"]: ["email", "address"]
    case ["push", "token"] where guess.role == .device: ["device"]
    default: guess.words
    }
  }

  private static func line(_ name: String, _ guess: ColumnGuess, column: String) -> Line {
    var source = name == column ? "" : "from \(SourceText.source(column))"
    source += source.isEmpty ? String(guess.encoding.drop { $0 == " " }) : guess.encoding
    if guess.invalid != nil { source += (source.isEmpty ? "" : "  ") + "invalid is missing" }
    return Line(notes: guess.notes, name: name, type: guess.type, source: source)
  }

  private mutating func remember(_ guess: ColumnGuess, _ name: String) {
    if guess.role == .consent {
      consents.append((name, WordList(name), guess.isOptional))
    } else if guess.role != .other, contacts[guess.role] == nil {
      contacts[guess.role] = name
    }
  }

  private static func written(_ lines: [Line], indent: String) -> String {
    var out = ""
    for line in lines {
      for note in line.notes { out += "\(indent)// \(note)\n" }
      out += "\(indent)\(line.name) \(line.type) \(line.source)\n"
    }
    return out
  }

  private enum RelatedDraft {
    case set(Line)
    case block(String)
    case nothing(because: String)
  }

  /// Two columns, the member and one value: a set.
  private mutating func set(_ related: AudienceInference.Related) -> RelatedDraft? {
    let schema = related.table.schema
    guard !related.isSingle, isComparable(related) else { return nil }
    let values = schema.columns.indices.filter {
      Identifier.folded(schema.columns[$0].name) != Identifier.folded(related.foreignKey)
    }
    guard values.count == 1, let index = values.first else { return nil }
    let column = schema.columns[index]
    guard case .guess(let guess) = ColumnGuesser(column, related.table.statistics[index]).outcome(),
      !guess.isOptional, guess.encoding.isEmpty, !guess.type.hasPrefix("bool"),
      let name = SourceText.name(shortName(schema.name), taken: &taken)
    else { return nil }
    return .set(
      Line(
        notes: guess.notes, name: name, type: "set of \(guess.type) up to \(rows(related))",
        source: "from \(Self.place(related, andColumn: column.name))"))
  }

  private mutating func many(_ related: AudienceInference.Related) -> RelatedDraft {
    let schema = related.table.schema
    guard isComparable(related) else {
      return .nothing(
        because: "`\(VisibleText.of(related.foreignKey))` and the members' key are declared unlike; declare both alike")
    }
    if related.maxRows == 0 { return .nothing(because: "no row belongs to a member") }
    if related.isSingle {
      return .nothing(
        because: "each member has one row in it at most; join it to \(inference.member.schema.name) in a view")
    }
    guard let key = related.key else {
      return .nothing(because: "nothing tells one member's rows apart; give it a primary key of one column")
    }
    var skipped = [related.foreignKey]
    if let last = WordList(key).words.last, Hint.identifier.contains(last) { skipped.append(key) }
    let (lines, left) = attributes(of: related.table, skipping: skipped, isMember: false)
    guard !lines.isEmpty, let name = SourceText.name(shortName(schema.name), taken: &taken) else {
      return .nothing(because: "none of its columns can be read")
    }
    var out = "  many \(name) up to \(rows(related)) from \(Self.place(related)) key \(SourceText.source(key)) {\n"
    out += Self.written(lines, indent: "    ")
    out += left.map { "    // left out: \($0)\n" }.joined()
    return .block(out + "  }\n")
  }

  /// `orders(customer_id)`, and with a column `favorites(customer_id, department)`.
  private static func place(_ related: AudienceInference.Related, andColumn column: String? = nil) -> String {
    let columns = ([related.foreignKey] + [column].compactMap(\.self)).map(SourceText.source)
    return "\(SourceText.source(related.table.schema.name))(\(columns.joined(separator: ", ")))"
  }

  private func isComparable(_ related: AudienceInference.Related) -> Bool {
    related.isComparable(with: inference.key, of: inference.member.schema)
  }

  private static func members(_ count: Int) -> String { count == 1 ? "1 member" : "\(count) members" }

  private func rows(_ related: AudienceInference.Related) -> String {
    RoundBounds.grouped(min(1_000_000, RoundBounds.above(related.maxRows)))
  }

  /// The table's name without what it shares with the members': `customer_favorites` is `favorites`.
  private func shortName(_ table: String) -> [String] {
    let words = WordList(table).words
    let stems = WordList(inference.member.schema.name).words + WordList(inference.key).words.filter { $0 != "id" }
    let singular = stems.flatMap { [$0, $0.hasSuffix("s") ? String($0.dropLast()) : $0] }
    return words.count > 1 && singular.contains(words[0]) ? Array(words.dropFirst()) : words
  }

  /// Addresses joined to the consents that they need.
  private func reaches() -> String {
    let channels: [(name: String, role: ColumnGuess.Role, consent: [String])] = [
      ("email", .email, Hint.emailConsent), ("sms", .phone, Hint.smsConsent), ("push", .device, Hint.pushConsent),
    ]
    var out = ""
    for channel in channels {
      guard let address = contacts[channel.role] else { continue }
      let named = consents.first { $0.words.hints(channel.consent) }
      let others = consents.filter { consent in !channels.contains { consent.words.hints($0.consent) } }
      guard let consent = named ?? others.first else {
        out += "  // No column tells who agreed to \(channel.name): without one, no campaign can use it.\n"
        out += "  // reach \(channel.name) at \(address) where …\n"
        continue
      }
      if named == nil {
        out += "  // `\(consent.name)` is taken to hold for \(channel.name) too: make sure that it does.\n"
      }
      let condition = consent.isOptional ? "\(consent.name) otherwise no" : consent.name
      out += "  reach \(channel.name) at \(address) where \(condition)\n"
    }
    return out.isEmpty ? "  // No column holds an address at which a member could be reached.\n" : out
  }
}
