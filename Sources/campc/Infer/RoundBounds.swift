/// Bounds with room for tomorrow's values, in numbers that people choose.
enum RoundBounds {
  /// The least of 10, 20, 50, 100, 200, 500, … that is a quarter more than `value`.
  static func above(_ value: Int64) -> Int64 {
    let target = value > Int64.max / 2 ? value : value + value / 4
    var power: Int64 = 10
    while true {
      for factor in [1, 2, 5] as [Int64] where power <= Int64.max / factor && power * factor >= target {
        return power * factor
      }
      guard power <= Int64.max / 10 else { return Int64.max }
      power *= 10
    }
  }

  /// `0 to 500`, around all of the range; zero is kept in.
  static func text(_ range: ClosedRange<Int64>) -> String {
    let low = range.lowerBound < 0 ? -above(range.lowerBound == .min ? .max : -range.lowerBound) : 0
    return "\(grouped(low)) to \(grouped(above(max(0, range.upperBound))))"
  }

  /// The size of a text: the least of a few usual ones with a quarter to spare.
  static func characters(_ count: Int) -> Int {
    let sizes = [10, 20, 30, 40, 60, 80, 100, 120, 160, 200, 300, 400, 500, 800, 1_000, 2_000, 5_000, 10_000]
    return sizes.first { $0 >= count + count / 4 } ?? sizes.first { $0 >= count } ?? count
  }

  /// `20_000`: digits in groups of three.
  static func grouped(_ value: Int64) -> String {
    let digits = String(value.magnitude)
    guard digits.count > 4 else { return String(value) }
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "_" }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }
}
