import NIOCore

/// What the server says to commands and messages, and what it writes down.
struct Dialogue {
  enum Next {
    case goOn, close, startTLS
    /// Wait, then call `resume()`.
    case stall
  }

  private enum Login {
    case none, plain, user
    case password(user: String)
  }

  private let state: RecorderState
  private let connection: Int
  var output = ""
  private(set) var isInData = false
  private var isEncrypted: Bool
  private var isLoggedIn = false
  private var login = Login.none
  private var from: String?
  private var to: [String] = []
  private var messages = 0
  private var fate = Fate.taken
  private var stallStage: Fate.Stage?
  private var afterStall: ((inout Dialogue) -> Next)?

  init(_ state: RecorderState, connection: Int) {
    self.state = state
    self.connection = connection
    isEncrypted = state.settings.isEncryptedFromStart
  }

  mutating func greet() { say("220 recorder.example ESMTP") }

  mutating func resume() -> Next {
    let next = afterStall
    afterStall = nil
    return next?(&self) ?? .goOn
  }

  mutating func command(_ line: String) -> Next {
    if case .none = login {} else { return logIn(line) }
    let verb = line.prefix { $0 != " " }.uppercased()
    switch verb {
    case "MAIL": return mail(line)
    case "RCPT": return staged(.rcpt, line) { $0.recipient($1) }
    case "DATA": return staged(.data, line) { dialogue, _ in dialogue.data() }
    case "EHLO": hello()
    case "HELO": say("250 recorder.example")
    case "RSET":
      reset()
      say("250 2.0.0 Ok")
    case "NOOP": say("250 2.0.0 Ok")
    case "STARTTLS" where state.settings.tls != nil && !isEncrypted:
      say("220 2.0.0 Ready to start TLS")
      isEncrypted = true
      reset()
      return .startTLS
    case "AUTH": return logIn(line)
    case "QUIT":
      say("221 2.0.0 Bye")
      return .close
    default: say("500 5.5.2 Unknown command")
    }
    return .goOn
  }

  private mutating func say(_ line: String) {
    output += line
    output += "\r\n"
  }

  private mutating func reset() {
    from = nil
    to = []
    fate = .taken
    stallStage = nil
  }

  private mutating func hello() {
    var lines = ["recorder.example", "ENHANCEDSTATUSCODES", "SIZE \(state.settings.sizeLimitBytes)", "8BITMIME"]
    if state.settings.hasPipelining { lines.append("PIPELINING") }
    if state.settings.tls != nil, !isEncrypted { lines.append("STARTTLS") }
    if state.settings.login != nil { lines.append(state.settings.isLoginOnly ? "AUTH LOGIN" : "AUTH PLAIN LOGIN") }
    for (number, line) in lines.enumerated() { say("250\(number == lines.count - 1 ? " " : "-")\(line)") }
    reset()
  }

  // MARK: - Login

  private mutating func logIn(_ line: String) -> Next {
    switch login {
    case .none:
      let words = line.split(separator: " ")
      switch (words.dropFirst().first?.uppercased(), words.count) {
      case ("PLAIN", 3) where !state.settings.isLoginOnly: checkPlain(String(words[2]))
      case ("PLAIN", 2) where !state.settings.isLoginOnly:
        login = .plain
        say("334 ")
      case ("LOGIN", 2):
        login = .user
        say("334 VXNlcm5hbWU6")
      default: say("504 5.5.4 Unknown mechanism")
      }
    case .plain: checkPlain(line)
    case .user:
      login = .password(user: decodedBase64(line))
      say("334 UGFzc3dvcmQ6")
    case .password(let user): check(user: user, password: decodedBase64(line))
    }
    return .goOn
  }

  private mutating func checkPlain(_ text: String) {
    let parts = decodedBase64(text).split(separator: "\0", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return check(user: "", password: "") }
    check(user: String(parts[1]), password: String(parts[2]))
  }

  private mutating func check(user: String, password: String) {
    login = .none
    isLoggedIn = state.settings.login.map { $0 == (user, password) } ?? false
    say(isLoggedIn ? "235 2.7.0 Authentication successful" : "535 5.7.8 Authentication failed")
  }

  // MARK: - Transactions

  private mutating func mail(_ line: String) -> Next {
    if let limit = state.settings.messageLimit, messages >= limit {
      say("421 4.7.0 Too many messages on this connection")
      return .close
    }
    guard state.settings.login == nil || isLoggedIn else { return refuseCommand("530 5.7.0 Authentication required") }
    guard from == nil else { return refuseCommand("503 5.5.1 Nested MAIL command") }
    guard let path = path(line, after: "MAIL FROM:") else { return refuseCommand("501 5.5.4 Syntax error") }
    let sizes = line.uppercased().split(separator: " ").compactMap {
      $0.hasPrefix("SIZE=") ? Int($0.dropFirst(5)) : nil
    }
    if let size = sizes.first, size > state.settings.sizeLimitBytes { return refuseCommand("552 5.3.4 Too large") }
    messages += 1
    (fate, stallStage) = state.chance.draw()
    return staged(.mail, line) { dialogue, _ in
      dialogue.from = path
      dialogue.say("250 2.1.0 Ok")
      return .goOn
    }
  }

  private mutating func recipient(_ line: String) -> Next {
    guard from != nil else { return refuseCommand("503 5.5.1 Need MAIL command") }
    guard let path = path(line, after: "RCPT TO:"), !path.isEmpty else { return refuseCommand("501 5.1.3 Bad address") }
    to.append(path)
    say("250 2.1.5 Ok")
    return .goOn
  }

  private mutating func data() -> Next {
    guard from != nil else { return refuseCommand("503 5.5.1 Need MAIL command") }
    guard !to.isEmpty else { return refuseCommand("554 5.5.1 No valid recipients") }
    isInData = true
    say("354 End data with <CR><LF>.<CR><LF>")
    return .goOn
  }

  func dropsWithinBody() -> Bool {
    guard fate == .dropped(.body) else { return false }
    note("dropped", stage: "body")
    return true
  }

  mutating func end(_ data: ByteBuffer) -> Next {
    isInData = false
    return staged(.dot, "") { dialogue, _ in dialogue.take(data) }
  }

  private mutating func take(_ data: ByteBuffer) -> Next {
    defer { reset() }
    if fate == .dropped(.dotNotTaken) {
      note("dropped", stage: "dot-not-taken")
      return .close
    }
    let message = ReceivedMessage(data, idHeader: state.settings.idHeader)
    guard message.sizeBytes <= state.settings.sizeLimitBytes else { return refuseCommand("552 5.3.4 Too large") }
    let isWritten = state.journal.write([
      ("event", .text("accepted")), ("id", .text(message.id)), ("from", .text(from ?? "")),
      ("to", .text(to.joined(separator: ","))), ("size", .number(message.sizeBytes)), ("digest", .text(message.digest)),
      ("connection", .number(connection)), ("sequence", .number(messages)),
    ])
    guard isWritten else { return refuseCommand("451 4.3.0 The journal can't be written") }
    if fate == .dropped(.dotTaken) {
      note("dropped", stage: "dot-taken")
      return .close
    }
    say("250 2.0.0 Ok: queued as R\(connection)-\(messages)")
    return .goOn
  }

  /// Lets happen what was drawn for a stage, else does what the stage is for.
  private mutating func staged(
    _ stage: Fate.Stage, _ line: String, then body: @escaping (inout Dialogue, String) -> Next
  ) -> Next {
    if stallStage == stage {
      stallStage = nil
      afterStall = { $0.staged(stage, line, then: body) }
      return .stall
    }
    switch fate {
    case .refused(stage, let isForNow):
      note("refused", stage: stage.rawValue)
      if stage != .rcpt && stage != .data { reset() }
      return refuseCommand(isForNow ? "450 4.3.2 Not now" : "550 5.7.1 Never")
    case .dropped(let dropped) where dropped.rawValue == stage.rawValue:
      note("dropped", stage: stage.rawValue)
      return .close
    default: return body(&self, line)
    }
  }

  private mutating func refuseCommand(_ line: String) -> Next {
    say(line)
    return .goOn
  }

  private func note(_ event: String, stage: String) {
    _ = state.journal.write([
      ("event", .text(event)), ("stage", .text(stage)), ("from", .text(from ?? "")),
      ("to", .text(to.joined(separator: ","))), ("connection", .number(connection)), ("sequence", .number(messages)),
    ])
  }

  private func path(_ line: String, after words: String) -> String? {
    guard line.utf8.count > words.utf8.count, line.prefix(words.count).uppercased() == words else { return nil }
    let rest = line.dropFirst(words.count).drop { $0 == " " }
    guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return nil }
    return String(rest[rest.index(after: rest.startIndex)..<end])
  }
}
