import CampaignSQLite

/// The tables of a tenant's ledger. One step for each form that the file ever had; a new form adds a step and changes none.
enum LedgerSchema {
  static var version: Int64 { Int64(steps.count) }

  static let steps = [first, second, third]

  /// What the hot tables have in common: small integer keys, rows in the order of members, no second index.
  ///
  /// - `person` and `event` are the dictionary: all else names members by number, so that forgetting one is forgetting a row.
  /// - `message`: the entry is a person, or an event where the campaign answers events. `reason` is a row of `reason`, `since` the instant of the
  ///   last change, `place` where the message lies in the run's file.
  /// - `entered`: when a person was last entered into a campaign, by which run and its instant, and when they were before.
  /// - `wave`: the messages of a run that become due together, by zone and channel; those before `cursor` were looked at.
  /// - `queue`: messages that are pending behind the cursor: tried before, or of events. From `due` on and before `until`.
  /// - `claim` and `claimed`: what is on its way, in the batches in which it is handed off. `day` is what a cap counts it under,
  ///   `standing` one of `ClaimedMessage.Standing`.
  /// - `contact`: messages that a person was sent by calendar day, for caps.
  private static let first = """
    CREATE TABLE ledger(
      one INTEGER PRIMARY KEY CHECK (one = 1), tenant TEXT NOT NULL, epoch INTEGER NOT NULL, clock INTEGER NOT NULL,
      next_claim INTEGER NOT NULL) STRICT;
    CREATE TABLE campaign(
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, activated INTEGER NOT NULL) STRICT;
    CREATE TABLE person(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE forgotten(digest BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
    CREATE TABLE event(
      id INTEGER PRIMARY KEY, campaign INTEGER NOT NULL REFERENCES campaign, key TEXT NOT NULL, person INTEGER NOT NULL,
      instant INTEGER NOT NULL, UNIQUE(campaign, key)) STRICT;
    CREATE TABLE reason(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE run(
      id INTEGER PRIMARY KEY, campaign INTEGER NOT NULL REFERENCES campaign, occurrence TEXT NOT NULL, step TEXT NOT NULL,
      answers_events INTEGER NOT NULL, plan BLOB NOT NULL, now INTEGER NOT NULL, released INTEGER, planned INTEGER NOT NULL DEFAULT 0,
      \(MessageState.allCases.map { "\($0.column) INTEGER NOT NULL DEFAULT 0" }.joined(separator: ", ")),
      UNIQUE(campaign, occurrence, step)) STRICT;
    CREATE INDEX unsettled ON run(id) WHERE pending > 0 OR claimed > 0;
    CREATE TABLE wave(
      run INTEGER NOT NULL, number INTEGER NOT NULL, channel INTEGER NOT NULL, not_before INTEGER NOT NULL,
      not_after INTEGER NOT NULL, cursor INTEGER NOT NULL, PRIMARY KEY(run, number, channel)) STRICT, WITHOUT ROWID;
    CREATE TABLE message(
      run INTEGER NOT NULL, entry INTEGER NOT NULL, state INTEGER NOT NULL, wave INTEGER NOT NULL, channel INTEGER NOT NULL,
      attempts INTEGER NOT NULL, since INTEGER NOT NULL, reason INTEGER, address INTEGER NOT NULL, place INTEGER NOT NULL,
      PRIMARY KEY(run, entry)) STRICT, WITHOUT ROWID;
    CREATE TABLE entered(
      campaign INTEGER NOT NULL, person INTEGER NOT NULL, at INTEGER NOT NULL, run INTEGER NOT NULL, before INTEGER,
      PRIMARY KEY(campaign, person)) STRICT, WITHOUT ROWID;
    CREATE TABLE queue(
      channel INTEGER NOT NULL, due INTEGER NOT NULL, run INTEGER NOT NULL, entry INTEGER NOT NULL, until INTEGER NOT NULL,
      PRIMARY KEY(channel, due, run, entry)) STRICT, WITHOUT ROWID;
    CREATE TABLE claim(
      id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, channel INTEGER NOT NULL, at INTEGER NOT NULL, key_until INTEGER,
      open INTEGER NOT NULL) STRICT;
    CREATE TABLE claimed(
      claim INTEGER NOT NULL, position INTEGER NOT NULL, run INTEGER NOT NULL, entry INTEGER NOT NULL, day INTEGER,
      until INTEGER NOT NULL, standing INTEGER NOT NULL, PRIMARY KEY(claim, position)) STRICT, WITHOUT ROWID;
    CREATE TABLE contact(
      person INTEGER NOT NULL, day INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(person, day)) STRICT, WITHOUT ROWID;
    CREATE TABLE opt_out(
      person INTEGER NOT NULL, channel INTEGER NOT NULL, since INTEGER NOT NULL, reason INTEGER NOT NULL,
      PRIMARY KEY(person, channel)) STRICT, WITHOUT ROWID;
    CREATE TABLE suppression(
      channel INTEGER NOT NULL, address INTEGER NOT NULL, since INTEGER NOT NULL, reason INTEGER NOT NULL,
      PRIMARY KEY(channel, address)) STRICT, WITHOUT ROWID;
    CREATE TABLE allowance(channel INTEGER PRIMARY KEY, period INTEGER NOT NULL, used INTEGER NOT NULL) STRICT;
    CREATE TABLE fact(
      run INTEGER NOT NULL, entry INTEGER NOT NULL, kind INTEGER NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY(run, entry, kind)) STRICT, WITHOUT ROWID;
    CREATE TABLE inbox(name TEXT PRIMARY KEY, offset INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    """

  /// Waves go by the clocks of a zone, and an event knows the run that answered it: 0 where that came to nothing. `person` is 0 where nobody
  /// entered by it.
  private static let second = """
    ALTER TABLE wave ADD COLUMN zone TEXT;
    ALTER TABLE event ADD COLUMN run INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX event_run ON event(run) WHERE run > 0;
    CREATE INDEX event_instant ON event(campaign, instant);
    """

  /// When a run was cancelled: what of it comes back from being on its way does not go again.
  private static let third = "ALTER TABLE run ADD COLUMN cancelled_at INTEGER"

  /// Brings the file to the form that this program knows, in one transaction.
  static func migrate(_ connection: Connection) throws(LedgerError) {
    let found = try LedgerError.storing { () throws(SQLiteError) in
      let statement = try connection.prepare("PRAGMA user_version")
      return try statement.step() ? statement.row.int64(0) : 0
    }
    guard found != version else { return }
    guard (0..<version).contains(found) else {
      throw .version(path: connection.path, found: found, known: version)
    }
    try LedgerError.storing { () throws(SQLiteError) in
      try connection.execute("BEGIN IMMEDIATE")
      for step in steps[Int(found)...] { try connection.execute(step) }
      try connection.execute("PRAGMA user_version=\(version); COMMIT")
    }
  }
}
