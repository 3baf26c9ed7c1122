import CampaignSQLite

/// The ranges of a run that several workers share, handed out one after the other as workers ask for them.
///
/// Each is found when it is asked for, by stepping over the keys of `rows` members in their index: the pages are those that the worker
/// reads next, and how many members there are is known without another pass.
final class KeyRanges: @unchecked Sendable {
  /// Members of a range: few enough that a worker's messages wait for their turn in little memory, and many enough that turns cost
  /// nothing.
  static let rows = 1_024
  /// An audience of fewer members is not worth a thread.
  static let minimumRows = 16_384

  // Unchecked because of these, which are read and written within the lock; what they point to is a copy that nobody changes.
  private let lock = Lock()
  private var count = 0
  private var lower: OwnedValue?
  private var isAtEnd = false

  /// The statements by which one worker finds ranges, on its own connection.
  struct Finder {
    fileprivate let firstEnd: Statement
    fileprivate let nextEnd: Statement

    init(_ query: AudienceQuery, _ connection: Connection) throws(SQLiteError) {
      firstEnd = try connection.prepare(query.end(after: .keyed, rows: rows))
      nextEnd = try connection.prepare(query.end(after: .after, rows: rows))
    }
  }

  /// Whether there are members enough for several workers.
  static func areWorthwhile(_ query: AudienceQuery, _ connection: Connection) throws(SQLiteError) -> Bool {
    try connection.prepare(query.end(after: .keyed, rows: minimumRows)).step()
  }

  /// The next range; nil after the last.
  func next(_ finder: Finder) throws(SQLiteError) -> KeyRange? {
    try lock.locked { () throws(SQLiteError) in try find(finder) }
  }

  private func find(_ finder: Finder) throws(SQLiteError) -> KeyRange? {
    if isAtEnd { return nil }
    defer { count += 1 }
    if count == 0 { return KeyRange(index: 0, part: .keyless, lower: nil, upper: nil) }
    let lower = lower
    let statement = lower == nil ? finder.firstEnd : finder.nextEnd
    if let lower { try statement.connection.check(lower.bind(to: statement.row, 1)) }
    defer { statement.reset() }
    let upper = try statement.step() ? statement.owned(0) : nil
    self.lower = upper
    isAtEnd = upper == nil
    let part: KeyRange.Part =
      switch (lower, upper) {
      case (nil, nil): .keyed
      case (nil, _?): .upTo
      case (_?, nil): .after
      case (_?, _?): .between
      }
    return KeyRange(index: count, part: part, lower: lower, upper: upper)
  }
}
