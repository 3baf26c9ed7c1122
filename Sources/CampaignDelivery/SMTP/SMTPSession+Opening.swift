import CampaignHandOff

/// From the greeting to where messages can go.
extension SMTPSession {
  mutating func handle(_ reply: SMTPReply) {
    if phase == .sendingBody { return handleEarly(reply) }
    guard !expected.isEmpty else {
      // Nothing is lost with a connection that is idle; servers say 421 there when they have waited enough.
      return lost(reply.code == 421 ? Self.goodbye : "protocol error: the server says more than it was asked")
    }
    let expectation = expected.removeFirst()
    waitForFirst()
    // At a message's end it is an answer like any other, and taken for one.
    if reply.code == 421, expectation != .dot, expectation != .quit { return fail(Self.goodbye) }
    hasAnswered = true
    switch expectation {
    case .greeting, .hello, .startTLS, .plain, .plainAgain, .loginStart, .loginUser, .loginPassword:
      open(expectation, reply)
    case .quit: close()
    case .reset, .mail, .recipient, .data, .dot, .loneDot: transact(expectation, reply)
    }
  }

  static let goodbye = "the server closes the connection (421)"

  /// Sends what comes next, now that every answer is there.
  mutating func proceed() {
    guard let step else { return }
    self.step = nil
    switch step {
    case .hello: command("EHLO \(settings.heloName)", .hello)
    case .startTLS: command("STARTTLS", .startTLS)
    case .handshake:
      self.step = .handshake
      wait(seconds: settings.timeouts.commandSeconds)
      orderTLS()
    case .plain: command("AUTH PLAIN \(plainResponse)", .plain)
    case .plainAgain: command(plainResponse, .plainAgain)
    case .loginStart: command("AUTH LOGIN", .loginStart)
    case .loginUser: command(base64(settings.credentials?.user ?? ""), .loginUser)
    case .loginPassword: command(base64(settings.credentials?.password ?? ""), .loginPassword)
    case .begin: beginOrFinish()
    case .mail: sendMail()
    case .recipient: sendRecipient()
    case .data: sendData()
    case .body: sendBody()
    case .loneDot: sendLoneDot()
    }
  }

  mutating func command(_ line: String, _ expectation: Expectation) {
    output.append(contentsOf: line.utf8)
    output.append(contentsOf: [0x0D, 0x0A])
    expect(expectation)
  }

  private mutating func open(_ expectation: Expectation, _ reply: SMTPReply) {
    switch (expectation, reply.code) {
    case (.greeting, 220): step = .hello
    case (.hello, 250):
      features = SMTPFeatures(replies.texts(of: reply))
      goOn()
    case (.startTLS, 220): step = .handshake
    case (.plain, 334): step = .plainAgain
    case (.loginStart, 334): step = .loginUser
    case (.loginUser, 334): step = .loginPassword
    case (.plain, 235), (.plainAgain, 235), (.loginPassword, 235):
      isAuthenticated = true
      goOn()
    default: refuse(expectation, reply)
    }
  }

  private mutating func refuse(_ expectation: Expectation, _ reply: SMTPReply) {
    guard reply.isRefusal || reply.isRefusalForNow else {
      return fail("protocol error: \(reply.code) is no answer to \(expectation.name)")
    }
    let answer = ProviderAnswer(
      code: reply.code, lines: replies.texts(of: reply), address: settings.credentials?.user ?? "")
    let words = [answer.code, answer.enhancedCode ?? "", answer.text].filter { !$0.isEmpty }.joined(separator: " ")
    let problem =
      switch expectation {
      case .greeting: "the server takes no connection"
      case .hello: "the server refuses EHLO"
      case .startTLS: "the server refuses STARTTLS"
      default: "the server refuses the user name or the password"
      }
    fail("\(problem): \(words)", isFinal: reply.isRefusal)
  }

  /// The server has said what it can do.
  private mutating func goOn() {
    if settings.needsStartTLS, !isEncrypted {
      guard features.hasStartTLS else {
        return fail("the server offers no STARTTLS, without which it gets nothing", isFinal: true)
      }
      step = .startTLS
    } else if settings.credentials != nil, !isAuthenticated {
      authenticate()
    } else {
      phase = work == nil ? .idle : .working
      step = .begin
    }
  }

  private mutating func authenticate() {
    guard isEncrypted || settings.isLoopback else {
      return fail("a password would go readable over the network", isFinal: true)
    }
    if features.hasPlainAuthentication {
      step = .plain
    } else if features.hasLoginAuthentication {
      step = .loginStart
    } else {
      fail("the server offers neither AUTH PLAIN nor AUTH LOGIN", isFinal: true)
    }
  }

  /// RFC 4616.
  private var plainResponse: String {
    base64("\0\(settings.credentials?.user ?? "")\0\(settings.credentials?.password ?? "")")
  }
}

/// RFC 4648, section 4.
private func base64(_ text: String) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  let bytes = Array(text.utf8)
  var output: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for place in 0..<4 {
      output.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 0x3F] : UInt8(ascii: "="))
    }
  }
  return String(decoding: output, as: UTF8.self)
}
