/// The form of the register's database, as the steps that lead from each version to the next.
enum RegisterSchema {
  static var version: Int64 { Int64(steps.count) }

  static let steps = [first, second]

  /// - `tenant`: the record is JSON; `key` is the tenant's own, for tokens and digests, and never changes; `revision` is the last that changed the record.
  /// - `plan`: by SHA-256, which is what a run is pinned to.
  /// - `stop`: what may not be sent; an empty campaign stands for all of a tenant's.
  /// - `command`: what somebody asked the engine to do to a ledger, and what came of it.
  /// - `audit`: each line with the digest of the line before it, so that none can be taken out or changed unseen.
  private static let first = """
    CREATE TABLE tenant(
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, key BLOB NOT NULL, record TEXT, revision INTEGER NOT NULL) STRICT;
    CREATE TABLE plan(digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE revision(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, digest TEXT NOT NULL) STRICT;
    CREATE TABLE stop(
      tenant INTEGER NOT NULL, campaign TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY(tenant, campaign)) STRICT, WITHOUT ROWID;
    CREATE TABLE command(
      id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, verb TEXT NOT NULL, arguments TEXT NOT NULL, asked INTEGER NOT NULL,
      answered INTEGER, answer TEXT) STRICT;
    CREATE INDEX unanswered ON command(id) WHERE answered IS NULL;
    CREATE TABLE audit(
      id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL, digest BLOB NOT NULL) STRICT;
    """

  /// - `tenant.running`: 0 of a tenant whom the workspace does not name any more: it runs nothing, and keeps its ledger.
  /// - `revision.origin`: where it came from, in words.
  /// - `history`: each tenant's record as each revision that changed it left it.
  /// - `held`: what waits for a signature. `entry` is the campaign as its tenant's record will have it; in the row of the empty campaign, the tenant's
  ///   whole record, of which all but the campaigns goes live with the last of them. `content` is 1 where nothing but what messages say changed.
  /// - `signature`: which plan of which campaign was signed.
  private static let second = """
    ALTER TABLE tenant ADD COLUMN running INTEGER NOT NULL DEFAULT 1;
    UPDATE tenant SET running = (revision = (SELECT max(id) FROM revision));
    ALTER TABLE revision ADD COLUMN actor TEXT NOT NULL DEFAULT '';
    ALTER TABLE revision ADD COLUMN origin TEXT NOT NULL DEFAULT '';
    CREATE TABLE history(
      tenant INTEGER NOT NULL, revision INTEGER NOT NULL, record TEXT, running INTEGER NOT NULL,
      PRIMARY KEY(tenant, revision)) STRICT, WITHOUT ROWID;
    INSERT INTO history(tenant, revision, record, running) SELECT id, revision, record, running FROM tenant;
    CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE held(
      tenant INTEGER NOT NULL, campaign TEXT NOT NULL, revision INTEGER NOT NULL, entry TEXT NOT NULL, actor TEXT NOT NULL,
      content INTEGER NOT NULL, PRIMARY KEY(tenant, campaign)) STRICT, WITHOUT ROWID;
    CREATE TABLE signature(
      tenant INTEGER NOT NULL, campaign TEXT NOT NULL, plan TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
      PRIMARY KEY(tenant, campaign, plan)) STRICT, WITHOUT ROWID;
    """
}
