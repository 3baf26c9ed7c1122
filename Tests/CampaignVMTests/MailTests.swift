import CampaignPlan
import CampaignVM
import Foundation
import Testing

/// `.eml` files read back as they were meant, in Python's strict policy.
@Suite struct MailTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.database(
      sql: """
        CREATE TABLE members (id TEXT PRIMARY KEY, email TEXT, name TEXT, body TEXT);
        INSERT INTO members VALUES ('m-1', 'ann@a.example', 'Ann', 'plain'),
          ('m/2', 'bo@b.example', 'Bjørn 🌸 ' || printf('%0200d', 1) || ' <b>', 'From here' || char(10) || '.x = y  '),
          ('m3', 'c@c.example', '=?utf-8?q?x?=', '東京東京東京東京東京東京東京東京東京東京東京東京東京東京東京東京東京東京'),
          ('m4', 'd@d.example', printf('%0190d', 7), printf('%0300d', 3) || '=');
        """)
  }

  static let reader = """
    import email, email.policy, json, sys
    result = {}
    for path in sys.stdin.read().split('\\n'):
        if not path: continue
        data = open(path, 'rb').read()
        assert max(map(len, data.split(b'\\r\\n'))) <= 998 and b'\\n' not in data.replace(b'\\r\\n', b'')
        message = email.message_from_bytes(data, policy=email.policy.strict)
        parts = [part for part in message.walk() if not part.is_multipart()]
        for part in message.walk(): assert not part.defects, part.defects
        for name, value in message.items(): assert not value.defects, (name, value.defects)
        for line in data.split(b'\\r\\n\\r\\n')[0].split(b'\\r\\n'):
            if b'=?' in line: assert len(line) <= 76, line
        result[path.rsplit('/', 1)[1]] = {
            **{name.lower(): str(value) for name, value in message.items()},
            'date': message['date'].datetime.isoformat(),
            'from_name': message['from'].addresses[0].display_name, 'from_address': message['from'].addresses[0].addr_spec,
            'types': [part.get_content_type() for part in parts], 'bodies': [part.get_content().replace('\\r\\n', '\\n') for part in parts],
        }
    print(json.dumps(result))
    """

  func mail(sender: String) throws -> [String: [String: Any]] {
    var builder = PlanBuilder(channel: .email)
    builder.plan.messages[0].sender = sender
    let address = builder.column("email", .email)
    let name = builder.column("name", .text, maxCharacters: 300)
    let body = builder.column("body", .text, maxCharacters: 400)
    let (hello, open, close, link) = (
      builder.pool("Hello "), builder.pool("<p>"), builder.pool("</p>\n"), builder.pool("\n-- \n")
    )
    builder.emit(.endFilter)
    builder.emit(.beginMessage, 0, address.value)
    builder.part(.subject) {
      $0.emit(.emitConstant, hello)
      $0.emit(.emitText, name.value, PlanEscape.plain.rawValue)
    }
    builder.part(.html) {
      $0.emit(.emitConstant, open)
      $0.emit(.emitText, body.value, PlanEscape.html.rawValue)
      $0.emit(.emitConstant, close)
    }
    builder.part(.text) {
      $0.emit(.emitText, body.value, PlanEscape.plain.rawValue)
      $0.emit(.emitConstant, link)
      $0.emit(.emitUnsubscribe, PlanEscape.plain.rawValue)
    }
    builder.emit(.endMessage)
    let folder = scratch.path("mail")
    try? FileManager.default.removeItem(atPath: folder)
    _ = try Machine.run(try builder.verified(), scratch.request(), to: try EMLSink(folder: folder))
    return try read(folder)
  }

  private func read(_ folder: String) throws -> [String: [String: Any]] {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.reader]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let paths = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
    try input.fileHandleForWriting.write(contentsOf: Data(paths.joined(separator: "\n").utf8))
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
  }

  @Test func readsBackInPython() throws {
    let mail = try mail(sender: "Acme \"Ø\" Market <hello@mail.acme.example>")
    let second = "_" + SipToken.message(member: "m/2", channel: "email") + ".eml"
    #expect(Set(mail.keys) == ["m-1.eml", "m3.eml", "m4.eml", second])
    let first = try #require(mail["m-1.eml"])
    #expect(first["subject"] as? String == "Hello Ann" && first["to"] as? String == "ann@a.example")
    #expect(first["from_name"] as? String == "Acme \"Ø\" Market")
    #expect(first["from_address"] as? String == "hello@mail.acme.example")
    #expect(first["date"] as? String == "2027-03-02T15:30:00+00:00")
    let token = SipToken.message(member: "m-1", channel: "email")
    #expect(first["message-id"] as? String == "<\(token)@mail.acme.example>")
    let link = "https://go.acme.example/u/" + SipToken.unsubscribe(member: "m-1", channel: "email")
    #expect((first["list-unsubscribe"] as? String)?.trimmingCharacters(in: .whitespaces) == "<\(link)>")
    #expect(first["list-unsubscribe-post"] as? String == "List-Unsubscribe=One-Click")
    #expect(first["content-language"] as? String == "en-US")
    #expect(first["types"] as? [String] == ["text/plain", "text/html"])
    #expect((first["bodies"] as? [String])?.first == "plain\n-- \n\(link)")
    #expect((first["bodies"] as? [String])?.last == "<p>plain</p>\n")
    #expect((mail[second]?["subject"] as? String) == "Hello Bjørn 🌸 " + String(repeating: "0", count: 199) + "1 <b>")
    #expect((mail[second]?["bodies"] as? [String])?.last == "<p>From here .x = y  </p>\n")
    #expect((mail["m3.eml"]?["subject"] as? String) == "Hello =?utf-8?q?x?=")
    #expect((mail["m3.eml"]?["bodies"] as? [String])?.last?.contains(String(repeating: "東京", count: 18)) == true)
    #expect((mail["m4.eml"]?["subject"] as? String) == "Hello " + String(repeating: "0", count: 189) + "7")
    #expect(
      (mail["m4.eml"]?["bodies"] as? [String])?.first?.hasPrefix(String(repeating: "0", count: 299) + "3=\n-- \n")
        == true)
  }

  @Test func namesOfSendersAreQuotedAsTheyNeed() throws {
    for (sender, name) in [
      ("Acme <a@b.example>", "Acme"), ("Acme, \"Inc.\" <a@b.example>", "Acme, \"Inc.\""), ("a@b.example", ""),
      ("J\\B <a@b.example>", "J\\B"),
      (String(repeating: "Å", count: 20) + " <a@b.example>", String(repeating: "Å", count: 20)),
    ] {
      let mail = try mail(sender: sender)
      #expect(mail["m-1.eml"]?["from_name"] as? String == name)
      #expect(mail["m-1.eml"]?["from_address"] as? String == "a@b.example")
    }
  }
}
