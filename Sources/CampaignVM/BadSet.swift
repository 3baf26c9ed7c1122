/// A set of soundness numbers (`ColumnBinding.soundness`), 0 to 255.
struct BadSet: Equatable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  init() {}

  init(_ numbers: [UInt16]) {
    for number in numbers { insert(number) }
  }

  @inline(__always) var isEmpty: Bool { words.0 | words.1 | words.2 | words.3 == 0 }

  @inline(__always) func intersects(_ other: BadSet) -> Bool {
    (words.0 & other.words.0) | (words.1 & other.words.1) | (words.2 & other.words.2) | (words.3 & other.words.3) != 0
  }

  mutating func insert(_ number: UInt16) {
    let bit = UInt64(1) << UInt64(number & 63)
    switch number >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  func contains(_ number: UInt16) -> Bool {
    var single = BadSet()
    single.insert(number)
    return intersects(single)
  }

  static func == (left: BadSet, right: BadSet) -> Bool { left.words == right.words }
}

/// Why a value does not keep to its type.
package enum BadReason: UInt8, CaseIterable, Sendable, CustomStringConvertible {
  case missing, wrongType, outOfBounds, notUTF8, controlCharacter, tooLong, wrongCharacters, notAChoice, notADate
  case notAnAddress, tooManyRows, noItem, bidirectionalControl, noLetter, notARow, tooLarge

  package var description: String {
    switch self {
    case .missing: "is missing"
    case .wrongType: "is of another type"
    case .outOfBounds: "is out of bounds"
    case .notUTF8: "is not UTF-8"
    case .controlCharacter: "has a control character in it"
    case .tooLong: "is too long"
    case .wrongCharacters: "has characters that it may not have"
    case .notAChoice: "is none of the declared values"
    case .notADate: "is no date or time"
    case .notAnAddress: "is not a valid address"
    case .tooManyRows: "has too many rows"
    case .noItem: "refers to no row of its catalog"
    case .bidirectionalControl: "has a character in it that turns the text around it"
    case .noLetter: "has no letter, as a name has"
    case .tooLarge: "stands in a row that has, or refers to, a value of more than 16 MiB"
    case .notARow: "stands in a line that is no JSON object with what the audience declares"
    }
  }
}
