/// Holds that what a plan puts into SQL is one condition over declared names, and nothing that ends or leaves it.
///
/// The audience connection's authorizer refuses at run time what is not read-only; this refuses it before.
struct PushedChecks {
  private let plan: Plan
  private let names: Set<String>

  /// Words of SQL that stand outside quotes, in lower case: operators, functions and the two aliases.
  private static let words: Set<String> = [
    "and", "as", "between", "binary", "blob", "case", "cast", "collate", "distinct", "else", "end", "exists", "from",
    "glob", "in", "is", "limit", "not", "null", "or", "select", "then", "when", "where",
    "coalesce", "count", "length", "lower", "max", "min", "sum", "trim", "typeof", "m", "r", "s",
  ]

  init(plan: Plan) {
    self.plan = plan
    let audience = plan.audience
    var names: Set<String> = [audience.table, audience.keyColumn]
    names.formUnion(audience.columns.filter { !$0.source.isItem }.map(\.column))
    for relation in audience.relations where relation.owner == .member {
      names.formUnion([relation.table, relation.foreignKey])
      if let key = relation.keyColumn { names.insert(key) }
      names.formUnion(relation.fields.filter { !$0.source.isItem }.map(\.column))
    }
    self.names = names
  }

  func check() throws(PlanError) {
    var clauses = Set<UInt16>()
    for pushed in plan.audience.pushed {
      let place = "the SQL of clause \(pushed.clause)"
      guard Int(pushed.clause) < plan.clauses.count, clauses.insert(pushed.clause).inserted else {
        throw .unsound(place: place, reason: "the clause does not exist, or has SQL already")
      }
      for text in [pushed.condition, pushed.unsound, pushed.guardedCondition] + pushed.guards.map(\.check) {
        if let text, let reason = fault(in: text) { throw .unsound(place: place, reason: reason) }
      }
      // What is guarded may be read.
      for name in pushed.guards.flatMap({ [$0.table, $0.column] }) where !names.contains(name) {
        throw .unsound(place: place, reason: "it names `\(name)`, which is not declared")
      }
    }
  }

  /// Why the text is no condition that may be pushed; nil where it is one.
  private func fault(in sql: String) -> String? {
    let bytes = Array(sql.utf8)
    guard bytes.contains(where: { $0 != 0x20 }) else { return "it is empty" }
    var places = TextPlaces()
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        guard let (text, next) = quoted(bytes, from: index) else { return "a quote is not closed" }
        if byte == UInt8(ascii: "\""), !names.contains(text) { return "it names `\(text)`, which is not declared" }
        if byte == UInt8(ascii: "'"), !places.takeText() { return "the text '\(text)' stands where a name can" }
        if byte == UInt8(ascii: "\"") { places.take("name") }
        index = next
        continue
      case UInt8(ascii: ")") where places.depth == 0: return "a parenthesis closes what was not opened"
      case UInt8(ascii: "?"):
        let digits = bytes[(index + 1)...].prefix { (0x30...0x39).contains($0) }
        guard let number = Int(String(decoding: digits, as: UTF8.self)),
          (1...plan.pools.runConstants.count).contains(number)
        else { return "a parameter is none of the run's constants" }
        places.take("?")
        index += 1 + digits.count
        continue
      case UInt8(ascii: "-") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "-"):
        return "it holds a comment"
      case UInt8(ascii: "/") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "*"):
        return "it holds a comment"
      case _ where Self.isWord(byte):
        let word = bytes[index...].prefix(while: Self.isWord)
        let text = String(decoding: word, as: UTF8.self).lowercased()
        guard Int64(text) != nil || Self.words.contains(text)
        else { return "it uses `\(text)`" }
        places.take(text)
        index += word.count
        continue
      default:
        guard Self.punctuation.contains(byte) else { return "it holds byte \(byte)" }
      }
      if byte != 0x20 {
        guard !places.isBehindText || (byte != UInt8(ascii: ".") && byte != UInt8(ascii: "(")) else {
          return "a text stands where a name can"
        }
        places.take(String(UnicodeScalar(byte)))
      }
      index += 1
    }
    return places.depth == 0 ? nil : "a parenthesis is not closed"
  }

  private static let punctuation = Set(" ,.<>=+-*/%()".utf8)

  private static func isWord(_ byte: UInt8) -> Bool {
    byte == 0x5F || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80
  }

  /// The text in the quotes at `start`, doubled ones read as one, and where it goes on.
  private func quoted(_ bytes: [UInt8], from start: Int) -> (String, Int)? {
    let quote = bytes[start]
    var text: [UInt8] = []
    var index = start + 1
    while index < bytes.count {
      if bytes[index] == 0 { return nil }
      if bytes[index] == quote {
        guard index + 1 < bytes.count, bytes[index + 1] == quote else {
          return (String(decoding: text, as: UTF8.self), index + 1)
        }
        index += 1
      }
      text.append(bytes[index])
      index += 1
    }
    return nil
  }
}

/// Where in a condition a text in single quotes is a value.
///
/// SQLite takes such a text for a name where only a name can stand: behind FROM, IN or a full stop, and between the tables of a join.
private struct TextPlaces {
  /// Open parentheses: whether each holds the values of an IN.
  private var lists: [Bool] = []
  /// The last word, sign or kind of quoted text.
  private var last = ""

  var depth: Int { lists.count }
  var isBehindText: Bool { last == "text" }

  /// Goes on by a word in lower case, or a sign.
  mutating func take(_ token: String) {
    switch token {
    case "(": lists.append(last == "in")
    case ")": _ = lists.popLast()
    case "select": if !lists.isEmpty { lists[lists.count - 1] = false }
    default: break
    }
    last = token
  }

  /// Goes on by a text; false where it would not be a value.
  mutating func takeText() -> Bool {
    let isValue = ["=", "<", ">", "glob"].contains(last) || (["(", ","].contains(last) && lists.last == true)
    last = "text"
    return isValue
  }
}
