import CampaignValues

/// Texts of a type among which are those that count the most, or the least: so many times one character behind a start.
struct TextSamples {
  struct Sample {
    var start = ""
    var character = ""
    var count = 0

    var text: String { start + String(repeating: character, count: count) }
  }

  private(set) var texts: [Sample] = []

  /// `held`: what the text is said to fit; `broken`: what it is said not to fit.
  init(
    _ base: BaseType, held: [TextType], broken: [TextType], measure: SizeMeasure, end: SizeEnd, escape: TextEscape
  ) {
    switch base {
    case .text(let type): add(type, held, broken, end == .most ? Self.most(measure, escape) : Self.least)
    case .email where held.isEmpty: addEmail(end)
    case .phone where held.isEmpty: texts = [Sample(start: "+", character: "2", count: end == .most ? 15 : 7)]
    case .timezone where held.isEmpty:
      texts = ["W", "/"].map { Sample(character: $0, count: end == .most ? Self.zoneCharacters : 1) }
    case .url(let host) where held.isEmpty: addURL(host, end)
    default:
      guard let type = held.first else { return }
      add(type, held, broken, end == .most ? Self.most(measure, escape) : Self.least)
    }
  }

  // MARK: Texts with a limit of characters

  /// The character with the most code units and bytes: a letter that is in every class but GSM 03.38, with as many accents as a
  /// character of 40 bytes has room for.
  private static let accented = "é" + String(repeating: "\u{301}", count: 19)

  /// The same on a character that grows where it is escaped.
  private static func accented(_ base: Character) -> String {
    String(base) + String(repeating: "\u{301}", count: 18) + "\u{20D0}"
  }

  /// The characters that count the most by some measure; what is easiest to read stands first.
  private static func most(_ measure: SizeMeasure, _ escape: TextEscape) -> [String] {
    switch measure {
    // In an address three characters stand for each byte.
    case _ where escape == .urlComponent: ["W", "€", accented]
    case .characters, .capitals, .phrases, .visible: ["W"]
    case .emoji: ["W", "😀"]
    case .septets, .wideSeptets: ["W", "€"]
    case .codeUnits: ["W", "Ж", accented]
    case .wideCodeUnits: ["W", "Ж", "Ж" + String(repeating: "\u{1D167}", count: 9)]
    case .bytes:
      ["W", "€", accented] + (escape == .html ? ["\"", "'", accented("\""), accented("'")] : [])
    }
  }

  private static let least = ["W", "Ж", "\u{301}"]

  private mutating func add(_ type: TextType, _ held: [TextType], _ broken: [TextType], _ characters: [String]) {
    let types = [type] + held
    let limit = types.map(\.maxCharacters).min() ?? type.maxCharacters
    for character in characters {
      // A name has a letter, so that not all of it is apostrophes.
      let starts = types.contains { $0.textClass == .name } ? ["", Self.accented, "W"] : [""]
      guard let start = starts.first(where: { start in types.allSatisfy { $0.allowsClass(of: start + character) } })
      else { continue }
      // What does not fit is longer, or has a character that may not be there.
      let least = broken.filter { $0.allowsClass(of: start + character) }.map { $0.maxCharacters + 1 }.max() ?? 1
      guard least <= limit else { continue }
      let count = characters == Self.least ? least : limit
      texts.append(Sample(start: start, character: character, count: start.isEmpty ? count : max(0, count - 1)))
    }
  }

  // MARK: Addresses

  /// As `Addresses.isEmail`: at most 64 bytes before the `@` and 254 in all.
  private mutating func addEmail(_ end: SizeEnd) {
    guard end == .most else {
      texts = [Sample(start: "w@w.w")]
      return
    }
    let domain = [63, 63, 61].map { String(repeating: "w", count: $0) }.joined(separator: ".")
    for character in ["w", "'", "{", "`"] {
      texts.append(Sample(start: String(repeating: character, count: 64) + "@" + domain))
    }
  }

  /// As `ColumnReader` takes the names of zones.
  private static let zoneCharacters = 64

  private mutating func addURL(_ host: String, _ end: SizeEnd) {
    guard end == .most else {
      texts = [Sample(start: "http://" + host)]
      return
    }
    for start in ["https://" + host + "/", "https://" + host + "/Ж"] {
      for character in ["w", "&", "{"] {
        texts.append(Sample(start: start, character: character, count: max(0, Links.maxBytes - start.utf8.count)))
      }
    }
  }
}
