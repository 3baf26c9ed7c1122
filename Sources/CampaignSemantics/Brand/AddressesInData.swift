/// What is left of a message where only texts of data stand that may have an address in them, each alone: what the author wrote
/// around them was looked at with every value in its place.
enum AddressesInData {
  /// What is to be looked at when the message is made; nothing where no data can have an address in it.
  static func nodes(of nodes: [TemplateNode]) -> [TemplateNode] { nodes.flatMap(inNode) }

  /// What an address has in it wherever phones and mail programs make a link of it.
  static let mark = "://"

  private static let end = TemplateNode.literal(TemplateNode.paragraphEnd)

  private static func inNode(_ node: TemplateNode) -> [TemplateNode] {
    switch node {
    case .literal, .pluralNumber, .unsubscribeURL: return []
    case .value(let expression, .text, _): return expression.mayHoldAddress ? [node, end] : []
    case .value: return []
    case .conditional(let branches, let otherwise):
      let inner = branches.map { (condition: $0.condition, nodes: nodes(of: $0.nodes)) }
      let rest = nodes(of: otherwise)
      return inner.allSatisfy(\.nodes.isEmpty) && rest.isEmpty ? [] : [.conditional(inner, otherwise: rest)]
    case .variant(let experiment, let arms):
      let inner = arms.map(nodes)
      return inner.allSatisfy(\.isEmpty) ? [] : [.variant(experiment: experiment, inner)]
    case .plural(let plural):
      let inner = plural.forms.map { nodes(of: $0.nodes) }
      return inner.allSatisfy(\.isEmpty) ? [] : [.plural(plural.with(inner))]
    case .loop(var loop):
      loop.prologue = nodes(of: loop.prologue)
      loop.body = nodes(of: loop.body)
      loop.epilogue = nodes(of: loop.epilogue)
      loop.otherwise = nodes(of: loop.otherwise)
      return [loop.prologue, loop.body, loop.epilogue, loop.otherwise].allSatisfy(\.isEmpty) ? [] : [.loop(loop)]
    }
  }
}

extension CheckedExpression {
  /// Whether it is a text of somebody's data that may have an address in it. A name can't, and an address by its type leads where
  /// its type says.
  fileprivate var mayHoldAddress: Bool {
    switch kind {
    case .constant, .uniqueCode: return false
    case .otherwise(let first, let second): return first.mayHoldAddress || second.mayHoldAddress
    case .variant(_, let values): return values.contains(where: \.mayHoldAddress)
    default: break
    }
    guard case .text(let text) = type.base else { return false }
    return text.textClass != .name && text.maxCharacters > AddressesInData.mark.count
  }
}
