import CampaignPlan

/// What happened so far to the members who entered a campaign, as its follow-ups ask it.
///
/// A member who entered several times is in the entry made last; what is recorded then belongs to that one.
package struct MemberHistory: Sendable {
  /// An occurrence in which members entered, as its messages name it.
  package struct Run: Hashable, Sendable {
    /// As it was named then.
    package var campaign: String
    package var name: String

    package init(campaign: String, name: String) {
      self.campaign = campaign
      self.name = name
    }
  }

  struct Entry: Sendable {
    var key: [UInt8]
    var run: Int
    /// Seconds since 1970.
    var entered: Int64
    var facts: Facts
  }

  /// What happened since the entry: one bit for each event of each step, and one for the conversion.
  struct Facts: Hashable, Sendable {
    private static let eventBits = UInt64(PlanEvent.allCases.count)
    private(set) var bits: UInt64 = 0

    /// SAFETY of the shifts: a plan has at most `PlanLimits.steps` steps, whose bits stand below the last.
    @inline(__always)
    static func bit(step: Int, event: UInt64) -> UInt64 { UInt64(step) &* eventBits &+ event }

    @inline(__always)
    func has(step: Int, event: Int) -> Bool { bits &>> Self.bit(step: step, event: UInt64(event)) & 1 == 1 }

    var hasConverted: Bool { bits &>> 63 == 1 }

    mutating func insert(_ event: PlanEvent, ofStep step: Int) {
      bits |= 1 &<< Self.bit(step: step, event: UInt64(event.rawValue))
    }

    mutating func insertConversion() { bits |= 1 &<< 63 }
  }

  package private(set) var runs: [Run] = []
  private(set) var entries: [Entry] = []
  private var runIndices: [Run: Int] = [:]
  private var entryIndices: [[UInt8]: Int] = [:]

  package init() {}

  package var entryCount: Int { entries.count }

  /// The instants at which members entered, each once, rising.
  package var instants: [Int64] { Set(entries.map(\.entered)).sorted() }

  /// The run that a member entered in; nil where they did not enter.
  package func run(of member: String) -> Run? { entryIndices[Array(member.utf8)].map { runs[entries[$0].run] } }

  /// A member enters, at an instant in seconds since 1970.
  package mutating func enter(member: String, run: Run, at instant: Int64) {
    let number = runIndices[run] ?? runs.count
    if number == runs.count {
      runIndices[run] = number
      runs.append(run)
    }
    let entry = Entry(key: Array(member.utf8), run: number, entered: instant, facts: Facts())
    if let index = entryIndices[entry.key] {
      if entries[index].entered <= instant { entries[index] = entry }
    } else {
      entryIndices[entry.key] = entries.count
      entries.append(entry)
    }
  }

  /// Something became of the message of a step; of a member who did not enter nothing is recorded.
  package mutating func record(_ event: PlanEvent, ofStep step: Int, member: String) {
    guard (0..<PlanLimits.steps).contains(step), let index = entryIndices[Array(member.utf8)] else { return }
    entries[index].facts.insert(event, ofStep: step)
  }

  /// The member's conversion was seen.
  package mutating func recordConversion(member: String) {
    guard let index = entryIndices[Array(member.utf8)] else { return }
    entries[index].facts.insertConversion()
  }
}
