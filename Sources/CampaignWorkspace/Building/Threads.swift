import Glibc
import Synchronization

/// Work shared by several threads, each with a stack that holds what the main thread's holds.
enum Threads {
  /// Threads at most; where the machine has fewer processors, as many as those.
  static let limit = 8
  private static let stackBytes = 16 << 20

  /// What `make` gives for each number from 0 up to, not including, `count`, in that order.
  static func map<Value: Sendable>(_ count: Int, _ make: @escaping @Sendable (Int) -> Value) -> [Value] {
    let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let work = SharedWork(count: count, make: make)
    let threads = (1..<max(1, min(limit, processors, count))).compactMap { _ in start { work.run() } }
    work.run()
    for thread in threads { pthread_join(thread, nil) }
    return work.made
  }

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Nil where the system has no thread to give: the others do its work.
  private static func start(_ run: @escaping @Sendable () -> Void) -> pthread_t? {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return nil }
    defer { pthread_attr_destroy(&attributes) }
    guard pthread_attr_setstacksize(&attributes, stackBytes) == 0 else { return nil }
    let body = Unmanaged.passRetained(Body(run))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { context in
        // SAFETY: what was retained for this thread alone; it takes it over.
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      body.release()
      return nil
    }
    return thread
  }
}

/// Pieces of work, each done by the thread that comes to it first.
private final class SharedWork<Value: Sendable>: Sendable {
  private let count: Int
  private let make: @Sendable (Int) -> Value
  private let next = Atomic<Int>(0)
  private let results: Mutex<[Int: Value]>

  init(count: Int, make: @escaping @Sendable (Int) -> Value) {
    self.count = count
    self.make = make
    results = Mutex([:])
  }

  func run() {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let value = make(index)
      results.withLock { $0[index] = value }
    }
  }

  var made: [Value] { results.withLock { results in (0..<count).compactMap { results[$0] } } }
}
