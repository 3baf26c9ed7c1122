import CampaignPlan
import CampaignValues

/// A history in the form that the interpreter reads: a table of the members' keys, or of the events', in one run's memory.
struct HistoryImage {
  struct Slot {
    /// The key that it is found by: the event's where one was answered, else the member's. Nil where the slot is free.
    var start: UnsafePointer<UInt8>?
    var count: Int
    /// Of an event.
    var member: TextSpan
    var hash: UInt64
    var run: Int
    var entered: Int64
    var facts: MemberHistory.Facts

    static var free: Slot {
      Slot(start: nil, count: 0, member: .empty, hash: 0, run: 0, entered: 0, facts: MemberHistory.Facts())
    }
  }

  /// Open addressing; a power of two, at most half of them taken.
  private let slots: UnsafePointer<Slot>
  private let mask: Int

  /// Of a run that follows members up; nil at the first step.
  init?(_ request: RunRequest, memory: RunMemory) {
    guard request.isFollowUp, let history = request.history else { return nil }
    self.init(history, memory: memory)
  }

  init(_ history: MemberHistory, memory: RunMemory) {
    var size = 2
    while size < history.entries.count * 2 { size *= 2 }
    var slots = [Slot](repeating: .free, count: size)
    mask = size - 1
    for entry in history.entries {
      let isOfEvent = !entry.key.event.isEmpty
      let key = memory.span(isOfEvent ? entry.key.event : entry.key.member)
      let member = isOfEvent ? memory.span(entry.key.member) : .empty
      let hash = XXH64.hash(key.bytes)
      var index = Int(truncatingIfNeeded: hash) & mask
      while slots[index].start != nil { index = (index + 1) & mask }
      slots[index] = Slot(
        start: key.start, count: key.count, member: member, hash: hash, run: entry.run, entered: entry.entered,
        facts: entry.facts)
    }
    self.slots = memory.copy(slots)
  }

  /// The entry that is found by a key; nil where there is none. By an event's key: that of any member, or of the one given.
  @inline(__always)
  func find(_ key: TextSpan, of member: TextSpan? = nil) -> UnsafePointer<Slot>? {
    let hash = XXH64.hash(key.bytes)
    var index = Int(truncatingIfNeeded: hash) & mask
    // SAFETY: the mask keeps the index within the table, and half of its slots are free, so that the search ends.
    while let start = slots[index].start {
      let slot = slots + index
      let isKey = slot.pointee.hash == hash && isEqual(TextSpan(start: start, count: slot.pointee.count), key)
      if isKey, member.map({ isEqual(slot.pointee.member, $0) }) ?? true { return slot }
      index = (index &+ 1) & mask
    }
    return nil
  }

  @inline(__always)
  private func isEqual(_ a: TextSpan, _ b: TextSpan) -> Bool {
    guard a.count == b.count else { return false }
    for index in 0..<b.count where a.start[index] != b.start[index] { return false }
    return true
  }
}
