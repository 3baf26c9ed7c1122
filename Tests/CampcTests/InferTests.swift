import CampaignSQLite
import Foundation
import Testing

/// What `campc audience infer` makes of databases; whatever it writes must check.
@Suite struct InferTests {
  private func database(_ sql: String) throws -> Scratch {
    let scratch = try Scratch(tenants: "a")
    let connection = try Connection(path: scratch.url.appending(path: "members.sqlite").path, access: .create)
    try connection.execute(sql)
    return scratch
  }

  /// The draft, after it was put into the tenant and checked.
  private func draft(_ scratch: Scratch, _ arguments: String...) throws -> String {
    let result =
      arguments.isEmpty
      ? try Tool.run("audience", "infer", "members.sqlite", in: scratch.url)
      : try Tool.run("audience", "infer", "members.sqlite", arguments[0], arguments[1], in: scratch.url)
    #expect(result.status == 0, "\(result.err)")
    try scratch.write("tenants/a/audience.campaign", result.out)
    let check = try Tool.run("check", "--output-format", "concise", in: scratch.url)
    #expect(check.status == 0 && check.out == "", "\(check.out)\n\(result.out)")
    return result.out
  }

  /// The lines of a draft, each run of spaces as one.
  private func lines(_ draft: String) -> [String] {
    draft.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
  }

  /// A table of members with one column, whose values are those given, each in `times` rows.
  private func column(_ declaration: String, _ values: [String], times: Int = 1) throws -> [String] {
    let rows = (0..<times).flatMap { _ in values }.enumerated().map { "(\($0.offset), \($0.element))" }
    let scratch = try database(
      "CREATE TABLE members (id INTEGER PRIMARY KEY, \(declaration)); INSERT INTO members VALUES \(rows.joined(separator: ", "))"
    )
    return lines(try draft(scratch))
  }

  @Test(
    arguments: [
      ("visits INTEGER", ["3", "70"], "visits int(0 to 100)"),
      ("delta INTEGER", ["-3", "70"], "delta int(-10 to 100)"),
      ("visits INTEGER", ["3", "NULL"], "visits int(0 to 10)?"),
      ("is_vip INTEGER", ["0", "1"], "is_vip bool"),
      ("visit_count INTEGER", ["0", "1"], "visit_count int(0 to 10)"),
      ("spend_cents INTEGER", ["12000", "39999"], "spend money(0 to 500) from spend_cents in cents"),
      ("joined_at INTEGER", ["1700000000"], "joined timestamp from joined_at in seconds"),
      ("lastSeen INTEGER", ["1700000000123"], "last_seen timestamp from lastSeen in milliseconds"),
      ("discount_pct INTEGER", ["15"], "discount_pct percent(0 to 100)"),
      ("score REAL", ["1.5", "7"], "score decimal(0 to 10)"),
      ("joined TEXT", ["'2027-03-02'"], "joined date in iso"),
      ("joined TEXT", ["'2027-03-02T10:00:00Z'"], "joined timestamp in iso"),
      ("opens TEXT", ["'09:30'"], "opens time in iso"),
      ("email TEXT", ["'ada@shop.example'"], "email_address email from email"),
      ("phone TEXT", ["'+4791234567'"], "phone phone"),
      ("tz TEXT", ["'Europe/Oslo'"], "tz timezone"),
      ("page TEXT", ["'https://shop.example/a'"], #"page url on "shop.example""#),
      ("first_name TEXT", ["'Ada'", "'Bo'", "' '"], "first_name text(10, name)?"),
      ("coupon_code TEXT", ["'AB-12'"], "coupon_code text(10, gsm)"),
      ("city TEXT", ["'Oslo'"], "city text(10)"),
      ("newsletter TEXT", ["'Y'"], #"newsletter bool in ("Y", "N")"#),
      ("active TEXT", ["'true'", "'false'"], #"active bool in ("true", "false")"#),
      ("where INTEGER", ["5"], #"where_value int(0 to 10) from "where""#),
      ("Customer-Name TEXT", ["'x y'"], #"customer_name text(10, name) from "Customer-Name""#),
      ("2x INTEGER", ["5"], #"n_2x int(0 to 10) from "2x""#),
      ("debt_cents INTEGER", ["-250"], "debt money(-10 to 10) from debt_cents in cents"),
      ("paid_cents INTEGER", ["-9223372036854775808"], "// paid_cents: its values fit no type"),
      ("visits INTEGER", ["'many'"], "// visits: it holds texts, but is declared INTEGER"),
      ("now INTEGER", ["5"], "now_value int(0 to 10) from now"),
      ("many INTEGER", ["5"], "many_value int(0 to 10) from many"),
      ("photo BLOB", ["x'00ff'"], "// photo: it holds binary data"),
      ("upc INTEGER", ["9007199254740993"], "// upc: its values fit no type"),
      ("nothing TEXT", ["NULL", "''"], "// nothing: no row has a value"),
      ("mixed", ["1", "'one'"], "// mixed: it holds numbers as well as texts"),
    ] as [(String, [String], String)])
  func guessesTypes(_ declaration: String, _ values: [String], _ expected: String) throws {
    let name = declaration.split(separator: " ")
    let quoted = "\"\(name[0])\" \(name.dropFirst().joined(separator: " "))"
    #expect(try column(quoted, values).contains(expected))
  }

  @Test func fewTextsInManyRowsAreAChoice() throws {
    let found = try column("tier TEXT", ["'gold'", "'Silver'", "'to \"be\" {x}'"], times: 10)
    #expect(found.contains(#"tier choice(silver "Silver", gold, to_be_x "to \"be\" \{x\}")"#))
    let few = try column("tier TEXT", ["'gold'", "'silver'"], times: 4)
    #expect(few.contains("tier text(10)"))
  }

  @Test func someWrongValuesCountAsMissing() throws {
    let values = (0..<19).map { "'m\($0)@shop.example'" } + ["'n/a'"]
    let found = try column("email TEXT", values)
    #expect(found.contains("email_address email? from email invalid is missing"))
    #expect(found.contains("// values that count as missing: 1 of 20, not e-mail addresses"))
  }

  @Test func valuesThatCountAsMissingAreTold() throws {
    let values = Array(repeating: "1", count: 18) + ["7", "'x'"]
    let flags = try column("email_consent INTEGER", values)
    #expect(flags.contains("email_consent bool? invalid is missing"))
    #expect(
      flags.filter { $0.contains("count as missing") } == ["// values that count as missing: 2 of 20, neither 0 nor 1"])
    let amounts = try column("spend_cents INTEGER", Array(repeating: "500", count: 19) + ["-9223372036854775808"])
    #expect(amounts.contains("spend money(0 to 10)? from spend_cents in cents invalid is missing"))
  }

  @Test func whatStandsForNothingIsProposedAsPlaceholder() throws {
    let scratch = try database(
      """
      CREATE TABLE members (id INTEGER PRIMARY KEY, first_name TEXT, city TEXT, tier TEXT, diet TEXT);
      INSERT INTO members VALUES (1, 'Ada', 'Oslo', 'gold', 'none'), (2, ' NULL', '?', 'gold', 'vegan'),
        (3, '-', 'Bergen', 'gold', 'none'), (4, 'undefined', '-', 'silver', 'vegan'), (5, 'null', 'Oslo', 'silver', 'none'),
        (6, 'Bo', 'Oslo', 'gold', 'none'), (7, 'N/A', 'Oslo', 'silver', 'vegan'), (8, 'Eva', 'Oslo', 'gold', 'none'),
        (9, 'Li', 'Oslo', 'silver', 'none'), (10, 'Åse', 'Oslo', 'gold', 'vegan');
      INSERT INTO members SELECT id + 10, first_name, city, iif(id = 1, 'NULL', tier), diet FROM members;
      """)
    let found = lines(try draft(scratch))
    #expect(found.contains(#"// placeholder "-", "?", "n/a", "null", "undefined""#))
    #expect(found.contains(#"// "-": 2 in first_name, 2 in city"#))
    #expect(found.contains(#"// "null": 4 in first_name, 1 in tier"#))
    #expect(found.contains("first_name text(10, name)?") && found.contains("city text(10)?"), "\(found)")
    // What people type may be a choice, what programs write isn't one.
    #expect(found.contains("tier choice(gold, silver)?") && found.contains("diet choice(none, vegan)"), "\(found)")
    // Written into the tenant's file the clause is taken as it is.
    let tenant = try String(contentsOf: scratch.url.appending(path: "tenants/a/tenant.campaign"), encoding: .utf8)
    let clause = try #require(found.first { $0.hasPrefix("// placeholder") }).dropFirst(3)
    try scratch.write(
      "tenants/a/tenant.campaign", tenant.replacing("}\n", with: "  \(clause)\n}\n", maxReplacements: 1))
    let check = try Tool.run("check", "--output-format", "concise", in: scratch.url)
    #expect(check.status == 0, "\(check.out)")
  }

  @Test func namesThatAreNoneOfTheLanguageAreQuoted() throws {
    let scratch = try database(
      """
      CREATE TABLE "Customer List" ("Customer ID" TEXT PRIMARY KEY, "E-Mail" TEXT, "opt in ""to"" mail" INTEGER);
      INSERT INTO "Customer List" VALUES ('a', 'a@shop.example', 1);
      CREATE TABLE "2x" ("customer id" TEXT REFERENCES "Customer List", "what {else}" TEXT,
        PRIMARY KEY ("customer id", "what {else}"));
      INSERT INTO "2x" VALUES ('a', 'b c');
      """)
    let found = lines(try draft(scratch))
    #expect(found[0].hasSuffix("today: 1 member."))
    #expect(found.contains(#"audience member from "Customer List" key "Customer ID" {"#))
    #expect(found.contains(#"email_address email from "E-Mail""#))
    #expect(found.contains(#"opt_in_to_mail bool from "opt in \"to\" mail""#))
    #expect(found.contains(#"n_2x set of text(10) up to 10 from "2x"("customer id", "what \{else\}")"#))
    #expect(found.contains("reach email at email_address where opt_in_to_mail"))
  }

  @Test(arguments: [
    ("BLOB", "the key `id` of the table `members` is declared BLOB", "declare it INTEGER or TEXT"),
    ("", "the key `id` of the table `members` is declared without a type", "declare it INTEGER or TEXT"),
  ])
  func keysThatNoRunTakesAreRefused(_ type: String, _ expected: String, _ help: String) throws {
    let scratch = try database("CREATE TABLE members (id \(type) PRIMARY KEY, city TEXT)")
    for arguments in [[], ["--table", "members"]] {
      let result = try Tool.run(["audience", "infer", "members.sqlite"] + arguments, in: scratch.url)
      #expect(result.status == 2 && result.out == "")
      #expect(result.err.contains(expected) && result.err.contains(help), "\(result.err)")
    }
    let other = try database("CREATE TABLE members (id \(type) PRIMARY KEY, nr INTEGER UNIQUE, city TEXT)")
    let result = try Tool.run("audience", "infer", "members.sqlite", in: other.url)
    #expect(result.status == 0 && result.out.contains("from members key nr"))
  }

  @Test func aViewIsNoTableOfMembers() throws {
    let scratch = try database("CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT * FROM t")
    let result = try Tool.run("audience", "infer", "members.sqlite", "--table", "v", in: scratch.url)
    #expect(result.status == 2 && result.err.contains("`v` is a view"), "\(result.err)")
  }

  @Test func joinsAddressesToConsents() throws {
    let scratch = try database(
      """
      CREATE TABLE members (id INTEGER PRIMARY KEY, email TEXT, mobile TEXT, push_token TEXT, email_opt_in INTEGER,
        sms_consent TEXT);
      INSERT INTO members VALUES (1, 'a@shop.example', '+4791234567', 'abc', 1, 'Y'), (2, NULL, NULL, NULL, NULL, 'N');
      """)
    let found = lines(try draft(scratch))
    #expect(found.contains("reach email at email_address where email_opt_in otherwise no"))
    #expect(found.contains("reach sms at mobile where sms_consent"))
    #expect(found.contains("// No column tells who agreed to push: without one, no campaign can use it."))
  }

  @Test func findsRelatedTablesSetsAndTheMembersThemselves() throws {
    let scratch = try database(
      """
      CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, email TEXT);
      INSERT INTO customers VALUES (1, 'a@shop.example'), (2, 'b@shop.example');
      CREATE TABLE products (sku TEXT PRIMARY KEY, name TEXT);
      INSERT INTO products VALUES ('a', 'A'), ('b', 'B'), ('c', 'C');
      CREATE TABLE orders (order_id INTEGER PRIMARY KEY, buyer INTEGER REFERENCES customers, total_cents INTEGER);
      INSERT INTO orders VALUES (1, 1, 500), (2, 1, 700), (3, 2, 900), (4, 2, 100), (5, 2, 100);
      CREATE TABLE customer_likes (customer_id INTEGER, thing TEXT, PRIMARY KEY (customer_id, thing)) WITHOUT ROWID;
      INSERT INTO customer_likes VALUES (1, 'tea'), (1, 'salt');
      CREATE TABLE visits (customer_id INTEGER, page TEXT, seconds INTEGER);
      INSERT INTO visits VALUES (1, 'home', 3);
      CREATE TABLE profile (customer_id INTEGER PRIMARY KEY, motto TEXT);
      INSERT INTO profile VALUES (1, 'onward');
      CREATE TABLE "order notes" (id INTEGER PRIMARY KEY, customer_id INTEGER, note TEXT);
      INSERT INTO "order notes" VALUES (1, 1, 'x');
      CREATE TABLE returns (id INTEGER PRIMARY KEY, customer_id TEXT, reason TEXT);
      INSERT INTO returns VALUES (1, '1', 'x');
      CREATE VIEW everybody AS SELECT * FROM customers;
      """)
    let found = lines(try draft(scratch))
    #expect(found.contains("audience member from customers key customer_id {"))
    #expect(found.contains("many orders up to 10 from orders(buyer) key order_id {"))
    #expect(found.contains("likes set of text(10) up to 10 from customer_likes(customer_id, thing)"))
    #expect(found.contains { $0.hasPrefix("// visits: nothing tells one member's rows apart") })
    #expect(found.contains { $0.hasPrefix("// profile: each member has one row in it at most") })
    #expect(found.contains(#"many order_notes up to 10 from "order notes"(customer_id) key id {"#))
    #expect(found.contains { $0.hasPrefix("// returns: `customer_id` and the members' key are declared unlike") })
    #expect(!found.contains { $0.contains("products") })
    #expect(lines(try draft(scratch, "--table", "products")).contains("audience member from products key sku {"))
  }

  @Test(arguments: [
    ("missing", "there is no such file"), ("folder", "this is a folder"), ("empty", "the file is empty"),
    ("text", "not an SQLite database"), ("cut", "damaged"), ("bare", "has no tables"), ("keyless", "primary key"),
    ("other", "has no table `nobody`"), ("pipe", "not a regular file"),
  ])
  func badDatabasesAreTold(_ kind: String, _ expected: String) throws {
    let scratch = try database("CREATE TABLE members (id INTEGER PRIMARY KEY, city TEXT)")
    let file = scratch.url.appending(path: "bad.sqlite")
    switch kind {
    case "folder": try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
    case "empty": try Data().write(to: file)
    case "text": try Data(String(repeating: "not a database\n", count: 100).utf8).write(to: file)
    case "cut":
      let connection = try Connection(path: file.path, access: .create)
      try connection.execute(
        """
        CREATE TABLE members (id INTEGER PRIMARY KEY, city TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        INSERT INTO members SELECT i, hex(randomblob(20)) FROM n;
        """)
      var bytes = try Data(contentsOf: file)
      bytes.replaceSubrange(8_192..<40_960, with: Data(repeating: 0x5A, count: 32_768))
      try bytes.write(to: file)
    case "bare": try Connection(path: file.path, access: .create).execute("CREATE TABLE t (x); DROP TABLE t")
    case "keyless": try Connection(path: file.path, access: .create).execute("CREATE TABLE t (x, y)")
    case "other": try FileManager.default.copyItem(at: scratch.url.appending(path: "members.sqlite"), to: file)
    case "pipe": #expect(mkfifo(file.path, 0o600) == 0)
    default: break
    }
    let result =
      kind == "other"
      ? try Tool.run("audience", "infer", "bad.sqlite", "--table", "nobody", in: scratch.url)
      : try Tool.run("audience", "infer", "bad.sqlite", in: scratch.url)
    #expect(result.status == 2)
    #expect(result.out == "")
    #expect(result.err.contains(expected), "\(result.err)")
    #expect(result.err.contains("bad.sqlite") && result.err.hasPrefix("error: "), "\(result.err)")
  }

  @Test func aLockedDatabaseIsTold() throws {
    let scratch = try database("CREATE TABLE members (id INTEGER PRIMARY KEY, city TEXT)")
    let writer = try Connection(path: scratch.url.appending(path: "members.sqlite").path, access: .readWrite)
    try writer.execute("BEGIN EXCLUSIVE")
    let result = try Tool.run("audience", "infer", "members.sqlite", in: scratch.url)
    try writer.execute("COMMIT")
    #expect(result.status == 2)
    #expect(result.err.contains("another program holds the database locked"))
  }
}
