import CampaignSQLite
import Testing

@Suite struct SchemaTests {
  let connection: Connection
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let path = try scratch.database(
      sql: """
        CREATE TABLE people (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE, tier VARCHAR(9), "od""d" REAL, raw) STRICT;
        """.replacingOccurrences(of: "VARCHAR(9)", with: "TEXT").replacingOccurrences(of: ", raw", with: ", raw ANY")
          + """
          CREATE TABLE orders (a INT, b INT, who BIGINT REFERENCES people(id), flag BOOLEAN, code CHARACTER(3),
            PRIMARY KEY (a, b)) WITHOUT ROWID;
          CREATE INDEX by_who ON orders (who, a);
          CREATE UNIQUE INDEX some ON orders (flag) WHERE flag > 0;
          CREATE UNIQUE INDEX folded ON orders (lower(code));
          CREATE VIEW shown AS SELECT id FROM people;
          """)
    connection = try Connection(path: path)
  }

  @Test func listsTablesAndViews() throws { #expect(try connection.tableNames() == ["orders", "people", "shown"]) }

  @Test func readsColumnsAndKeys() throws {
    let people = try #require(try connection.table("PEOPLE"))
    #expect(people.isStrict && !people.isView && !people.isWithoutRowID)
    #expect(people.columns.map(\.name) == ["id", "mail", "tier", "od\"d", "raw"])
    #expect(people.columns.map(\.affinity) == [.integer, .text, .text, .real, .blob])
    #expect(people.columns.map(\.isNotNull) == [false, true, false, false, false])
    #expect(people.isUnique("ID") && people.isUnique("mail") && !people.isUnique("tier"))
    #expect(people.sql.hasPrefix("CREATE TABLE"))

    let orders = try #require(try connection.table("orders"))
    #expect(orders.isWithoutRowID && !orders.isStrict)
    #expect(!orders.isUnique("a"), "half of a key is not unique")
    #expect(!orders.isUnique("flag"), "an index with a condition says nothing of the other rows")
    #expect(!orders.isUnique("code"), "nor does one over an expression")
    #expect(orders.hasIndex(beginningWith: "who") && orders.hasIndex(beginningWith: "a"))
    #expect(!orders.hasIndex(beginningWith: "b"))
    #expect(orders.foreignKeys.map(\.columns) == [["who"]] && orders.foreignKeys[0].table == "people")
    #expect(orders.columns.map(\.affinity) == [.integer, .integer, .integer, .numeric, .text])

    #expect(try connection.table("shown")?.isView == true)
    #expect(try connection.table("nobody") == nil)
  }

  @Test func explainsItsPlan() throws {
    let lines = try connection.explainQueryPlan("SELECT a FROM orders WHERE who = 3")
    #expect(lines.count == 1 && lines[0].contains("by_who"))
  }

  @Test func findsExactlyTheChecksThatStandThere() {
    let checks = TableChecks(
      createTable: """
        CREATE TABLE t ( -- CHECK (commented)
          spend INTEGER CHECK (typeof(spend) = 'integer'  AND "spend" BETWEEN 0 AND 99),
          name TEXT CHECK(name <> 'CHECK (inside)' /* CHECK (b) */),
          CONSTRAINT c CHECK (("a" IS NULL OR (a > (1)))))
        """)
    #expect(checks.contains("typeof(\"spend\") = 'integer' AND \"spend\" BETWEEN 0 AND 99"))
    #expect(checks.contains("\"a\" IS NULL OR (\"a\" > (1))"))
    #expect(checks.contains("name<>'CHECK (inside)'"))
    #expect(!checks.contains("typeof(spend) = 'INTEGER' and spend between 0 and 99"), "strings keep their case")
    #expect(!checks.contains("typeof(\"spend\") = 'integer' AND \"spend\" BETWEEN 0 AND 999"))
    #expect(!checks.contains("commented") && !checks.contains("inside") && !checks.contains("b"))
    #expect(!TableChecks(createTable: "CREATE TABLE t (a CHECK (a > 1").contains("a > 1"))
  }
}

@Suite struct StatementTests {
  @Test func bindsAndReadsEveryType() throws {
    let scratch = try Scratch()
    let connection = try Connection(path: try scratch.database(sql: "CREATE TABLE t (a)"))
    let statement = try connection.prepare("SELECT ?1, ?2, NULL, 2.5, x'00FF', ?3")
    #expect(statement.parameterCount == 3 && statement.columnCount == 6)
    try statement.bind(Int64.min, at: 1)
    try statement.bind("blå\u{0}bær", at: 2)
    try statement.bind("", at: 3)
    #expect(try statement.step())
    let row = statement.row
    #expect(row.type(0) == SQLiteCode.integer && row.int64(0) == .min)
    #expect(row.type(1) == SQLiteCode.text && Array(row.text(1)) == Array("blå\u{0}bær".utf8))
    #expect(row.type(2) == SQLiteCode.null && statement.string(2) == nil)
    #expect(row.type(3) == SQLiteCode.float && row.double(3) == 2.5)
    #expect(row.type(4) == SQLiteCode.blob && Array(row.blob(4)) == [0, 0xFF])
    #expect(row.type(5) == SQLiteCode.text && row.text(5).count == 0)
    #expect(try !statement.step())
  }
}
