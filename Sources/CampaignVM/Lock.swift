import Glibc

/// A mutual exclusion that threads can also wait in, which Swift's own `Mutex` does not offer.
///
/// Unchecked: both addresses stay for as long as it lives, and the system's functions may be called from any thread.
final class Lock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  func locked<Value, Failure>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Within `locked`: lets others in until one says that something has changed.
  func wait() { pthread_cond_wait(changed, mutex) }

  /// Within `locked`: wakes all who wait.
  func tell() { pthread_cond_broadcast(changed) }
}
