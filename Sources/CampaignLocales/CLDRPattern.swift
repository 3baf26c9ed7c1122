import CampaignValues

/// Reads date patterns of UTS #35, part 4, as far as languages' own short, medium and long dates and times use them.
enum CLDRPattern {
  /// The fields of a pattern; nil where it has one that the plan has no form for.
  static func fields(_ pattern: String, era: String = "AD") -> [DatePattern.Field]? {
    var fields: [DatePattern.Field] = []
    var literal = ""
    var rest = Substring(pattern)
    func flush() -> Bool {
      if literal.isEmpty { return true }
      guard let text = InlineText(literal) else { return false }
      fields.append(.literal(text))
      literal = ""
      return true
    }
    while let first = rest.unicodeScalars.first {
      if first == "'" {
        guard let text = quoted(&rest) else { return nil }
        literal += text
      } else if ("a"..."z").contains(first) || ("A"..."Z").contains(first) {
        let count = rest.unicodeScalars.prefix { $0 == first }.count
        rest.unicodeScalars.removeFirst(count)
        if first == "G" {
          literal += era
          continue
        }
        guard let field = field(first, count), flush() else { return nil }
        fields.append(field)
      } else {
        literal.unicodeScalars.append(first)
        rest.unicodeScalars.removeFirst()
      }
    }
    return flush() ? fields : nil
  }

  /// The text in quotes at the start; two quotes are one.
  private static func quoted(_ rest: inout Substring) -> String? {
    rest.removeFirst()
    if rest.first == "'" {
      rest.removeFirst()
      return "'"
    }
    var text = ""
    while let character = rest.popFirst() {
      if character != "'" {
        text.append(character)
      } else if rest.first == "'" {
        text.append(character)
        rest.removeFirst()
      } else {
        return text
      }
    }
    return nil
  }

  private static func field(_ letter: Unicode.Scalar, _ count: Int) -> DatePattern.Field? {
    switch letter {
    case "d": count == 1 ? .day : .day2
    case "M", "L":
      switch count {
      case 1: .month
      case 2: .month2
      case 3: .monthShort
      case 4: letter == "L" ? .monthAlone : .monthLong
      default: nil
      }
    case "y", "u": count == 2 ? .year2 : .year
    case "E": count <= 3 ? .weekdayShort : .weekdayLong
    case "h": count == 1 ? .hour12 : .hour12padded
    case "H": count == 1 ? .hour24 : .hour24padded
    case "m": .minute
    case "s": .second
    case "a": .ampm
    default: nil
    }
  }
}
