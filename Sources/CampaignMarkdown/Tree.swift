/// A block of a body whose directives are already in their places.
indirect enum Block {
  case paragraph([Inline])
  case heading(level: Int, [Inline])
  case list(List)
  case quote([Block])
  case code([Inline])
  case rule
  case table(Table)
  case directive(Int, DirectiveKind, [[Block]])
}

struct List {
  /// Lists of one shape that stand next to each other, with directives between them, are one list.
  struct Shape: Hashable {
    var isOrdered: Bool
    /// `-`, `*`, `+`, or the delimiter after a number.
    var bullet: UInt8
    var column: Int
  }

  var shape: Shape
  var start: Int
  var isTight: Bool
  var items: [ListItem]
}

indirect enum ListItem {
  case item([Block])
  case directive(Int, DirectiveKind, [[ListItem]])
}

struct Table {
  enum Alignment: String { case none, left, center, right }

  var alignments: [Alignment]
  var header: [[Inline]]
  var rows: [TableRow]
}

indirect enum TableRow {
  case cells([[Inline]])
  case directive(Int, DirectiveKind, [[TableRow]])
}

indirect enum Inline {
  case text(String, source: Range<Int>?)
  case value(Int)
  case code([Inline])
  case emphasis([Inline])
  case strong([Inline])
  case link([DestinationPart], title: [Inline], [Inline])
  case image([DestinationPart], title: [Inline], alt: [Inline])
  case softBreak
  case lineBreak
  case directive(Int, DirectiveKind, [[Inline]])
}

/// A piece of a link's destination; a literal is not yet escaped.
enum DestinationPart: Hashable {
  case literal(String)
  case value(Int, ValueContext)
}

/// Either something of a tree, or a directive's marker between such things.
enum TreeToken<Element> {
  case element(Element)
  case marker(Marker)
}

/// Puts what stands between a directive's markers into its branches.
struct DirectiveGrouping<Element> {
  private struct Frame {
    var id: Int
    var kind: DirectiveKind
    var branches: [[Element]]
  }

  private var done: [Element] = []
  private var frames: [Frame] = []
  private(set) var crossing: [Int] = []

  /// The elements with directives made by `make`, and the ids of those directives whose markers don't stand in pairs here.
  static func group(
    _ tokens: [TreeToken<Element>], make: (Int, DirectiveKind, [[Element]]) -> Element
  ) -> (elements: [Element], crossing: [Int]) {
    var grouping = Self()
    for token in tokens {
      switch token {
      case .element(let element): grouping.append(element)
      case .marker(.open(let id, let kind, _)):
        grouping.frames.append(Frame(id: id, kind: kind, branches: [[]]))
      case .marker(.branch(let id, _)):
        if grouping.isInnermost(id) {
          grouping.frames[grouping.frames.count - 1].branches.append([])
        } else {
          grouping.crossing.append(id)
        }
      case .marker(.close(let id, _)):
        if grouping.isInnermost(id) {
          let frame = grouping.frames.removeLast()
          grouping.append(make(frame.id, frame.kind, frame.branches))
        } else {
          grouping.crossing.append(id)
        }
      case .marker: break
      }
    }
    while let frame = grouping.frames.popLast() {
      grouping.crossing.append(frame.id)
      for element in frame.branches.joined() { grouping.append(element) }
    }
    return (grouping.done, grouping.crossing)
  }

  private func isInnermost(_ id: Int) -> Bool { frames.last?.id == id }

  private mutating func append(_ element: Element) {
    if frames.isEmpty {
      done.append(element)
    } else {
      let last = frames.count - 1
      frames[last].branches[frames[last].branches.count - 1].append(element)
    }
  }
}
