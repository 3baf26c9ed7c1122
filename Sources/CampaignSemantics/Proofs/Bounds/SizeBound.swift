/// The extreme of a measure over many paths, and one that attains it.
struct SizeExtreme: Sendable {
  var weight: SizeWeight
  var witness = SizeWitness.nothing
  /// What the path says, where texts are kept.
  var text = ""

  static func + (a: SizeExtreme, b: SizeExtreme) -> SizeExtreme {
    SizeExtreme(weight: a.weight + b.weight, witness: a.witness + b.witness, text: a.text + b.text)
  }

  func noting(_ fact: SizeWitness.Fact) -> SizeExtreme {
    var noted = self
    noted.witness = witness + .fact(fact)
    return noted
  }
}

/// The extremes of a measure over all paths through a text: of those whose characters are all of GSM 03.38, and of those with
/// at least one other. Both are nil where nothing of the kind is possible; measures that don't tell the two apart have the first.
///
/// One character outside of the alphabet changes how a whole message is counted, so that the two must not be mixed.
struct SizeBound: Sendable {
  var plain: SizeExtreme?
  var special: SizeExtreme?

  /// Of no path.
  static let impossible = SizeBound()
  /// Of the empty text.
  static let empty = SizeBound(plain: SizeExtreme(weight: .zero))

  init(plain: SizeExtreme? = nil, special: SizeExtreme? = nil) {
    self.plain = plain
    self.special = special
  }

  init(_ extreme: SizeExtreme) {
    if extreme.weight.isGSM { plain = extreme } else { special = extreme }
  }

  var isImpossible: Bool { plain == nil && special == nil }

  func mapping(_ change: (SizeExtreme) -> SizeExtreme) -> SizeBound {
    SizeBound(plain: plain.map(change), special: special.map(change))
  }

  func noting(_ fact: SizeWitness.Fact) -> SizeBound { mapping { $0.noting(fact) } }
}

/// Which end of a measure is looked for.
enum SizeEnd {
  case most, least

  func isBetter(_ a: SizeExtreme, than b: SizeExtreme) -> Bool {
    self == .most ? a.weight.amount > b.weight.amount : a.weight.amount < b.weight.amount
  }

  func better(_ a: SizeExtreme?, _ b: SizeExtreme?) -> SizeExtreme? {
    guard let a else { return b }
    guard let b else { return a }
    return isBetter(b, than: a) ? b : a
  }

  /// Either one or the other.
  func join(_ a: SizeBound, _ b: SizeBound) -> SizeBound {
    SizeBound(plain: better(a.plain, b.plain), special: better(a.special, b.special))
  }

  /// One after the other.
  func sequence(_ a: SizeBound, _ b: SizeBound) -> SizeBound {
    func sum(_ x: SizeExtreme?, _ y: SizeExtreme?) -> SizeExtreme? {
      if let x, let y { x + y } else { nil }
    }
    return SizeBound(
      plain: sum(a.plain, b.plain),
      special: better(sum(a.special, better(b.plain, b.special)), sum(a.plain, b.special)))
  }

  /// The same `count` times, each time on a path of its own; `body` says what one row of it is.
  func rows(_ row: SizeBound, _ count: Int, _ body: (SizeExtreme, Int) -> SizeExtreme) -> SizeBound {
    let plain = row.plain.map { body($0, count) }
    guard let special = row.special else { return SizeBound(plain: plain) }
    guard let other = row.plain, isBetter(other, than: special), count > 1 else {
      return SizeBound(plain: plain, special: body(special, count))
    }
    return SizeBound(plain: plain, special: body(special, 1) + body(other, count - 1))
  }
}
