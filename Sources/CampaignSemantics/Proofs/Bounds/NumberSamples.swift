import CampaignValues

/// Numbers of an interval among which are those that are written with the most and the fewest characters.
enum NumberSamples {
  /// A number is as long as its digits, before the separator and behind it, where zeros at the end are left out. So the longest
  /// is near an end or a power of ten, and the shortest is round.
  static func numbers(in range: ClosedRange<Int64>) -> [Int64] {
    var numbers: Set<Int64> = [range.lowerBound, range.upperBound]
    func add(_ number: Int64) { if range.contains(number) { numbers.insert(number) } }
    for number in [-1, 0, 1] as [Int64] { add(number) }
    for bound in [range.lowerBound, range.upperBound] {
      for step in steps {
        let (up, isAbove) = bound.addingReportingOverflow(step)
        if !isAbove { add(up) }
        let (down, isBelow) = bound.subtractingReportingOverflow(step)
        if !isBelow { add(down) }
        let rounded = bound - bound % step
        for round in [rounded, rounded.addingReportingOverflow(step).partialValue] { add(round) }
        add(rounded.subtractingReportingOverflow(step).partialValue)
      }
    }
    var power: Int64 = 10
    for _ in 0..<18 {
      for number in [power - 1, power, -power, 1 - power] { add(number) }
      // The last product is not used.
      power &*= 10
    }
    return numbers.sorted()
  }

  /// The value of each digit that may be left out behind the separator.
  private static let steps: [Int64] = [1, 10, 100, 1_000, 10_000]

  /// Numbers of an interval that have a form: among them the longest and the shortest.
  static func numbers(in range: ClosedRange<Int64>, of form: PluralForm, _ rules: PluralRules) -> [Int64] {
    var found: [Int64] = []
    func add(_ numbers: some Sequence<Int64>) {
      for number in numbers where range.contains(number) && rules.form(of: number) == form { found.append(number) }
    }
    // A hundred numbers in a row go by every entry, but for whole millions and those below a hundred.
    func addLongest(_ limit: Int64, sign: Int64) {
      guard limit >= 0 else { return }
      add((max(0, limit - 100)...limit).reversed().lazy.map { sign * $0 }.prefix(101))
      if limit >= 1_000_000 { add([sign * (limit - limit % 1_000_000)]) }
    }
    addLongest(range.upperBound, sign: 1)
    if range.lowerBound < 0 { addLongest(-max(range.lowerBound, -.max), sign: -1) }
    let start = max(range.lowerBound, 0)
    if start <= range.upperBound { add(start...min(range.upperBound, start.addingReportingOverflow(200).partialValue)) }
    add(0...200)
    add((-200) ... -1)
    add([1_000_000, -1_000_000])
    var power: Int64 = 1_000
    for _ in 0..<16 {
      add((power - 100)...(power - 1))
      power &*= 10
    }
    return found
  }
}
