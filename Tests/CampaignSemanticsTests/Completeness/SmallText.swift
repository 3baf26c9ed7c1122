/// A text as it is written, and what each member sees of it: nothing where a value is missing.
struct SmallText {
  let source: String
  let shown: [String?]

  private init(_ source: String, shown: [String?]) { (self.source, self.shown) = (source, shown) }

  init(_ source: String, _ shown: (SmallMember) -> String?) { self.init(source, shown: SmallMember.all.map(shown)) }

  static let few = [
    SmallText("Hi") { _ in "Hi" },
    SmallText("you") { _ in "you" },
    SmallText("{name}") { $0.name },
    SmallText("{color as label}") { $0.color },
  ]

  static let plain =
    few + [
      SmallText(#"{name otherwise "you"}"#) { $0.name ?? "you" },
      SmallText(#"{name fits 2 otherwise "you"}"#) { member in
        member.name.flatMap { $0.count > 2 ? nil : $0 } ?? "you"
      },
      SmallText("{points}") { "\($0.points)" },
      SmallText("{max(orders.items)}") { $0.orders.max().map { "\($0)" } },
      SmallText("{for o in orders by o.items first 1}{o.items}{end}") { $0.orders.min().map { "\($0)" } },
    ]

  /// Pieces that need what subtle conditions say.
  static let subtle = [
    SmallText("Hi") { _ in "Hi" },
    SmallText("{name}") { $0.name },
    SmallText("{max(orders.items)}") { $0.orders.max().map { "\($0)" } },
    SmallText("{max(orders.items where items > 0)}") { $0.orders.contains(1) ? "1" : nil },
    SmallText("{for o in orders where o.items > 0 by o.items first 1}{o.items}{end}") {
      $0.orders.contains(1) ? "1" : nil
    },
    SmallText(#"{plural points one "one"}"#) { $0.points == 1 ? "one" : nil },
    SmallText(#"{plural points other "{n}"}"#) { $0.points == 1 ? nil : "\($0.points)" },
  ]

  /// One text behind the other.
  static func + (a: SmallText, b: SmallText) -> SmallText {
    SmallText(a.source + b.source, shown: zip(a.shown, b.shown).map { a, b in a.flatMap { a in b.map { a + $0 } } })
  }

  /// The text behind a space.
  var apart: SmallText { SmallText(" " + source, shown: shown.map { $0.map { " " + $0 } }) }

  /// The text where a condition holds, and nothing or another one where it doesn't.
  func when(_ condition: SmallCondition, otherwise other: SmallText? = nil) -> SmallText {
    let rest = other.map { "{else}" + $0.source } ?? ""
    return SmallText(
      "{if \(condition.source)}\(source)\(rest){end}",
      shown: shown.indices.map { index in
        condition.holds.contains(index) ? shown[index] : other.map { $0.shown[index] } ?? ""
      })
  }

  /// The text where one condition holds, another where the next does, a third one where neither does.
  func when(
    _ condition: SmallCondition, elseWhen next: SmallCondition, _ second: SmallText, otherwise third: SmallText
  ) -> SmallText {
    let nested = when(condition, otherwise: second.when(next, otherwise: third))
    return SmallText(
      "{if \(condition.source)}\(source){else if \(next.source)}\(second.source){else}\(third.source){end}",
      shown: nested.shown)
  }
}

extension SmallText {
  /// Every text of one branch at most: `p`, `p p`, `{if c}p{end}`, `{if c}p{else}p{end}`, `p{if c} p{end}`.
  static func ofOneBranch(_ pieces: [SmallText], _ conditions: [SmallCondition]) -> [SmallText] {
    var texts = pieces
    for a in pieces {
      for condition in conditions { texts.append(a.when(condition)) }
      for b in pieces {
        texts.append(a + b.apart)
        for condition in conditions {
          texts.append(a.when(condition, otherwise: b))
          texts.append(a + b.apart.when(condition))
        }
      }
    }
    return texts
  }

  /// Every text of two branches: one behind the other, one in the other, and `{else if}`.
  static func ofTwoBranches(_ pieces: [SmallText], _ conditions: [SmallCondition]) -> [SmallText] {
    var texts: [SmallText] = []
    for a in pieces {
      for b in pieces {
        for c in conditions {
          for d in conditions {
            texts.append(a.when(c) + b.apart.when(d))
            for third in pieces where third.source != a.source && third.source != b.source {
              texts.append(a.when(d, otherwise: b).when(c, otherwise: third))
              texts.append(a.when(c, elseWhen: d, b, otherwise: third))
            }
          }
        }
      }
    }
    return texts
  }
}
