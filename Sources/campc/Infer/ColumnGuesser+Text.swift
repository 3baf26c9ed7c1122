import CampaignWorkspace

/// Types of columns that hold texts.
extension ColumnGuesser {
  /// Texts that stand for yes and no, the one for yes first.
  private static let pairs: [(yes: String, no: String)] = [
    ("Y", "N"), ("y", "n"), ("yes", "no"), ("Yes", "No"), ("YES", "NO"), ("true", "false"), ("True", "False"),
    ("TRUE", "FALSE"), ("t", "f"), ("T", "F"), ("1", "0"), ("on", "off"), ("J", "N"), ("j", "n"), ("ja", "nei"),
    ("Ja", "Nei"),
    ("ja", "nein"), ("Ja", "Nein"), ("JA", "NEIN"), ("ja", "nej"), ("Ja", "Nej"),
  ]

  func text() -> ColumnGuess? {
    if let form = form() { return form }
    if let pair = pair() { return pair }
    if let choice = choice() { return choice }
    return plain()
  }

  private func form() -> ColumnGuess? {
    let all = words.words
    let forms: [(ColumnStatistics.Form, type: String, encoding: String, called: String)] = [
      (.email, "email", "", "e-mail addresses"), (.phone, "phone", "", "numbers as `+` and 7 to 15 digits"),
      (.timezone, "timezone", "", "time zones"), (.date, "date", " in iso", "dates"),
      (.timestamp, "timestamp", " in iso", "moments"), (.time, "time", " in iso", "times"), (.link, "url", "", "links"),
    ]
    let values = statistics.known - statistics.placeholderCount
    for (form, type, encoding, called) in forms {
      let matching = statistics.count(form)
      guard matching > 0, Double(matching) >= 0.9 * Double(values) else { continue }
      var guess = ColumnGuess(type: type, encoding: encoding, words: all)
      if form == .email { guess.role = .email }
      if form == .phone { guess.role = .phone }
      if form == .link {
        guard statistics.hosts.count == 1, let host = statistics.hosts.first else { return nil }
        guess.type = "url on \(SourceText.quoted(host))"
      }
      if matching < statistics.known { guess.invalid = (statistics.known - matching, "not \(called)") }
      return guess
    }
    return nil
  }

  /// A bool stored as two texts; of a consent a few other values are believed to be mistakes.
  private func pair() -> ColumnGuess? {
    guard let distinct = statistics.distinct, statistics.texts == statistics.known else { return nil }
    var best: (pair: (yes: String, no: String), matching: Int, isBoth: Bool)?
    for pair in Self.pairs {
      let (yes, no) = (distinct[pair.yes] ?? 0, distinct[pair.no] ?? 0)
      if yes + no > best?.matching ?? 0 { best = (pair, yes + no, yes > 0 && no > 0) }
    }
    guard let best else { return nil }
    let others = statistics.known - best.matching
    guard others == 0 ? best.isBoth || isConsent : isConsent && isMost(best.matching) else { return nil }
    let (yes, no) = (SourceText.quoted(best.pair.yes), SourceText.quoted(best.pair.no))
    var guess = ColumnGuess(
      type: "bool", encoding: " in (\(yes), \(no))", words: words.words, role: isConsent ? .consent : .other)
    if others > 0 { guess.invalid = (others, "neither \(yes) nor \(no)") }
    return guess
  }

  /// Few different values, each in several rows, that aren't anybody's name.
  private func choice() -> ColumnGuess? {
    guard let distinct = statistics.distinct, distinct.count >= 2, statistics.texts >= 5 * distinct.count,
      statistics.texts == statistics.known, statistics.malformed == 0, statistics.maxCharacters <= 30,
      !words.contains(any: Hint.personName)
    else { return nil }
    var taken: Set<String> = []
    var options: [String] = []
    let values = distinct.keys.filter { !Placeholder.isWrittenByProgram($0) }.sorted(by: Paths.precedes)
    guard values.count >= 2 else { return nil }
    for value in values {
      var parts = WordList(value).words
      if let first = parts.first?.unicodeScalars.first, !first.properties.isXIDStart {
        parts.insert(words.words.first ?? "n", at: 0)
      }
      guard let name = SourceText.name(parts, taken: &taken) else { return nil }
      options.append(name == value ? name : "\(name) \(SourceText.quoted(value))")
    }
    let line = options.joined(separator: ", ")
    let isShort = line.count <= 60
    var guess = ColumnGuess(
      type: isShort ? "choice(\(line))" : "choice(\n  \(options.joined(separator: ",\n  "))\n)", words: words.words)
    guess.placeholders = statistics.placeholders.filter { Placeholder.isWrittenByProgram($0.key) }
    return guess
  }

  private func plain() -> ColumnGuess? {
    let characters = RoundBounds.characters(max(1, statistics.maxCharacters))
    guard characters <= 10_000 else { return nil }
    let sound = statistics.texts - statistics.malformed
    let meant = sound - statistics.placeholderCount
    var guess = ColumnGuess(type: "text(\(characters))", words: words.words)
    guess.placeholders = statistics.placeholders
    if words.contains(any: Hint.personName), meant > 0, statistics.count(.personName) == meant {
      guess.type = "text(\(characters), name)"
    } else if words.contains(any: Hint.code), meant > 0, statistics.count(.gsm) == meant {
      guess.type = "text(\(characters), gsm)"
    }
    if words.contains(any: Hint.device) { guess.role = .device }
    if sound < statistics.known { guess.invalid = (statistics.known - sound, "not readable text") }
    if words.hints(["phone", "mobile", "mobil"]), statistics.count(.phone) * 2 < sound {
      guess.notes.append("for messages the numbers must be stored as `+` and 7 to 15 digits")
    }
    return guess
  }
}
