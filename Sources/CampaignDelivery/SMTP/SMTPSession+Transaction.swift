import CampaignHandOff

/// Mail transactions (RFC 5321, 3.3), pipelined where the server can do that.
extension SMTPSession {
  /// How much of a mail goes out before there has to be room for more.
  static let blockBytes = 128 * 1_024

  // MARK: - Sending

  mutating func beginOrFinish() {
    guard work != nil else {
      phase = .idle
      return wait(seconds: settings.timeouts.idleSeconds)
    }
    if beginNext() { return }
    let isLeft = work.map { !$0.isDone && !$0.isCancelled } ?? false
    finish(isLeft ? .retired : .done)
  }

  /// Begins the next message that can go; false where none is left, or the connection has had its number.
  private mutating func beginNext() -> Bool {
    while begun < settings.messagesPerConnection, let index = work?.takeNext() {
      guard let message = work?.messages[index] else { return false }
      guard now() < message.notAfter else {
        work?.settleLocally(index, .notHandedOff(reason: "its time is over"))
        continue
      }
      switch SMTPEnvelope.check(message, features) {
      case .refused(let answer): work?.settleLocally(index, .refused(answer))
      case .ready(let envelope):
        begun += 1
        current = Current(index: index, envelope: envelope)
        sendStart()
        return true
      }
    }
    return false
  }

  private mutating func sendStart() {
    if needsReset {
      output.append(contentsOf: "RSET\r\n".utf8)
      expect(.reset)
      needsReset = false
      // In lock-step the rest waits for the answer.
      guard features.hasPipelining else { return }
    }
    sendMail()
    guard features.hasPipelining else { return }
    sendRecipient()
    sendData()
  }

  mutating func sendMail() {
    guard let current, let message = work?.messages[current.index] else { return }
    let envelope = current.envelope
    output.append(contentsOf: "MAIL FROM:<".utf8)
    output.append(contentsOf: message.returnPath.utf8)
    output.append(UInt8(ascii: ">"))
    if features.hasSize { output.append(contentsOf: " SIZE=\(envelope.mail.count)".utf8) }
    if envelope.isInternational { output.append(contentsOf: " SMTPUTF8".utf8) }
    output.append(contentsOf: [0x0D, 0x0A])
    expect(.mail)
  }

  mutating func sendRecipient() {
    guard let current, let message = work?.messages[current.index] else { return }
    output.append(contentsOf: "RCPT TO:<".utf8)
    output.append(contentsOf: message.address.utf8)
    output.append(contentsOf: ">\r\n".utf8)
    expect(.recipient)
  }

  mutating func sendData() {
    output.append(contentsOf: "DATA\r\n".utf8)
    expect(.data)
  }

  /// Sends as much of the mail as may go at once; with its last part the end, and the next message's commands where that is possible.
  mutating func sendBody() {
    guard let current, let work else { return }
    let mail = current.envelope.mail
    let sent = current.sentBytes
    let upTo = min(sent + Self.blockBytes, mail.count)
    let isWhole = upTo == mail.count
    // The report is asked before the end is put where it could go out.
    if isWhole, !work.report.mayComplete(current.index) { return withdraw() }
    output.reserveCapacity(output.count + upTo - sent + 1_024)
    SMTPMailBody.appendStuffed(mail, sent..<upTo, form: current.envelope.form, to: &output)
    guard isWhole else {
      self.current?.sentBytes = upTo
      phase = .sendingBody
      return wait(seconds: settings.timeouts.dataBlockSeconds)
    }
    SMTPMailBody.appendEnd(of: mail, to: &output)
    phase = .working
    completing = current.index
    self.current = nil
    expect(.dot)
    if features.hasPipelining { _ = beginNext() }
  }

  /// Ends the data of a message that is refused already, with nothing in it.
  mutating func sendLoneDot() {
    current = nil
    output.append(contentsOf: ".\r\n".utf8)
    expect(.loneDot)
    needsReset = true
    if features.hasPipelining { _ = beginNext() }
  }

  // MARK: - Answers

  mutating func transact(_ expectation: Expectation, _ reply: SMTPReply) {
    switch expectation {
    case .reset:
      guard reply.isPositive else { return fail("the server refuses RSET: \(reply.code)") }
      if !features.hasPipelining { step = .mail }
    case .mail: envelopeAnswered(reply, .recipient)
    case .recipient: envelopeAnswered(reply, .data)
    case .data: dataAnswered(reply)
    case .dot: endAnswered(reply)
    default: if expected.isEmpty { step = .begin }
    }
  }

  /// To MAIL or RCPT; `following` is what goes out next in lock-step.
  private mutating func envelopeAnswered(_ reply: SMTPReply, _ following: Step) {
    guard reply.isPositive || reply.isRefusal || reply.isRefusalForNow else { return failAnswer(reply) }
    if !reply.isPositive { refuseCurrent(reply) }
    if features.hasPipelining { return }
    needsReset = !reply.isPositive
    step = reply.isPositive ? following : .begin
    if !reply.isPositive { current = nil }
  }

  private mutating func dataAnswered(_ reply: SMTPReply) {
    guard let current else { return }
    if reply.code == 354 {
      step = current.isRefused ? .loneDot : .body
      return
    }
    guard reply.isRefusal || reply.isRefusalForNow else { return failAnswer(reply) }
    refuseCurrent(reply)
    self.current = nil
    needsReset = true
    step = .begin
  }

  private mutating func endAnswered(_ reply: SMTPReply) {
    guard let index = completing, reply.isPositive || reply.isRefusal || reply.isRefusalForNow else {
      return failAnswer(reply)
    }
    completing = nil
    let outcome = outcome(of: reply, index)
    work?.settle(index, answered: outcome)
    if reply.code == 421 { return fail(Self.goodbye) }
    if expected.isEmpty { step = .begin }
  }

  /// An answer while part of a mail is still to be sent: the server has heard enough.
  mutating func handleEarly(_ reply: SMTPReply) {
    guard reply.code != 421 else { return fail(Self.goodbye) }
    guard reply.isRefusal || reply.isRefusalForNow else { return failAnswer(reply) }
    refuseCurrent(reply)
    fail("the server refuses a message within its data")
  }

  private mutating func failAnswer(_ reply: SMTPReply) {
    fail("protocol error: \(reply.code) is no answer at this point")
  }

  /// The first refusal counts; later ones only follow from it.
  private mutating func refuseCurrent(_ reply: SMTPReply) {
    guard let current, !current.isRefused else { return }
    self.current?.isRefused = true
    let outcome = outcome(of: reply, current.index)
    work?.settle(current.index, answered: outcome)
  }

  private func outcome(of reply: SMTPReply, _ index: Int) -> HandOffOutcome {
    let address = work?.messages[index].address ?? ""
    let answer = ProviderAnswer(code: reply.code, lines: replies.texts(of: reply), address: address)
    return reply.isPositive ? .accepted(answer) : reply.isRefusal ? .refused(answer) : .refusedForNow(answer)
  }
}
