extension HandOffOutcome {
  /// In at most `limit` bytes: what a provider says about itself is cut where it is longer, and what decides is kept.
  package func encoded(limit: Int) -> [UInt8] {
    var writer = BinaryWriter()
    switch self {
    case .accepted(let answer): answer.write(to: &writer, kind: 0, limit)
    case .refusedForNow(let answer): answer.write(to: &writer, kind: 1, limit)
    case .refused(let answer): answer.write(to: &writer, kind: 2, limit)
    case .notHandedOff(let reason): Self.write(reason, to: &writer, kind: 3, limit)
    case .unknown(let reason): Self.write(reason, to: &writer, kind: 4, limit)
    }
    return writer.bytes
  }

  package init(_ reader: inout BinaryReader) throws(BinaryReader.Malformed) {
    switch try reader.integer(UInt8.self) {
    case 0: self = .accepted(try ProviderAnswer(&reader))
    case 1: self = .refusedForNow(try ProviderAnswer(&reader))
    case 2: self = .refused(try ProviderAnswer(&reader))
    case 3: self = .notHandedOff(reason: try reader.text())
    case 4: self = .unknown(reason: try reader.text())
    case let kind: throw reader.malformed("an outcome of the unknown kind \(kind)")
    }
  }

  private static func write(_ reason: String, to writer: inout BinaryWriter, kind: UInt8, _ limit: Int) {
    writer.integer(kind)
    // The kind and the length.
    writer.text(reason.cut(toBytes: limit - 5))
  }
}

extension ProviderAnswer {
  fileprivate static let codeBytes = 40

  /// The fixed part takes 41 bytes at most beside the texts; the provider's own words take what is left.
  fileprivate func write(to writer: inout BinaryWriter, kind: UInt8, _ limit: Int) {
    writer.integer(kind)
    writer.text(code.cut(toBytes: Self.codeBytes))
    writer.optional(enhancedCode?.cut(toBytes: Self.codeBytes))
    writer.optional(retryAfterSeconds.map { Int64($0) })
    let name = providerID?.cut(toBytes: max(0, min(200, limit - writer.bytes.count - 10)))
    writer.optional(name)
    writer.text(text.cut(toBytes: max(0, limit - writer.bytes.count - 4)))
  }

  fileprivate init(_ reader: inout BinaryReader) throws(BinaryReader.Malformed) {
    let code = try reader.text()
    let enhancedCode = try reader.optionalText()
    let retryAfter = try reader.optionalInteger()
    let providerID = try reader.optionalText()
    self.init(
      code: code, enhancedCode: enhancedCode, text: try reader.text(), providerID: providerID,
      retryAfterSeconds: retryAfter.map { Int(clamping: $0) })
  }
}

extension String {
  /// Its first characters that take no more bytes together.
  func cut(toBytes limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var bytes = 0
    return String(
      prefix {
        bytes += $0.utf8.count
        return bytes <= limit
      })
  }
}
