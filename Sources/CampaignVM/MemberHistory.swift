import CampaignPlan

/// What happened so far to the members who entered a campaign, as its follow-ups ask it.
///
/// A member who entered several times is in the entry made last; what is recorded then belongs to that one. Where the
/// campaign answers events, each event of a member is an entry of its own.
package struct MemberHistory: Sendable {
  /// An occurrence in which members entered, as its messages name it.
  package struct Run: Hashable, Sendable {
    /// As it was named then.
    package var campaign: String
    /// Empty where the campaign answers events: each is an occurrence of its own, which the entry's instant names.
    package var name: String

    package init(campaign: String, name: String) {
      self.campaign = campaign
      self.name = name
    }
  }

  struct Entry: Sendable {
    var key: EntryKey
    var run: Int
    /// Seconds since 1970.
    var entered: Int64
    var facts: Facts
  }

  /// Who entered, and by which event; the latter is empty where the campaign runs on a schedule.
  struct EntryKey: Hashable, Sendable {
    var member: [UInt8]
    var event: [UInt8]

    init(_ member: String, _ event: String?) {
      self.member = Array(member.utf8)
      self.event = Array((event ?? "").utf8)
    }
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
  private var entryIndices: [EntryKey: Int] = [:]

  package init() {}

  package var entryCount: Int { entries.count }

  /// The instants at which members entered, each once, rising.
  package var instants: [Int64] { Set(entries.map(\.entered)).sorted() }

  /// The run that a member entered in, and when; nil where they did not enter.
  package func entry(of member: String, event: String? = nil) -> (run: Run, instant: Int64)? {
    entryIndices[EntryKey(member, event)].map { (runs[entries[$0].run], entries[$0].entered) }
  }

  /// A member enters, at an instant in seconds since 1970; by the event with that key where the campaign answers events.
  package mutating func enter(member: String, event: String? = nil, run: Run, at instant: Int64) {
    let number = runIndices[run] ?? runs.count
    if number == runs.count {
      runIndices[run] = number
      runs.append(run)
    }
    let entry = Entry(key: EntryKey(member, event), run: number, entered: instant, facts: Facts())
    if let index = entryIndices[entry.key] {
      if entries[index].entered <= instant { entries[index] = entry }
    } else {
      entryIndices[entry.key] = entries.count
      entries.append(entry)
    }
  }

  /// Something became of the message of a step; of a member who did not enter, by that event where one is named, nothing
  /// is recorded.
  package mutating func record(_ fact: PlanEvent, ofStep step: Int, member: String, event: String? = nil) {
    guard (0..<PlanLimits.steps).contains(step), let index = entryIndices[EntryKey(member, event)] else { return }
    entries[index].facts.insert(fact, ofStep: step)
  }

  /// The member's conversion was seen.
  package mutating func recordConversion(member: String, event: String? = nil) {
    guard let index = entryIndices[EntryKey(member, event)] else { return }
    entries[index].facts.insertConversion()
  }
}
