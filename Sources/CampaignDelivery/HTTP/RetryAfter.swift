import Glibc

/// The value of `Retry-After` (RFC 9110 10.2.3): seconds, or a date in one of the three forms of RFC 9110 5.6.7.
enum RetryAfter {
  /// A provider that asks for more is asked again after this long: a week.
  static let limitSeconds = 604_800

  /// Seconds to wait from `now` (since 1970), from 0 up to the limit; nil where the value is neither.
  static func seconds(_ value: String, now: Int64) -> Int? {
    let text = value.drop { $0 == " " || $0 == "\t" }
    let digits = text.prefix { ("0"..."9").contains($0) }
    let rest = text.dropFirst(digits.count)
    if !digits.isEmpty, rest.allSatisfy({ $0 == " " || $0 == "\t" }) {
      return min(Int(digits) ?? limitSeconds, limitSeconds)
    }
    guard let date = instant(String(text), now: now) else { return nil }
    return Int(min(max(date - now, 0), Int64(limitSeconds)))
  }

  /// Seconds since 1970; nil where it is no HTTP date.
  static func instant(_ text: String, now: Int64) -> Int64? {
    guard text.utf8.count <= 40, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
    let words = text.split(separator: " ")
    // `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`
    if words.count == 6, words[5] == "GMT" {
      return instant(day: words[1], month: words[2], year: number(words[3], digits: 4), clock: words[4])
    }
    if words.count == 4, words[3] == "GMT" {
      let date = words[1].split(separator: "-", omittingEmptySubsequences: false)
      guard date.count == 3, let year = number(date[2], digits: 2) else { return nil }
      return instant(day: date[0], month: date[1], year: fullYear(year, now: now), clock: words[2])
    }
    guard words.count == 5 else { return nil }
    return instant(day: words[2], month: words[1], year: number(words[4], digits: 4), clock: words[3])
  }

  private static func instant(day: Substring, month: Substring, year: Int?, clock: Substring) -> Int64? {
    let time = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard let year, year >= 1970, let month = months.firstIndex(of: month), time.count == 3,
      let day = number(day, digits: day.count), (1...31).contains(day), let hour = number(time[0], digits: 2),
      hour < 24,
      let minute = number(time[1], digits: 2), minute < 60, let second = number(time[2], digits: 2), second < 61
    else { return nil }
    var parts = tm()
    parts.tm_year = Int32(year - 1900)
    parts.tm_mon = Int32(month)
    parts.tm_mday = Int32(day)
    parts.tm_hour = Int32(hour)
    parts.tm_min = Int32(minute)
    parts.tm_sec = Int32(second)
    let instant = timegm(&parts)
    // A day that its month doesn't have becomes one of the next.
    return parts.tm_mday == day ? Int64(instant) : nil
  }

  /// A year of two digits that seems more than 50 years ahead is the last one in the past that ends so (RFC 9110 5.6.7).
  private static func fullYear(_ year: Int, now: Int64) -> Int {
    var instant = time_t(now)
    var parts = tm()
    gmtime_r(&instant, &parts)
    let current = Int(parts.tm_year) + 1900
    let candidate = current - current % 100 + year
    return candidate > current + 50 ? candidate - 100 : candidate
  }

  private static func number(_ text: Substring, digits: Int) -> Int? {
    guard text.count == digits, (1...4).contains(digits), text.allSatisfy({ ("0"..."9").contains($0) }) else {
      return nil
    }
    return Int(text)
  }

  private static let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
