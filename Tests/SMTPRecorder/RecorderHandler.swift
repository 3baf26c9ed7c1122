import Glibc
import NIOCore
import NIOSSL

/// One connection of the server: cuts what comes into command lines and messages, and sends the answers.
final class RecorderHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private static let lineLimitBytes = 4_096

  private let state: RecorderState
  private var dialogue: Dialogue
  private var input = ByteBuffer()
  /// Within the input, before which no end of the data is.
  private var searched = 0
  private var isStalled = false
  private var isClosing = false

  init(_ state: RecorderState, connection: Int) {
    self.state = state
    dialogue = Dialogue(state, connection: connection)
  }

  func channelActive(context: ChannelHandlerContext) {
    dialogue.greet()
    send(context)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var new = unwrapInboundIn(data)
    if input.readableBytes == 0 {
      input = new
      searched = 0
    } else {
      input.writeBuffer(&new)
    }
    process(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func process(_ context: ChannelHandlerContext) {
    while !isStalled, !isClosing, processNext(context) {}
    send(context)
    if isClosing { context.close(promise: nil) }
  }

  /// Takes one command or message out of the input; false where none is complete.
  private func processNext(_ context: ChannelHandlerContext) -> Bool {
    if dialogue.isInData {
      if input.readableBytes > 0, dialogue.dropsWithinBody() {
        isClosing = true
        return false
      }
      guard let length = dataLength() else { return false }
      let data = input.readSlice(length: length) ?? ByteBuffer()
      searched = 0
      follow(dialogue.end(data), context)
      return true
    }
    guard let line = commandLine() else { return false }
    follow(dialogue.command(line), context)
    return true
  }

  private func follow(_ next: Dialogue.Next, _ context: ChannelHandlerContext) {
    switch next {
    case .goOn: break
    case .close: isClosing = true
    case .startTLS:
      send(context)
      // What came before TLS must not be taken for what came within it.
      input.clear()
      if let tls = state.settings.tls {
        try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
      }
    case .stall:
      send(context)
      isStalled = true
      let delay = TimeAmount.milliseconds(state.settings.stallMilliseconds)
      context.eventLoop.assumeIsolated().scheduleTask(in: delay) {
        self.isStalled = false
        guard context.channel.isActive else { return }
        self.follow(self.dialogue.resume(), context)
        self.process(context)
      }
    }
  }

  private func commandLine() -> String? {
    let view = input.readableBytesView
    guard let end = view.firstIndex(of: 0x0A) else {
      if view.count > Self.lineLimitBytes { isClosing = true }
      return nil
    }
    let length = end - view.startIndex + 1
    var line = view[view.startIndex..<end]
    if line.last == 0x0D { line = line.dropLast() }
    defer { input.moveReaderIndex(forwardBy: length) }
    return String(decoding: line, as: UTF8.self)
  }

  /// With the line that ends it; nil where that isn't there yet.
  private func dataLength() -> Int? {
    let from = searched
    let found = input.withUnsafeReadableBytes { bytes -> Int? in
      guard let base = bytes.baseAddress, bytes.count >= 3 else { return nil }
      if bytes[0] == 0x2E, bytes[1] == 0x0D, bytes[2] == 0x0A { return 3 }
      var place = from
      // SAFETY: each search is from a place within the bytes to their end.
      while place < bytes.count, let found = memchr(base + place, 0x0A, bytes.count - place) {
        let feed = base.distance(to: UnsafeRawPointer(found))
        if feed > 0, feed + 3 < bytes.count, bytes[feed - 1] == 0x0D, bytes[feed + 1] == 0x2E, bytes[feed + 2] == 0x0D,
          bytes[feed + 3] == 0x0A
        {
          return feed + 4
        }
        place = feed + 1
      }
      return nil
    }
    searched = max(0, input.readableBytes - 4)
    return found
  }

  private func send(_ context: ChannelHandlerContext) {
    guard !dialogue.output.isEmpty else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: dialogue.output)), promise: nil)
    dialogue.output = ""
  }
}
