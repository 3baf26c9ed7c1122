/// The instant at which the engine acts, from a wall clock that somebody may set.
///
/// It never goes back: while the wall clock is behind what was acted at, it stands still. And it doesn't believe a wall clock at once that jumps ahead of
/// the time that has passed: as what a campaign has to say tomorrow can't be taken back, it goes on as if the clock had not jumped, until that is set right or has
/// lasted for a while.
struct EngineClock {
  /// Seconds that a wall clock may be set ahead and is believed at once.
  static let toleranceSeconds: Int64 = 60
  /// For how long it is not believed that was set further.
  static let doubtSeconds: Int64 = 900

  enum Change: Hashable {
    case wentBack(by: Int64)
    /// It is not believed for as long.
    case wentAhead(by: Int64)
    /// What was not believed has lasted.
    case believed(by: Int64)
  }

  /// The latest instant that was ever acted at.
  private(set) var highWater: Int64 = .min
  /// When the wall clock was believed last: what it said, and the seconds that the machine had been up.
  private var believed: (wall: Int64, uptime: Int64)?
  private var doubtedSince: Int64?

  /// The clock goes back behind nothing that any life of the engine acted at.
  mutating func raise(to instant: Int64) { highWater = max(highWater, instant) }

  /// `wall` is in seconds since 1970, `uptime` in seconds that pass whatever happens to the wall clock.
  mutating func tell(wall: Int64, uptime: Int64) -> (now: Int64, change: Change?) {
    var change: Change?
    var time = wall
    let expected = believed.map { $0.wall + (uptime - $0.uptime) } ?? wall
    if wall - expected > Self.toleranceSeconds {
      if doubtedSince == nil { change = .wentAhead(by: wall - expected) }
      let since = doubtedSince ?? uptime
      doubtedSince = since
      if uptime - since < Self.doubtSeconds { time = expected } else { change = .believed(by: wall - expected) }
    }
    if time == wall { (believed, doubtedSince) = ((wall, uptime), nil) }
    if time < highWater { return (highWater, change ?? .wentBack(by: highWater - time)) }
    highWater = time
    return (time, change)
  }
}
