import CampaignValues

/// Cuts what a part says down to where data may help to say one of a list of phrases: the data itself, and of what is
/// written beside it what a phrase over the seam may have begun or ended with.
///
/// It is for parts of which it is known that nothing in them that is written says a phrase.
struct WordingScan {
  private let neighbors: [PhraseNeighbor]
  /// So many words a phrase can reach to either side of data.
  private let reach: Int
  /// The letters of the shortest phrase; nil where a letter may fold to any number of others.
  private let shortest: Int?

  private static let end = TemplateNode.literal(TemplateNode.paragraphEnd)

  init(_ phrases: [String]) {
    neighbors = phrases.map(PhraseNeighbor.init)
    reach = neighbors.map(\.reach).max() ?? 0
    let lengths = neighbors.map(\.asciiCount)
    shortest = lengths.contains(nil) ? nil : lengths.compactMap { $0 }.min()
  }

  /// What is to be looked at; nothing where no data can say a phrase. Each paragraph ends.
  func nodes(of nodes: [TemplateNode]) -> [TemplateNode] {
    var result: [TemplateNode] = []
    var alone: Set<ExpressionIdentity> = []
    for island in Self.islands(of: cut(nodes, before: false, after: false)) where island.contains(where: Self.hasData) {
      if island.count == 1, case .value(let expression, _, _) = island[0] {
        guard mayHold(expression), alone.insert(ExpressionIdentity(expression)).inserted else { continue }
      }
      result += island + [Self.end]
    }
    return result
  }

  // MARK: Cutting

  private static func islands(of nodes: [TemplateNode]) -> [[TemplateNode]] {
    nodes.split(omittingEmptySubsequences: true, whereSeparator: isEnd).map(Array.init)
  }

  private static func isEnd(_ node: TemplateNode) -> Bool {
    if case .literal(TemplateNode.paragraphEnd) = node { return true }
    return false
  }

  /// `before` and `after` say whether there may be data beside the nodes.
  private func cut(_ nodes: [TemplateNode], before: Bool, after: Bool) -> [TemplateNode] {
    let nodes = Self.joined(nodes)
    let ends = nodes.map(Self.isEnd)
    let data = nodes.map(Self.hasData)
    var left = before
    var hasLeft: [Bool] = []
    for index in nodes.indices {
      hasLeft.append(left)
      left = ends[index] ? false : left || data[index]
    }
    var right = after
    var hasRight = Array(repeating: false, count: nodes.count)
    for index in nodes.indices.reversed() {
      hasRight[index] = right
      right = ends[index] ? false : right || data[index]
    }
    return nodes.indices.flatMap { index -> [TemplateNode] in
      let (left, right) = (hasLeft[index], hasRight[index])
      if case .literal(let text) = nodes[index] {
        return ends[index] || !(left || right) ? [Self.end] : literal(text, left, right)
      }
      return left || right || data[index] ? [cut(nodes[index], left, right)] : [Self.end]
    }
  }

  /// Texts that stand beside each other as one.
  private static func joined(_ nodes: [TemplateNode]) -> [TemplateNode] {
    var result: [TemplateNode] = []
    for node in nodes {
      if case .literal(let text) = node {
        if text.isEmpty { continue }
        if !isEnd(node), case .literal(let other)? = result.last, !isEnd(.literal(other)) {
          result[result.count - 1] = .literal(other + text)
          continue
        }
      }
      result.append(node)
    }
    return result
  }

  private func cut(_ node: TemplateNode, _ left: Bool, _ right: Bool) -> TemplateNode {
    switch node {
    case .literal, .value, .pluralNumber, .unsubscribeURL: return node
    case .conditional(let branches, let otherwise):
      return .conditional(
        branches.map { ($0.condition, cut($0.nodes, before: left, after: right)) },
        otherwise: cut(otherwise, before: left, after: right))
    case .variant(let experiment, let arms):
      return .variant(experiment: experiment, arms.map { cut($0, before: left, after: right) })
    case .plural(let plural):
      return .plural(plural.with(plural.forms.map { cut($0.nodes, before: left, after: right) }))
    case .loop(var loop):
      // A row stands beside the rows around it.
      let inner = loop.body.contains(where: Self.hasData)
      loop.prologue = cut(loop.prologue, before: left, after: right || inner)
      loop.body = cut(loop.body, before: left || inner, after: right || inner)
      loop.epilogue = cut(loop.epilogue, before: left || inner, after: right)
      loop.otherwise = cut(loop.otherwise, before: left, after: right)
      return .loop(loop)
    }
  }

  /// Of what is written between data what a phrase may begin or end with.
  private func literal(_ text: String, _ left: Bool, _ right: Bool) -> [TemplateNode] {
    let edges = TextEdges(text, words: reach)
    // All of it may stand in the middle of a phrase.
    if edges.isWhole {
      let isBeside = (left && goesOn(edges.first)) || (right && begins(edges.last))
      return [isBeside ? .literal(text) : Self.end]
    }
    let first: [TemplateNode] = left && goesOn(edges.first) ? [.literal(edges.first)] : []
    let last: [TemplateNode] = right && begins(edges.last) ? [.literal(edges.last)] : []
    return first + [Self.end] + last
  }

  private func goesOn(_ text: String) -> Bool { neighbors.contains { $0.mayGoOn(in: text) } }
  private func begins(_ text: String) -> Bool { neighbors.contains { $0.mayBegin(in: text) } }

  // MARK: Data

  private static func hasData(_ node: TemplateNode) -> Bool {
    switch node {
    case .literal, .pluralNumber, .unsubscribeURL: false
    case .value(let expression, let format, _): format == .text && isData(expression)
    case .conditional(let branches, let otherwise):
      (branches.map(\.nodes) + [otherwise]).joined().contains(where: hasData)
    case .variant(_, let arms): arms.joined().contains(where: hasData)
    case .plural(let plural): plural.forms.map(\.nodes).joined().contains(where: hasData)
    case .loop(let loop):
      [loop.prologue, loop.body, loop.epilogue, loop.otherwise].joined().contains(where: hasData)
    }
  }

  /// Whether a text comes from somebody's data: what is written in its place is none.
  private static func isData(_ expression: CheckedExpression) -> Bool {
    switch expression.kind {
    case .constant, .uniqueCode: false
    case .otherwise(let first, let second): isData(first) || isData(second)
    case .variant(_, let variants): variants.contains(where: isData)
    default: true
    }
  }

  /// Whether a value alone has the room for a phrase.
  private func mayHold(_ expression: CheckedExpression) -> Bool {
    guard let shortest, case .text(let type) = expression.type.base else { return true }
    return shortest <= type.maxCharacters * PhraseNeighbor.lettersOfACharacter
  }
}
