import CampaignPlan
import CampaignSQLite
import CampaignValues
import Foundation
import Testing

@testable import CampaignVM

/// Values of members that would be more than values where they are put; without the guard the value is put there as it is.
enum InjectionAttacks {
  static let all = markup + mail + records

  /// One member, with `value` (an SQL expression) as the name, under the key `id`.
  private static func member(_ ground: Scratch, _ value: String, id: String = "1") throws -> String {
    try ground.database(
      sql: "CREATE TABLE members (id \(id == "1" ? "INTEGER" : "TEXT") PRIMARY KEY, name TEXT);"
        + "INSERT INTO members VALUES (\(id), \(value))")
  }

  /// The name as a program that guards nothing reads it.
  private static func raw(_ path: String) throws -> String {
    try PlainSQLite(path).rows("SELECT name FROM members")[0][0]
  }

  // MARK: - HTML and addresses

  /// A mail whose HTML is `before`, the name, `after`; without the guard, the plan's escape is none.
  private static func html(_ name: String, _ value: String, before: String, after: String) -> Attack {
    Attack(name, guard: "the escape for HTML") { ground, isGuarded in
      try ground.database(
        sql: "CREATE TABLE members (id INTEGER PRIMARY KEY, mail TEXT, name TEXT);"
          + "INSERT INTO members VALUES (1, 'ann@mail.example', \(value))")
      var builder = PlanBuilder(channel: .email)
      let (mail, name) = (builder.column("mail", .email), builder.column("name", .text))
      let (head, tail) = (builder.pool(before), builder.pool(after))
      builder.emit(.endFilter)
      builder.emit(.beginMessage, 0, mail.value)
      builder.part(.subject) { $0.emit(.emitConstant, head) }
      builder.part(.html) {
        $0.emit(.emitConstant, head)
        $0.emit(.emitText, name.value, (isGuarded ? PlanEscape.html : .plain).rawValue)
        $0.emit(.emitConstant, tail)
      }
      builder.part(.text) { $0.emit(.emitConstant, head) }
      builder.emit(.endMessage)
      let plan = isGuarded ? try builder.verified().plan : builder.assembled()
      let lines = try ground.run(plan, isVerified: isGuarded).lines
      return "tags: " + tags(lines.first?["html"] as? String ?? "").joined(separator: ", ")
    }
  }

  /// The tags of a piece of HTML, with the names of their attributes.
  private static func tags(_ html: String) -> [String] {
    html.matches(of: /<(\w+)((?:\s+\w+="[^"]*")*)[^<>]*>/).map { tag in
      ([String(tag.1)] + tag.2.matches(of: /(\w+)="/).map { String($0.1) }).joined(separator: " ")
    }
  }

  /// A push message with a link; what the address says to whoever reads it.
  private static func link(
    _ name: String, guard guardName: String, _ value: String, before: String, kind: ColumnBinding.Kind = .text,
    escape: PlanEscape, _ read: @escaping @Sendable (URLComponents) -> String
  ) -> Attack {
    Attack(name, guard: guardName) { ground, isGuarded in
      let path = try member(ground, "'\(value)'")
      func said(_ link: String) -> String { URLComponents(string: link).map(read) ?? "no address" }
      if !isGuarded { return said(before + (try raw(path))) }
      var builder = PlanBuilder()
      let name = builder.column("name", kind, texts: kind == .url ? ["shop.example"] : [])
      let (text, head, address) = (builder.pool("Hi"), builder.pool(before), builder.constant("device-1"))
      builder.emit(.endFilter)
      builder.emit(.beginMessage, 0, address)
      builder.part(.text) { $0.emit(.emitConstant, text) }
      builder.part(.link) {
        $0.emit(.emitConstant, head)
        $0.emit(.emitText, name.value, escape.rawValue)
      }
      builder.emit(.endMessage)
      let (summary, lines) = try ground.run(try builder.verified().plan)
      guard let link = lines.first?["link"] as? String else { return Scratch.words(summary, lines) }
      return said(link)
    }
  }

  private static let markup = [
    html("a script in a name", "'<script>go()</script>'", before: "<p>", after: "</p>"),
    html("an attribute in a name", "'\" onerror=\"go()'", before: "<img alt=\"", after: "\">"),
    link(
      "a second parameter in a name", guard: "the escape for addresses", "Ann&discount=100",
      before: "https://shop.example/s?name=", escape: .urlComponent
    ) { "parameters: " + ($0.queryItems ?? []).map(\.name).joined(separator: ", ") },
    link(
      "another host in an address", guard: "an address is on the declared host", "https://shop.example@evil.example/",
      before: "", kind: .url, escape: .plain
    ) { "the link leads to \($0.host ?? "nowhere")" },
  ]

  // MARK: - Mail

  /// A mail with the name as its subject and its text; `read` says what a mail program would make of it.
  private static func mail(
    _ name: String, guard guardName: String, _ value: String, _ read: @escaping @Sendable (String) throws -> String,
    without: @escaping @Sendable (_ name: String, _ mail: String) throws -> String
  ) -> Attack {
    Attack(name, guard: guardName) { ground, isGuarded in
      let path = try member(ground, value)
      try PlainSQLite(path).execute("ALTER TABLE members ADD COLUMN mail TEXT DEFAULT 'ann@mail.example'")
      let text = try eml(ground)
      return try isGuarded ? read(text) : read(try without(try raw(path), text))
    }
  }

  private static func eml(_ ground: Scratch) throws -> String {
    var builder = PlanBuilder(channel: .email)
    let (mail, name) = (builder.column("mail", .email), builder.column("name", .text, maxCharacters: 200))
    builder.emit(.endFilter)
    builder.emit(.beginMessage, 0, mail.value)
    builder.part(.subject) { $0.emit(.emitText, name.value, PlanEscape.plain.rawValue) }
    builder.part(.html) { $0.emit(.emitText, name.value, PlanEscape.html.rawValue) }
    builder.part(.text) { $0.emit(.emitText, name.value, PlanEscape.plain.rawValue) }
    builder.emit(.endMessage)
    let folder = ground.path("mails")
    _ = try Machine.run(try builder.verified(), ground.request(), to: try EMLSink(folder: folder))
    return try String(decoding: Data(contentsOf: URL(filePath: folder + "/1.eml")), as: UTF8.self)
  }

  private static func boundary(_ mail: String) -> String {
    mail.firstMatch(of: /boundary="([^"]+)"/).map { String($0.1) } ?? ""
  }

  private static func headers(_ mail: String) -> String {
    let head = mail.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\r\n")
    return head.contains { $0.hasPrefix("Bcc:") } ? "a header `Bcc`" : "no header `Bcc`"
  }

  private static func refusedAddress(_ name: String, _ value: String, _ without: String) -> Attack {
    Attack(name, guard: "an address is one address") { ground, isGuarded in
      let path = try member(ground, value)
      if !isGuarded { return try raw(path).contains(without) ? "the mail goes to \(without) too" : "one address" }
      var builder = PlanBuilder()
      _ = builder.column("name", .email)
      builder.push { _ in }
      return try ground.outcome(of: builder)
    }
  }

  private static let mail = [
    mail(
      "a header in a name that is the subject", guard: "a line break in a value is a space",
      "'Ann' || char(13, 10) || 'Bcc: all@other.example'"
    ) {
      headers($0)
    } without: { name, mail in
      mail.replacing(/Subject: [^\r]*/, with: "Subject: " + name)
    },
    refusedAddress(
      "a header in an address", "'ann@mail.example' || char(13, 10) || 'Bcc: all@other.example'", "all@other.example"),
    refusedAddress("a second address in an address", "'ann@mail.example, all@other.example'", "all@other.example"),
    mail(
      "the end of SMTP's data in a text", guard: "quoted-printable writes no full stop alone on a line",
      "'.' "
    ) { mail in
      mail.components(separatedBy: "\r\n").contains(".") ? "the mail ends early" : "the mail is whole"
    } without: { name, mail in
      mail.replacing("=2E\r\n", with: name.trimmingCharacters(in: .whitespaces) + "\r\n")
    },
    Attack("a part of the mail's own boundary in a text", guard: "quoted-printable writes no boundary") {
      ground, isGuarded in
      let path = try member(ground, "'Ann'")
      try PlainSQLite(path).execute("ALTER TABLE members ADD COLUMN mail TEXT DEFAULT 'ann@mail.example'")
      // Who got a mail of the run knows its boundary.
      let boundary = boundary(try eml(ground))
      try PlainSQLite(path).execute(
        "UPDATE members SET name = 'x' || char(10) || '--\(boundary)' || char(10) || char(10) || 'y'")
      try FileManager.default.removeItem(atPath: ground.path("mails"))
      let name = try raw(path)
      var mail = try eml(ground)
      if !isGuarded {
        let shown = "x --" + boundary.replacing("=", with: "=3D")
        mail = mail.replacing(shown, with: name.replacing("\n", with: "\r\n"))
      }
      let parts = mail.components(separatedBy: "\r\n").count { $0 == "--" + boundary }
      return "\(parts) parts"
    },
  ]

  // MARK: - Lines, files and SQL

  private static func refusedText(
    _ name: String, guard guardName: String, _ value: String, _ without: @escaping @Sendable (String) throws -> String
  ) -> Attack {
    Attack(name, guard: guardName) { ground, isGuarded in
      let path = try member(ground, value)
      if !isGuarded { return try without(path) }
      var builder = PlanBuilder()
      let name = builder.column("name", .text)
      builder.push { $0.show(text: name.value) }
      return try ground.outcome(of: builder)
    }
  }

  private static let records = [
    Attack("a second message in a name, in JSON lines", guard: "the escape for JSON") { ground, isGuarded in
      let path = try member(ground, "'x\"}' || char(10) || '{\"to\":\"evil-device\",\"text\":\"y'")
      let lines: [[String: Any]]
      if isGuarded {
        var builder = PlanBuilder()
        let name = builder.column("name", .text)
        builder.push { $0.show(text: name.value) }
        lines = try ground.run(try builder.verified().plan).lines
      } else {
        lines = try JSONLines.objects(Data("{\"to\":\"device-1\",\"text\":\"\(try raw(path))\"}\n".utf8))
      }
      return "messages to " + lines.compactMap { $0["to"] as? String }.joined(separator: ", ")
    },
    refusedText("bytes that are no UTF-8 in a name", guard: "a text is UTF-8", "CAST(x'416e6eff' AS TEXT)") { path in
      var line = Data("{\"text\":\"".utf8)
      var copied = Data()
      try PlainSQLite(path).withBytes("SELECT name FROM members") { copied.append(contentsOf: $0) }
      line += copied + Data("\"}".utf8)
      return (try? JSONSerialization.jsonObject(with: line)) == nil ? "the line is no JSON" : "the line is read"
    },
    refusedText(
      "a zero in a name, at which it ends for some", guard: "no control characters", "'Ann' || char(0) || 'evil'"
    ) {
      path in
      let whole = try PlainSQLite(path).bytes("SELECT name FROM members")
      return "a name of \(whole) bytes, of which a C program reads \(try raw(path).utf8.count)"
    },
    refusedText("a character that turns the text after it", guard: "no bidirectional controls", "'Ann' || char(8238)") {
      path in try raw(path).unicodeScalars.contains("\u{202E}") ? "the rest of the message is shown turned" : "as it is"
    },
    Attack("a key with a line break", guard: "keys are of one line") { ground, isGuarded in
      let path = try member(ground, "'Ann'", id: "'1' || char(10) || '2'")
      if !isGuarded {
        let list = try PlainSQLite(path).rows("SELECT id FROM members")[0][0] + "\n"
        return "a list of \(list.split(separator: "\n").count) keys of 1 member"
      }
      var builder = PlanBuilder()
      builder.push { _ in }
      return try ground.outcome(of: builder)
    },
    Attack("a key that is a path out of the output's folder", guard: "such a key names no file") { ground, isGuarded in
      let path = try member(ground, "'Ann'", id: "'../../evil'")
      try PlainSQLite(path).execute("ALTER TABLE members ADD COLUMN mail TEXT DEFAULT 'ann@mail.example'")
      let folder = ground.path("mails")
      guard isGuarded else {
        let key = try PlainSQLite(path).rows("SELECT id FROM members")[0][0]
        let file = URL(filePath: folder + "/" + key + ".eml").standardized.path
        return file.hasPrefix(folder) ? "a file in the folder" : "a file outside of the folder"
      }
      var builder = PlanBuilder(channel: .email)
      let mail = builder.column("mail", .email)
      builder.emit(.endFilter)
      builder.emit(.beginMessage, 0, mail.value)
      for part in [PlanPart.subject, .html, .text] { builder.part(part) { _ in } }
      builder.emit(.endMessage)
      _ = try Machine.run(try builder.verified(), ground.request(), to: try EMLSink(folder: folder))
      return "\(try FileManager.default.contentsOfDirectory(atPath: folder).count) file in the folder"
    },
    Attack("a second column in a key, in the list of codes", guard: "the quotes of CSV") { ground, isGuarded in
      let key = "1,0.00,50.00"
      let program = PlanBuilder().assembled().steps[0]
      let offer = OfferRecord(
        prefix: "HI-", amount: .percent, hasMinimum: false, end: .never, currencyDigits: 2, program: program)
      let code = IssuedCode(
        code: "HI-1", campaign: "hello", run: "now", event: nil, member: key, amount: 1_000, minimum: 0, end: 0)
      let sink = try CSVCodeSink(path: ground.path("codes.csv"))
      try sink.write(code, of: offer)
      try sink.finish()
      var text = try String(contentsOfFile: ground.path("codes.csv"), encoding: .utf8)
      if !isGuarded { text = text.replacing("\"\(key)\"", with: key) }
      let line = text.split(separator: "\n")[1]
      // As RFC 4180 reads it: a comma within quotes is none.
      let unquoted = line.replacing(/"[^"]*"/, with: "")
      return "\(unquoted.split(separator: ",", omittingEmptySubsequences: false).count) columns"
    },
    Attack("SQL in the key of the member who is asked for", guard: "keys are bound to their query") {
      ground, isGuarded in
      let path = try ground.database(
        sql:
          "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO members VALUES (1, 'Ann'), (2, 'Bo')")
      let key = "1 OR 1"
      if !isGuarded {
        return "\(try PlainSQLite(path).rows("SELECT name FROM members WHERE id = \(key)").count) members"
      }
      var builder = PlanBuilder()
      builder.push { _ in }
      let (summary, _) = try ground.run(try builder.verified().plan) { $0.memberKey = key }
      return "\(summary.read) members"
    },
  ]
}
