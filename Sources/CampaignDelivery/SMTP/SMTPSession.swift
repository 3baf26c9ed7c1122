/// One client's side of an SMTP connection (RFC 5321) as a state machine: bytes and events in, bytes and orders out, no socket and no clock.
///
/// After each call the driver takes what stands in `output` and sends it, then follows `takeOrder()`, hands `takeEnd()` to whoever gave the
/// work, and restarts its clock for `waitSeconds` where `waits` has changed. What became of the messages goes to the work's report by itself.
///
/// Where the server can do PIPELINING (RFC 2920), a message's end and the next one's commands go out together: at most one message at a
/// time is complete and unanswered.
package struct SMTPSession: Sendable {
  package struct Settings: Sendable {
    package var heloName: String
    package var credentials: SMTPConfiguration.Credentials?
    package var needsStartTLS: Bool
    /// Whether the other end is on this machine, so that a password may go readable.
    package var isLoopback: Bool
    package var messagesPerConnection: Int
    package var timeouts: SMTPTimeouts

    package init(
      heloName: String, credentials: SMTPConfiguration.Credentials? = nil, needsStartTLS: Bool = false,
      isLoopback: Bool = false, messagesPerConnection: Int = 1_000, timeouts: SMTPTimeouts = .init()
    ) {
      self.heloName = heloName
      self.credentials = credentials
      self.needsStartTLS = needsStartTLS
      self.isLoopback = isLoopback
      self.messagesPerConnection = messagesPerConnection
      self.timeouts = timeouts
    }
  }

  package enum Order: Hashable, Sendable {
    /// To be followed by `encrypted()`.
    case startTLS
    case close
  }

  /// What an answer is waited for to, in the order in which commands were sent.
  enum Expectation: Hashable {
    case greeting, hello, startTLS
    case plain, plainAgain, loginStart, loginUser, loginPassword
    case reset, mail, recipient, data, dot, loneDot, quit
  }

  /// What is sent once nothing more is expected.
  enum Step: Hashable {
    case hello, startTLS, handshake
    case plain, plainAgain, loginStart, loginUser, loginPassword
    case begin, mail, recipient, data, body, loneDot
  }

  enum Phase: Hashable {
    /// Up to where messages can go.
    case opening
    case idle
    case working
    /// Part of a message's body is out, and more follows when there is room.
    case sendingBody
    case quitting
    case closed
  }

  /// A message that was begun and is not complete.
  struct Current {
    let index: Int
    let envelope: SMTPEnvelope
    var isMailAccepted = false
    var isRefused = false
    /// How much of the mail is out.
    var sentBytes = 0
  }

  let settings: Settings
  /// Seconds since 1970.
  let now: @Sendable () -> Int64
  package var output: [UInt8] = []
  /// How long to wait for the next event until `timedOut()`.
  package private(set) var waitSeconds = 0
  /// Counts how often waiting began anew.
  package private(set) var waits = 0

  var phase = Phase.opening
  var isEncrypted: Bool
  var isAuthenticated = false
  var features = SMTPFeatures()
  var replies = SMTPReplyParser()
  var expected: [Expectation] = []
  var step: Step?
  var work: SMTPWork?
  /// The message whose end is out and not answered yet.
  var completing: Int?
  var current: Current?
  /// A transaction may still be open at the server.
  var needsReset = false
  /// How many messages were begun.
  var begun = 0
  /// Whether the server said anything since the work was given.
  var hasAnswered = false
  private var order: Order?
  private var end: SMTPRunEnd?

  package init(_ settings: Settings, isEncrypted: Bool, now: @escaping @Sendable () -> Int64) {
    self.settings = settings
    self.isEncrypted = isEncrypted
    self.now = now
  }

  /// Whether another batch can go over this connection.
  package var isReusable: Bool { phase == .idle }
  package var isClosed: Bool { phase == .closed }
  package var isOpening: Bool { phase == .opening }
  /// Whether `pump()` has something to send as soon as there is room.
  package var hasMoreToSend: Bool { phase == .sendingBody }

  package mutating func takeOrder() -> Order? {
    defer { order = nil }
    return order
  }

  /// How the work ended, and what is left of it.
  package mutating func takeEnd() -> (end: SMTPRunEnd, work: SMTPWork)? {
    guard let end, let work else { return nil }
    self.end = nil
    self.work = nil
    return (end, work)
  }

  // MARK: - Events

  /// The connection stands, and TLS is agreed upon first.
  package mutating func connectedToEncrypt() { wait(seconds: settings.timeouts.commandSeconds) }

  /// The connection stands; with implicit TLS, once that is agreed upon.
  package mutating func connected() {
    guard phase == .opening, expected.isEmpty else { return }
    expect(.greeting)
  }

  /// TLS is agreed upon after `.startTLS`.
  package mutating func encrypted() {
    guard phase == .opening, step == .handshake else { return }
    isEncrypted = true
    step = .hello
    proceed()
  }

  /// Takes a batch, of which each message is reported by the time that `takeEnd()` returns it, or left in it.
  package mutating func begin(_ work: SMTPWork) {
    self.work = work
    if phase == .idle {
      phase = .working
      hasAnswered = false
      step = .begin
      proceed()
    } else if phase != .opening {
      end = .stale
    }
  }

  /// Begins no more messages.
  package mutating func cancel() {
    work?.isCancelled = true
    if phase == .opening, work != nil { fail("the hand-off was cancelled") }
  }

  package mutating func receive(_ bytes: UnsafeRawBufferPointer) {
    guard phase != .closed else { return }
    replies.append(bytes)
    while phase != .closed {
      switch replies.next() {
      case .reply(let reply): handle(reply)
      case .bad(let problem): fail("protocol error: \(problem)")
      case .incomplete:
        guard expected.isEmpty, phase != .sendingBody else { return }
        // What comes before the question can't be the answer to it.
        guard !replies.hasLeftover else { return fail("protocol error: the server says more than it was asked") }
        return proceed()
      }
    }
  }

  /// There is room for more output.
  package mutating func pump() {
    if phase == .sendingBody { sendBody() }
  }

  package mutating func timedOut() {
    switch phase {
    case .idle: sayGoodbye()
    case .quitting: close()
    case .closed: break
    case .opening where expected.isEmpty: fail("TLS was not agreed upon within \(waitSeconds) s")
    case .sendingBody: fail("the server took no more of a message within \(waitSeconds) s")
    default: fail("no answer to \(expected.first?.name ?? "anything") within \(waitSeconds) s")
    }
  }

  /// The connection is gone, or can't be used any more.
  package mutating func lost(_ reason: String, isFinal: Bool = false) {
    switch phase {
    case .closed: break
    case .idle, .quitting: close()
    default: fail(reason, isFinal: isFinal)
    }
  }

  /// Ends the connection, where no work is going on.
  package mutating func quit() {
    switch phase {
    case .idle: sayGoodbye()
    case .opening where work == nil: close()
    default: break
    }
  }

  private mutating func sayGoodbye() {
    phase = .quitting
    output.append(contentsOf: "QUIT\r\n".utf8)
    expect(.quit)
  }

  // MARK: - Ends

  func seconds(for expectation: Expectation) -> Int {
    switch expectation {
    case .greeting: settings.timeouts.greetingSeconds
    case .data: settings.timeouts.dataCommandSeconds
    case .dot: settings.timeouts.dataEndSeconds
    case .quit: settings.timeouts.quitSeconds
    default: settings.timeouts.commandSeconds
    }
  }

  mutating func expect(_ expectation: Expectation) {
    expected.append(expectation)
    waitForFirst()
  }

  mutating func waitForFirst() {
    if let first = expected.first { wait(seconds: seconds(for: first)) }
  }

  mutating func wait(seconds: Int) {
    waitSeconds = seconds
    waits += 1
  }

  /// Ends the part that this connection has in the work.
  mutating func finish(_ end: SMTPRunEnd) {
    self.end = end
    guard end == .retired || begun >= settings.messagesPerConnection else {
      phase = .idle
      return wait(seconds: settings.timeouts.idleSeconds)
    }
    sayGoodbye()
  }

  mutating func orderTLS() { order = .startTLS }

  /// The server says that it goes, or can't be talked to: what is complete is unknown from now on, and nothing else was handed off.
  mutating func fail(_ reason: String, isFinal: Bool = false) {
    if let index = completing { work?.settleLocally(index, .unknown(reason: reason)) }
    if let current, !current.isRefused {
      work?.putBack(current.index, isSuspect: completing == nil && hasAnswered, reason: reason)
    }
    if work != nil { end = hasAnswered || phase == .opening ? .broken(reason: reason, isFinal: isFinal) : .stale }
    close()
  }

  mutating func close() {
    completing = nil
    current = nil
    expected = []
    step = nil
    output = []
    phase = .closed
    order = .close
  }

  /// A message must not be completed: the end of the connection is the only way out of its data.
  mutating func withdraw() {
    end = .withdrawn
    close()
  }
}

extension SMTPSession.Expectation {
  /// For a person, without what was in the command.
  var name: String {
    switch self {
    case .greeting: "the connection"
    case .hello: "EHLO"
    case .startTLS: "STARTTLS"
    case .plain, .plainAgain, .loginStart, .loginUser, .loginPassword: "AUTH"
    case .reset: "RSET"
    case .mail: "MAIL"
    case .recipient: "RCPT"
    case .data: "DATA"
    case .dot, .loneDot: "the end of a message"
    case .quit: "QUIT"
    }
  }
}
