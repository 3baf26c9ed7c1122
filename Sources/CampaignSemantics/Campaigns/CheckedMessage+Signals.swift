/// What comes back from a message, so that an experiment can learn by it.
extension CheckedMessage {
  /// Opens are seen of e-mails alone; a push is clicked by tapping it; clicks on other messages need a link.
  func canBring(_ goal: CheckedExperiment.Optimization.Goal) -> Bool {
    switch (goal, channel) {
    case (.opens, .email), (.clicks, .push), (.conversions, _): true
    case (.opens, _): false
    case (.clicks, .email):
      parts.contains { $0.part == .html && $0.template.nodes.reduce(0) { $0 + $1.linkCount } > 0 }
    case (.clicks, .sms): parts.contains { $0.template.nodes.contains(where: \.mayHoldLink) }
    }
  }
}

extension TemplateNode {
  /// The nodes within it, of all branches.
  var inner: [TemplateNode] {
    switch self {
    case .literal, .value, .pluralNumber, .unsubscribeURL: []
    case .conditional(let branches, let otherwise): branches.flatMap(\.nodes) + otherwise
    case .loop(let loop): loop.prologue + loop.body + loop.epilogue + loop.otherwise
    case .variant(_, let variants): variants.flatMap { $0 }
    case .plural(let plural): plural.forms.flatMap(\.nodes)
    }
  }

  /// Links in HTML, but for those that unsubscribe.
  fileprivate var linkCount: Int {
    switch self {
    case .literal(let html):
      html.utf8.count < 6 ? 0 : html.split(separator: " href=\"", omittingEmptySubsequences: false).count - 1
    case .unsubscribeURL: -1
    default: inner.reduce(0) { $0 + $1.linkCount }
    }
  }

  /// Whether plain text may have an address in it that phones make a link of. Text from data may be one.
  fileprivate var mayHoldLink: Bool {
    switch self {
    case .literal(let text): text.looksLikeLink
    case .value(let expression, _, _): expression.mayBeLink
    default: inner.contains(where: \.mayHoldLink)
    }
  }
}

extension CheckedExpression {
  fileprivate var mayBeLink: Bool {
    switch kind {
    case .constant(.text(let text)): return text.looksLikeLink
    case .uniqueCode: return false
    case .otherwise(let first, let second): return first.mayBeLink || second.mayBeLink
    case .variant(_, let values): return values.contains(where: \.mayBeLink)
    default: break
    }
    switch type.base {
    case .url: return true
    case .text(let text): return text.textClass != .name
    default: return false
    }
  }
}

extension String {
  /// Whether there is a full stop in it with a letter or a digit before and a letter behind, as in `shop.example`.
  fileprivate var looksLikeLink: Bool {
    let bytes = Array(utf8)
    let isLetter = { (byte: UInt8) in byte >= 0x80 || (0x61...0x7A).contains(byte | 0x20) }
    return bytes.indices.dropFirst().dropLast().contains { index in
      bytes[index] == UInt8(ascii: ".") && isLetter(bytes[index + 1])
        && (isLetter(bytes[index - 1]) || (0x30...0x39).contains(bytes[index - 1]))
    }
  }
}
