/// A condition as it is written, and of whom it holds.
struct SmallCondition {
  let source: String
  let holds: MemberSet

  private init(_ source: String, holds: MemberSet) { (self.source, self.holds) = (source, holds) }

  init(_ source: String, _ holds: (SmallMember) -> Bool) {
    self.init(source, holds: MemberSet { holds(SmallMember.all[$0]) })
  }

  static let everybody = SmallCondition("yes") { _ in true }

  /// What is asked every day.
  static let plain = [
    SmallCondition("name is known") { $0.name != nil },
    SmallCondition("color is known") { $0.color != nil },
    SmallCondition("color is known and color is red") { $0.color == "red" },
    SmallCondition("vip") { $0.vip },
    SmallCondition("any(orders)") { !$0.orders.isEmpty },
    SmallCondition("name is not known") { $0.name == nil },
    SmallCondition("points > 0") { $0.points > 0 },
    SmallCondition("sum(orders.items) >= 1") { $0.orders.reduce(0, +) >= 1 },
  ]

  /// What says something by the way: of numbers, counts and defaults.
  static let subtle = [
    SmallCondition("points is not 1") { $0.points != 1 },
    SmallCondition("points * 2 <= 1") { $0.points == 0 },
    SmallCondition("count(orders) > points") { $0.orders.count > $0.points },
    SmallCondition("points + count(orders) > 3") { $0.points + $0.orders.count > 3 },
    SmallCondition("count(orders where items > 0) >= 1") { $0.orders.contains(1) },
    SmallCondition("any(orders where items > 0) or any(orders where items < 1)") { !$0.orders.isEmpty },
    SmallCondition("(max(orders.items) otherwise 0) > 0") { $0.orders.contains(1) },
    SmallCondition(#"(name otherwise "-") is not "-""#) { $0.name != nil },
  ]

  /// Any two of some conditions, both and either.
  static func pairs(_ conditions: ArraySlice<SmallCondition>) -> [SmallCondition] {
    conditions.indices.flatMap { index in
      conditions[(index + 1)...].flatMap { [conditions[index].and($0), conditions[index].or($0)] }
    }
  }

  func and(_ other: SmallCondition) -> SmallCondition {
    SmallCondition(
      "(\(source)) and (\(other.source))", holds: MemberSet { holds.contains($0) && other.holds.contains($0) })
  }

  func or(_ other: SmallCondition) -> SmallCondition {
    SmallCondition(
      "(\(source)) or (\(other.source))", holds: MemberSet { holds.contains($0) || other.holds.contains($0) })
  }
}
