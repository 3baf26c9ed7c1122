/// Something that no run of a checked campaign does.
struct RunFault: CustomStringConvertible {
  enum Kind: String {
    case missing = "a missing value is shown"
    case blank = "nothing is shown where something is meant"
    case characters = "a part has more characters than is proven"
    case bytes = "a part has more bytes than is proven"
    case segments = "an SMS has more segments than is proven"
    case unproven = "a message of which nothing is proven is made"
    case brand = "a rule of the brand is broken"
    case cost = "a member costs more instructions than is proven"
    case bad = "a member whose values keep their types is bad"
    case quarantined = "a message is kept back for something else than wording in data"
  }

  var kind: Kind
  /// What was made, and for whom.
  var words: String

  var description: String { "\(kind.rawValue): \(words)" }
}
