import CampaignSQLite
import Testing

/// An audience connection reads the declared columns and does nothing else.
@Suite struct ReadGuardTests {
  let scratch: Scratch
  let connection: Connection

  init() throws {
    scratch = try Scratch()
    let path = try scratch.database(
      sql: """
        CREATE TABLE Customers (Id INTEGER PRIMARY KEY, name TEXT, secret TEXT);
        CREATE TABLE orders (customer INTEGER, total INTEGER);
        CREATE TABLE payroll (id INTEGER, salary INTEGER);
        CREATE VIEW favorites AS SELECT id AS customer, upper(name) || hex(secret) AS value FROM customers;
        CREATE VIEW carts AS SELECT customer, total FROM orders JOIN payroll ON id = total;
        CREATE VIEW baskets AS SELECT c.customer, f.value FROM carts AS c JOIN favorites AS f USING (customer);
        INSERT INTO customers VALUES (1, 'Ann', 'x');
        """)
    connection = try Connection.audience(path: path)
    try connection.restrict(to: [
      "customers": ["ID", "name"], "orders": ["customer", "total"], "favorites": ["customer", "value"],
      "baskets": ["customer", "value"],
    ])
  }

  @Test(arguments: [
    "SELECT m.\"id\", m.name FROM customers AS m WHERE typeof(m.name) = 'text' ORDER BY m.id",
    "SELECT count(*) FROM customers",
    "SELECT id FROM customers AS m WHERE (SELECT coalesce(sum(total), 0) FROM orders AS r WHERE r.customer = m.id) > 3",
    "SELECT value FROM favorites WHERE customer = 1",
    "SELECT value FROM baskets WHERE customer = 1", "SELECT 1 FROM customers WHERE EXISTS (SELECT 1 FROM orders)",
  ])
  func allows(sql: String) throws { _ = try connection.prepare(sql).step() }

  @Test(arguments: [
    "SELECT secret FROM customers", "SELECT * FROM customers", "SELECT rowid, secret FROM customers",
    "SELECT salary FROM payroll", "SELECT total FROM carts", "WITH x AS (SELECT salary FROM payroll) SELECT * FROM x",
    "SELECT 1 FROM (SELECT salary FROM payroll) AS x", "SELECT count(*) FROM payroll", "SELECT sql FROM sqlite_schema",
    "SELECT name FROM pragma_table_list", "PRAGMA query_only=0", "PRAGMA table_info(customers)",
    "ATTACH 'other.sqlite' AS other", "DELETE FROM customers", "UPDATE customers SET name = 'x'",
    "INSERT INTO orders VALUES (1, 2)", "CREATE TABLE x (a)", "CREATE TEMP TABLE x (a)", "DROP TABLE orders",
    "SELECT load_extension('x')", "SELECT randomblob(10) FROM customers", "SELECT random()", "SELECT sqlite_version()",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", "COMMIT", "ROLLBACK",
  ])
  func refuses(sql: String) throws {
    let error = #expect(throws: SQLiteError.self) {
      let statement = try connection.prepare(sql)
      while try statement.step() {}
    }
    #expect(error?.kind == .denied, "\(String(describing: error))")
  }

  @Test func onlyReadsEvenBeforeItIsRestricted() throws {
    let path = try scratch.database("other.sqlite", sql: "CREATE TABLE t (a)")
    let connection = try Connection.audience(path: path)
    for sql in [
      "VACUUM",
      "INSERT INTO t VALUES (1)", "ATTACH ':memory:' AS x", "PRAGMA writable_schema=1; DELETE FROM sqlite_schema",
    ] {
      #expect(throws: SQLiteError.self) { try connection.execute(sql) }
    }
  }
}
