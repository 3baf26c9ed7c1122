import CampaignValues

/// How a part begins or ends on one path: what is written there, and whether that is all of it.
struct WrittenEdge: Hashable {
  var text = ""
  /// Whether nothing else follows on this side: else data or more text does.
  var isWhole = true

  /// So many paths are looked at; where there are more, the rest is taken for data.
  private static let pathsLimit = 200

  static func texts(of nodes: [WrittenNode], atEnd: Bool) -> Set<WrittenEdge> {
    var paths: Set<WrittenEdge> = [WrittenEdge()]
    for node in atEnd ? nodes.reversed() : nodes {
      if paths.allSatisfy({ !$0.isWhole }) { break }
      let next = texts(of: node, atEnd: atEnd)
      var joined: Set<WrittenEdge> = []
      for path in paths {
        guard path.isWhole else {
          joined.insert(path)
          continue
        }
        for step in next {
          joined.insert(
            WrittenEdge(text: atEnd ? step.text + path.text : path.text + step.text, isWhole: step.isWhole))
        }
      }
      paths = joined.count > pathsLimit ? [WrittenEdge(isWhole: false)] : joined
    }
    return paths
  }

  private static func texts(of node: WrittenNode, atEnd: Bool) -> Set<WrittenEdge> {
    switch node {
    case .text(let text, _): return [WrittenEdge(text: text)]
    case .boundary: return [WrittenEdge()]
    case .data: return [WrittenEdge(isWhole: false)]
    case .choice(let branches): return Set(branches.flatMap { texts(of: $0, atEnd: atEnd) })
    case .loop(let body, let otherwise):
      let rows = texts(of: body, atEnd: atEnd).map { WrittenEdge(text: $0.text, isWhole: false) }
      return Set(rows).union(otherwise.map { texts(of: $0, atEnd: atEnd) } ?? [])
    }
  }

  /// Whether it begins (or ends) with one of the texts; nil where data decides.
  func begins(with texts: [String], atEnd: Bool) -> Bool? {
    let answers = texts.map { sought -> Bool? in
      let (own, other) =
        atEnd ? (text.reversed().map { $0 }, sought.reversed().map { $0 }) : (Array(text), Array(sought))
      if own.starts(with: other) { return true }
      return !isWhole && other.starts(with: own) ? nil : false
    }
    return answers.contains(true) ? true : answers.contains(nil) ? nil : false
  }
}
