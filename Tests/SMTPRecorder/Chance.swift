/// What happens to a message, drawn when it begins.
enum Fate: Equatable {
  enum Stage: String, CaseIterable {
    case mail, rcpt, data, dot
  }

  enum DropStage: String, CaseIterable {
    case mail, rcpt, data, body
    /// The end came, and nothing was written down.
    case dotNotTaken = "dot-not-taken"
    /// It was written down, and not answered.
    case dotTaken = "dot-taken"
  }

  case taken
  case refused(Stage, isForNow: Bool)
  case dropped(DropStage)
}

/// Draws fates, the same ones from the same seed.
struct Chance {
  private var state: UInt64
  private let refuseForNow: Double
  private let refuse: Double
  private let drop: Double
  private let stall: Double

  init(_ command: RecorderCommand) {
    state = command.seed
    refuseForNow = command.refuseTemporarily
    refuse = command.refuse
    drop = command.drop
    stall = command.stallPercent
  }

  /// What happens to the next message, and at which of its stages it is left waiting.
  mutating func draw() -> (fate: Fate, stall: Fate.Stage?) {
    let percent = percentage()
    let fate: Fate
    if percent < refuseForNow {
      fate = .refused(pick(Fate.Stage.allCases, else: .mail), isForNow: true)
    } else if percent < refuseForNow + refuse {
      fate = .refused(pick(Fate.Stage.allCases, else: .mail), isForNow: false)
    } else if percent < refuseForNow + refuse + drop {
      fate = .dropped(pick(Fate.DropStage.allCases, else: .mail))
    } else {
      fate = .taken
    }
    return (fate, stall > 0 && percentage() < stall ? pick(Fate.Stage.allCases, else: .mail) : nil)
  }

  private mutating func percentage() -> Double { Double(next() >> 11) / Double(1 << 53) * 100 }

  private mutating func pick<Value>(_ values: [Value], else other: Value) -> Value {
    values.isEmpty ? other : values[Int(next() % UInt64(values.count))]
  }

  /// SplitMix64, by Steele, Lea and Flood: "Fast splittable pseudorandom number generators" (2014).
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
