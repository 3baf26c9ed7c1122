import Atomics
import Glibc

/// What is on its way, message by message, in memory that outlives the processes that share it: a file of slots, mapped by whoever claims messages and by
/// whoever hands them off.
///
/// A slot is `loaded` by the one, then `handedOver` before the write that could complete the message, then `answered` by the other, and `free` again once
/// the answer is in the ledger. What a process stored is there when it was killed; after a stop of the machine nobody can say what is.
///
/// Unchecked: each slot has one writer at a time, and its state, which is atomic, says who.
package final class FlightFile: @unchecked Sendable {
  package enum State: UInt32, Sendable {
    case free = 0
    case loaded = 1
    case handedOver = 2
    case answered = 3
    /// Not wanted any more; whoever hands off answers that, unless it has handed it over already.
    case withdrawn = 4
  }

  /// What is in a slot.
  package struct Contents: Hashable, Sendable {
    package var state: State
    /// Of the tenant, in the engine's register.
    package var tenant: Int64
    package var claim: Int64
    package var position: Int64
    /// Of a message that is answered.
    package var outcome: HandOffOutcome?
  }

  package let slotCount: Int
  /// Whether what the file says was said since the machine started.
  package let isSameBoot: Bool
  private let base: UnsafeMutableRawPointer
  private let sizeBytes: Int

  private static let magic: UInt64 = 0x3154_4748_494C_4643  // "CFLIGHT1"
  private static let headerBytes = 4096
  private static let slotBytes = 512
  private static let outcomePlace = 34
  private static let bootPlace = 32
  private static let bootBytes = 36

  /// Opens the file, or makes it. One of another form is refused: nobody could say what was on its way.
  package init(path: String, slotCount: Int) throws(FlightError) {
    let size = Self.headerBytes + slotCount * Self.slotBytes
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw FlightError(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FlightError(path, errno) }
    let isNew = status.st_size == 0
    guard isNew || status.st_size == size else {
      throw FlightError(path: path, what: "it has \(status.st_size) bytes, and \(slotCount) slots take \(size)")
    }
    // Room on the disk now, rather than a signal when a page can't be written later.
    if isNew {
      let code = posix_fallocate(descriptor, 0, off_t(size))
      guard code == 0 else { throw FlightError(path, code) }
    }
    guard let base = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), base != MAP_FAILED else {
      throw FlightError(path, errno)
    }
    self.base = base
    self.slotCount = slotCount
    sizeBytes = size
    let boot = Self.bootIdentifier()
    // SAFETY: the header is within the mapping.
    let known = base.loadUnaligned(as: UInt64.self)
    let kept = UnsafeRawBufferPointer(start: base + Self.bootPlace, count: Self.bootBytes)
    isSameBoot = known == Self.magic && !boot.isEmpty && kept.elementsEqual(boot)
    guard known == 0 || known == Self.magic else {
      munmap(base, size)
      throw FlightError(path: path, what: "it is no file of messages on their way, or one of another version")
    }
  }

  deinit { munmap(base, sizeBytes) }

  private static func bootIdentifier() -> [UInt8] {
    let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: bootBytes)
    return read(descriptor, &bytes, bootBytes) == bootBytes ? bytes : []
  }

  /// All slots but these are free, and from now on what the file says counts: after what it said was taken into the ledgers.
  package func clear(except kept: Set<Int> = []) {
    for slot in 0..<slotCount where !kept.contains(slot) { state(slot).store(State.free.rawValue, ordering: .relaxed) }
    base.storeBytes(of: Self.magic, as: UInt64.self)
    let boot = Self.bootIdentifier()
    for (index, byte) in boot.enumerated() {
      base.storeBytes(of: byte, toByteOffset: Self.bootPlace + index, as: UInt8.self)
    }
  }

  /// A message is about to be given to the process that hands off.
  package func load(_ slot: Int, tenant: Int64, claim: Int64, position: Int64) {
    let place = place(slot)
    place.storeBytes(of: tenant, toByteOffset: 8, as: Int64.self)
    place.storeBytes(of: claim, toByteOffset: 16, as: Int64.self)
    place.storeBytes(of: position, toByteOffset: 24, as: Int64.self)
    state(slot).store(State.loaded.rawValue, ordering: .releasing)
  }

  /// The next write may complete the message. False where it is not on its way any more.
  package func handOver(_ slot: Int) -> Bool {
    guard (0..<slotCount).contains(slot) else { return false }
    let (_, current) = state(slot).compareExchange(
      expected: State.loaded.rawValue, desired: State.handedOver.rawValue, ordering: .acquiringAndReleasing)
    // Asked a second time where a call is made anew with the same key.
    return current == State.loaded.rawValue || current == State.handedOver.rawValue
  }

  /// The message is not wanted any more: it must not be handed over. Of one that was, nothing changes. The slot stays its own until it is answered.
  package func withdraw(_ slot: Int) {
    _ = state(slot).compareExchange(
      expected: State.loaded.rawValue, desired: State.withdrawn.rawValue, ordering: .acquiringAndReleasing)
  }

  package func isWithdrawn(_ slot: Int) -> Bool {
    (0..<slotCount).contains(slot) && state(slot).load(ordering: .acquiring) == State.withdrawn.rawValue
  }

  /// What became of the message. A second answer changes nothing.
  package func answer(_ slot: Int, _ outcome: HandOffOutcome) {
    guard (0..<slotCount).contains(slot) else { return }
    let current = state(slot).load(ordering: .acquiring)
    guard [State.loaded, .handedOver, .withdrawn].contains(where: { $0.rawValue == current }) else { return }
    let bytes = outcome.encoded(limit: Self.slotBytes - Self.outcomePlace)
    let place = place(slot)
    place.storeBytes(of: UInt16(bytes.count), toByteOffset: Self.outcomePlace - 2, as: UInt16.self)
    bytes.withUnsafeBytes {
      (place + Self.outcomePlace).copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(place), byteCount: $0.count)
    }
    state(slot).store(State.answered.rawValue, ordering: .releasing)
  }

  package func isAnswered(_ slot: Int) -> Bool {
    state(slot).load(ordering: .acquiring) == State.answered.rawValue
  }

  package func contents(_ slot: Int) -> Contents {
    let place = place(slot)
    let state = State(rawValue: state(slot).load(ordering: .acquiring)) ?? .handedOver
    var contents = Contents(
      state: state, tenant: place.load(fromByteOffset: 8, as: Int64.self),
      claim: place.load(fromByteOffset: 16, as: Int64.self), position: place.load(fromByteOffset: 24, as: Int64.self))
    guard state == .answered else { return contents }
    let count = min(
      Int(place.load(fromByteOffset: Self.outcomePlace - 2, as: UInt16.self)), Self.slotBytes - Self.outcomePlace)
    var reader = BinaryReader(UnsafeRawBufferPointer(start: place + Self.outcomePlace, count: count))
    do throws(BinaryReader.Malformed) {
      contents.outcome = try HandOffOutcome(&reader)
    } catch {
      contents.outcome = .unknown(reason: "the answer can't be read")
    }
    return contents
  }

  package func free(_ slot: Int) { state(slot).store(State.free.rawValue, ordering: .releasing) }

  // SAFETY: slots are numbered within the mapping, and 512 bytes apart keep every field aligned.
  private func place(_ slot: Int) -> UnsafeMutableRawPointer { base + Self.headerBytes + slot * Self.slotBytes }

  private func state(_ slot: Int) -> UnsafeAtomic<UInt32> {
    UnsafeAtomic(at: place(slot).assumingMemoryBound(to: UnsafeAtomic<UInt32>.Storage.self))
  }

  /// Set by who waits for answers, taken by who gives one and then has to wake the other.
  private var isAwaited: UnsafeAtomic<UInt32> {
    UnsafeAtomic(at: (base + 16).assumingMemoryBound(to: UnsafeAtomic<UInt32>.Storage.self))
  }

  package func await() { isAwaited.store(1, ordering: .sequentiallyConsistent) }

  package func takeAwait() -> Bool { isAwaited.exchange(0, ordering: .sequentiallyConsistent) == 1 }
}

/// Why the file of messages on their way can't be used.
package struct FlightError: Error, Hashable, Sendable, CustomStringConvertible {
  package var path: String
  package var what: String

  init(path: String, what: String) {
    self.path = path
    self.what = what
  }

  fileprivate init(_ path: String, _ code: Int32) { self.init(path: path, what: String(cString: strerror(code))) }

  package var description: String {
    "`\(path)`: \(what)\n  help: the file says what was being sent when the engine ended; without it, nobody can say of those messages"
  }
}
