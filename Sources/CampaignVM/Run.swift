import CampaignPlan
import CampaignSQLite

/// One run: an open audience, a program, and where the messages go. Its workers share it, and speak to it one at a time.
///
/// Unchecked: what changes is changed by the one worker whose turn it is.
final class Run: @unchecked Sendable {
  let plan: Plan
  let request: RunRequest
  let program: StepProgram
  let sink: any MessageSink
  let codes: (any CodeSink)?
  let observer: RunObserver
  let form: OutputForm
  let history: HistoryImage?
  /// Of what outlives the workers.
  let memory = RunMemory()
  /// Of a database; they read the same state of it, and only the first is used where the run can't be shared.
  private let connections: [Connection]
  private var account: RunAccount
  /// Members in the table, where the observer is told of the progress.
  private var total = 0
  private var emitted = 0

  init(
    _ plan: Plan, _ program: StepProgram, _ request: RunRequest, _ connections: [Connection], _ sink: any MessageSink,
    _ codes: (any CodeSink)?, _ observer: RunObserver
  ) {
    self.plan = plan
    self.program = program
    self.request = request
    self.connections = connections
    self.sink = sink
    self.codes = codes
    self.observer = observer
    form = sink.form
    history = HistoryImage(request, memory: memory)
    account = RunAccount(plan)
  }

  /// Runs the members of the database that is open.
  func execute(_ query: AudienceQuery) throws(RunError) -> RunSummary {
    if observer.progress != nil {
      total = try RunError.reading { () throws(SQLiteError) in try query.countAll(connections[0], request) }
    }
    return summary(try canBeShared(query) ? runShared(query) : runAlone(query))
  }

  /// Runs members that are given.
  func execute(_ source: some AudienceSource) throws(RunError) -> RunSummary {
    var source = source
    let worker = MemberWorker(self)
    try worker.work(&source)
    return summary(worker.tally)
  }

  private func summary(_ tally: RunTally) -> RunSummary {
    var summary = RunSummary()
    summary.bad = account.bad
    tally.close(plan, rows: account.rows, limit: request.limit, into: &summary)
    summary.read = account.read
    summary.excludedBySQL = summary.read - account.rows
    summary.quarantined = account.quarantined
    summary.badValues = account.badValues.list
    account.breaches.close(into: &summary)
    summary.skippedByOutput = sink.skipped
    return summary
  }

  private func runAlone(_ query: AudienceQuery) throws(RunError) -> RunTally {
    let worker = try MemberWorker(self, connections[0], query, ranges: nil, turns: nil)
    try worker.work()
    return worker.tally
  }

  /// One range goes to one worker, the next to whoever asks next; this thread works too.
  private func runShared(_ query: AudienceQuery) throws(RunError) -> RunTally {
    let ranges = KeyRanges()
    let turns = Turns()
    var workers: [MemberWorker] = []
    for connection in connections {
      workers.append(try MemberWorker(self, connection, query, ranges: ranges, turns: turns))
    }
    let work: @Sendable (MemberWorker) -> Void = { worker in
      do throws(RunError) { try worker.work() } catch { turns.fail(error) }
    }
    let threads = workers.dropFirst().compactMap { worker in
      let handed = Handed(worker)
      return WorkerThread { work(handed.worker) }
    }
    work(workers[0])
    for thread in threads { thread.join() }
    try turns.check()
    var tally = workers[0].tally
    for worker in workers.dropFirst() { tally.add(worker.tally) }
    return tally
  }

  /// Whether several workers make the same of it as one: lines, without a limit that ends them, of members whom an index finds by ranges.
  private func canBeShared(_ query: AudienceQuery) throws(RunError) -> Bool {
    guard connections.count > 1, form == .jsonLines, codes == nil, observer.trace == nil, request.limit == nil,
      request.memberKey == nil
    else { return false }
    return try RunError.reading { () throws(SQLiteError) in
      guard try query.readsRanges(connections[0]) else { return false }
      return try KeyRanges.areWorthwhile(query, connections[0])
    }
  }
}

/// A worker that is handed over to its thread.
private struct Handed: @unchecked Sendable {
  let worker: MemberWorker
  init(_ worker: MemberWorker) { self.worker = worker }
}

extension Run {
  /// Adds a range's account; in its turn.
  func close(_ next: inout RunAccount, emitted: Int) throws(RunError) {
    let maxRows = request.maxRows ?? .max
    guard account.rows + next.rows <= maxRows else { throw .tooManyRows(maxRows) }
    try OversizedMembers.check(account.oversized + next.oversized, request.databasePath)
    if let tell = observer.outcome { for outcome in next.outcomes { tell(outcome) } }
    account.take(&next)
    self.emitted += emitted
    if connections.count > 1 { tellProgress(rows: account.rows, emitted: self.emitted) }
  }

  func tellProgress(rows: Int, emitted: Int) {
    observer.progress?(RunObserver.Progress(rows: rows, members: total, emitted: emitted))
  }

  func checkInterruption() throws(RunError) {
    try request.interruption?.check(connections.first?.path ?? request.databasePath)
  }
}
