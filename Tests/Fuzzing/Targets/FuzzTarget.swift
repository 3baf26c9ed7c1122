/// What is fed with bytes that somebody else made up. Each holds what must be true of any bytes at all; whatever breaks it is a
/// finding, and so is everything that ends the process.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// Lexer, parser and formatter.
  case source
  /// The plan's decoder and verifier, and the machine over what they let through.
  case plan
  /// Markdown, HTML, texts and conditions within messages, through to the messages that they make.
  case template
  /// Values, and whole databases, that a run reads.
  case audience

  /// Feeds the bytes; throws what they showed to be wrong.
  package func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    switch self {
    case .source: try SourceFuzz.run(bytes)
    case .plan: try PlanFuzz.run(bytes)
    case .template: try TemplateFuzz.run(bytes)
    case .audience: try AudienceFuzz.run(bytes)
    }
  }

  /// Inputs from which a search begins, by name.
  package var seeds: [String: [UInt8]] {
    switch self {
    case .source: SourceFuzz.seeds
    case .plan: PlanFuzz.seeds
    case .template: TemplateFuzz.seeds
    case .audience: AudienceFuzz.seeds
    }
  }
}

/// Something that should hold for any bytes, and did not.
package struct FuzzFinding: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
