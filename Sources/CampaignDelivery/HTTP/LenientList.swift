/// A list of JSON of which an element that is not as expected leaves the others as they are.
struct LenientList<Element: Decodable>: Decodable {
  private struct Attempt: Decodable {
    var value: Element?
    init(from decoder: any Decoder) { value = try? Element(from: decoder) }
  }

  /// So many elements are read; a batch has far fewer, and each costs time.
  static var limit: Int { 10_000 }

  var elements: [Element] = []

  init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    var count = 0
    while !list.isAtEnd {
      guard count < Self.limit else {
        throw DecodingError.dataCorruptedError(in: list, debugDescription: "too many elements")
      }
      count += 1
      if let element = try list.decode(Attempt.self).value { elements.append(element) }
    }
  }
}

/// A code of JSON, which some providers write as a number.
struct CodeText: Decodable {
  var text: String

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    text = if let number = try? value.decode(Int.self) { String(number) } else { try value.decode(String.self) }
  }
}

extension KeyedDecodingContainer {
  /// The value, or nil where it is missing, null or of another type.
  func lenient<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
    (try? decodeIfPresent(type, forKey: key)) ?? nil
  }
}
