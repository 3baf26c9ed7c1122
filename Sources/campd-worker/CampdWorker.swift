import CampaignCalendar
import CampaignHandOff
import CampaignPlan
import CampaignSandbox
import CampaignVM
import Glibc

/// Evaluates one run of one tenant: reads what is asked from standard input, shuts itself in, and puts the run's messages down in the folder it was given.
///
/// It ends with 0 where both files of the run are complete and on the disk. Else standard error says why, in one line, and what is there is no run.
@main
struct CampdWorker {
  static func main() {
    // Whoever asked may be gone: then nobody will take what this would make.
    let arguments = CommandLine.arguments
    guard arguments.count >= 2, let parent = Int32(arguments[1]), ChildProcess.endWithParent(parent) else {
      end("campd starts this program itself: campd-worker NUMBER-OF-ITS-PROCESS")
    }
    if arguments.count == 5, arguments[2] == "keep" { exit(Keeper.run(path: arguments[3], folder: arguments[4])) }
    do {
      try evaluate(try EvaluationRequest(try input()))
    } catch {
      end("\(error)".split(separator: "\n").joined(separator: " "))
    }
  }

  private static func end(_ text: String) -> Never {
    say(text)
    exit(1)
  }

  private static func say(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }

  private static func input() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        guard errno == EINTR else { throw WorkerError(what: "what to evaluate can't be read") }
        continue
      }
      bytes += buffer[..<count]
    }
  }

  private static func evaluate(_ request: EvaluationRequest) throws {
    Keeper.await()
    try shutIn(request)
    let plan = try Verifier.verify(PlanDecoder.decode(request.plan))
    let zone = try request.zoneRules.withUnsafeBytes { rules throws(ZoneError) in
      try Zone(name: request.zoneName, tzif: rules)
    }
    var run = RunRequest(
      databasePath: request.audiencePath, now: request.now, zone: zone, tenantKey: request.tenantKey, name: request.run)
    run.expectedTenant = request.tenant
    run.folder = request.audienceFolder
    run.step = Int(request.step)
    if request.step > 0 { run.history = history(request, plan.plan) }
    run.events = request.events.map { EventWindow(after: $0.after, until: $0.until, answered: Set($0.answered)) }
    let sink = try SpoolSink(folder: request.outputFolder, addressKey: request.tenantKey)
    var failure: SinkError?
    var observer = RunObserver(outcome: { outcome in
      do throws(SinkError) { try sink.note(outcome) } catch { failure = failure ?? error }
    })
    // An event that is answered by nothing is not looked at again.
    observer.tellsExcluded = request.step == 0
    _ = try Machine.run(plan, run, to: sink, observer: observer)
    if let failure { throw failure }
  }

  private static func shutIn(_ request: EvaluationRequest) throws {
    var sandbox = Sandbox()
    sandbox.mayRead(request.audienceFolder)
    sandbox.mayWrite(request.outputFolder)
    do throws(Sandbox.Unavailable) { try sandbox.enter() } catch {
      say("warning: not shut in: \(error.description)")
    }
  }

  private static func history(_ request: EvaluationRequest, _ plan: Plan) -> MemberHistory {
    var history = MemberHistory()
    for entry in request.history {
      history.enter(
        member: entry.member, event: entry.event,
        run: MemberHistory.Run(campaign: plan.campaign, name: entry.run), at: entry.entered)
      for fact in entry.facts {
        guard let event = PlanEvent(rawValue: fact.event) else { continue }
        history.record(event, ofStep: Int(fact.step), member: entry.member, event: entry.event)
      }
      if entry.hasConverted { history.recordConversion(member: entry.member, event: entry.event) }
    }
    return history
  }
}

struct WorkerError: Error, CustomStringConvertible {
  var what: String
  var description: String { what }
}
