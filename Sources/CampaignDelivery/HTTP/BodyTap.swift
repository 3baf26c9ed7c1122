import NIOCore
import Synchronization

/// A request's body that notes when the client begins to take it.
///
/// The client asks for a body only once a connection stands and the request's head is written, and it declares the body's length there.
/// As long as nothing was asked for, the provider can't have a complete request; after a failure the client writes nothing more.
struct BodyTap: AsyncSequence, Sendable {
  final class Begun: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .acquiring) }
    func set() { flag.store(true, ordering: .releasing) }
  }

  struct Iterator: AsyncIteratorProtocol {
    fileprivate var rest: ByteBuffer?
    fileprivate let begun: Begun

    mutating func next() async -> ByteBuffer? {
      begun.set()
      defer { rest = nil }
      return rest
    }
  }

  let bytes: ByteBuffer
  let begun = Begun()

  func makeAsyncIterator() -> Iterator { Iterator(rest: bytes, begun: begun) }
}
