/// A member of an audience so small that every member there can be is asked.
struct SmallMember {
  var name: String?
  var color: String?
  var points: Int
  var vip: Bool
  /// The items of each order.
  var orders: [Int]

  /// Names differ in length only. Nothing hangs on the order of orders.
  static let all: [SmallMember] = {
    var members: [SmallMember] = []
    for name in [nil, "Q", "Qq", "Qqq"] {
      for color in [nil, "red", "blue"] {
        for points in 0...2 {
          for vip in [false, true] {
            for orders in [[], [0], [1], [0, 0], [0, 1], [1, 1]] {
              members.append(SmallMember(name: name, color: color, points: points, vip: vip, orders: orders))
            }
          }
        }
      }
    }
    return members
  }()

  static let declaration = """
    audience member from members key member_id {
      device  text(20)
      name    text(3)?
      color   choice(red as "red", blue as "blue")?
      points  int(0 to 2)
      vip     bool
      many orders up to 2 from orders(member_id) key order_id {
        items  int(0 to 1)
      }
      reach push at device where yes
    }
    """
}

/// Some of the small audience's members: a bit for each.
struct MemberSet: Hashable {
  private var words: [UInt64]

  init(where holds: (Int) -> Bool) {
    words = Array(repeating: 0, count: (SmallMember.all.count + 63) / 64)
    for index in SmallMember.all.indices where holds(index) { words[index / 64] |= 1 << (index % 64) }
  }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  func contains(_ index: Int) -> Bool { words[index / 64] >> (index % 64) & 1 == 1 }

  func isDisjoint(with other: MemberSet) -> Bool { zip(words, other.words).allSatisfy { $0 & $1 == 0 } }
}
