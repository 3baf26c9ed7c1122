"""Plants bugs in a copy of the sources, one at a time, and asks the simulation to find each.

    planted_bugs.py [--worlds N] [--only NAME …] [--scratch FOLDER] [--configuration debug|release]

Each is a small edit of the kind that a hurried change could make. A bug counts as found where a world ends with a finding within so many seeds; one that the
compiler or a row of this table refuses is an error of the table. Exit status: 0 all found, 1 some not found, 2 the table does not fit the sources.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEDGER = "Sources/CampaignLedger/"
ENGINE = "Sources/CampaignEngine/"
SETTLING, CLAIMING, RECOVERY = (LEDGER + f"Tick+{name}.swift" for name in ("Settling", "Claiming", "Recovery"))
TURN, FLIGHT, TENANTS = ENGINE + "Tenants/TenantEngine+Turn.swift", ENGINE + "Engine+Flight.swift", ENGINE + "Engine+Tenants.swift"

# Name, and edits: file, what stands there once, what stands there instead.
BUGS = [
    ("handed off though the commit failed", [(LEDGER + "Ledger.swift", "      isBroken = true\n      throw error\n", "      isBroken = true\n")]),
    ("claims are not synced", [(LEDGER + "Ledger.swift", '"PRAGMA synchronous=FULL" : ', '"PRAGMA synchronous=NORMAL" : ')]),
    ("every batch has the same key", [(FLIGHT, "\\(claim.epoch)-\\(claim.id)\"", "\\(claim.epoch)\"")]),
    ("a batch that goes again has another key", [(FLIGHT, "\\(claim.epoch)-\\(claim.id)\"", "\\(claim.id)-\\(claim.messages.first?.until ?? 0)\"")]),
    ("a batch goes again in part", [(RECOVERY, "messages: messages.map { known in", "messages: messages.filter(\\.isUnknown).map { known in")]),
    ("a batch goes again after its key is forgotten", [
        (RECOVERY, "messages.reduce(claim.keyUntil) {", "messages.reduce(Int64.max) {")]),
    ("a batch that could not go again goes by another", [
        (SETTLING, "if isRepeat, case .again(_, let reason) = outcome { outcome = .unknown(reason: reason) }", "_ = isRepeat")]),
    ("a batch goes again in the quiet hours", [
        (TURN, "    if let end = quietEnds.max() { return end - now }\n", "    _ = quietEnds\n")]),
    ("a batch goes again while its campaign is stopped", [
        (TURN, "    if claim.campaigns.contains(where: isStopped) { return 60 }\n", "")]),
    ("a batch goes again to who opted out", [
        (RECOVERY, "!$0.isReturned && !($0.isUnknown && $0.isUnwanted)", "!$0.isReturned")]),
    ("files of a batch that may go again are removed", [
        (LEDGER + "Ledger+Work.swift", " OR id IN (SELECT run FROM claimed) ORDER BY id", " ORDER BY id")]),
    ("caps count what was accepted only", [
        (CLAIMING, "if !terms.caps.isEmpty { try addContact(candidate.person, day: day, by: 1) }", ""),
        (SETTLING, "    if state == .failed || state == .pending { try giveBackContact(message) }",
         "    if state == .accepted, let day = message.day { try addContact(message.entry, day: day, by: 1) }")]),
    ("a cap is not given back", [(SETTLING, "if state == .failed || state == .pending { try giveBackContact", "if state == .failed { try giveBackContact")]),
    ("suppressed addresses are forgotten", [(CLAIMING, "coalesce(o.reason, s.reason)", "coalesce(o.reason, NULL)")]),
    ("opt-outs are forgotten", [(CLAIMING, "coalesce(o.reason, s.reason)", "coalesce(s.reason, NULL)")]),
    ("an address refused just before the end is written to", [
        (FLIGHT, "suppressing: outcome.reasonAgainstAddress", "suppressing: nil")]),
    ("quiet hours are forgotten at a retry", [
        (TURN, "    terms.exceptZones = clocks.quietZones(at: now)\n", ""), (TURN, "queued.map { $0 > now ? $0 : quietEnd ?? $0 }", "queued"),
        (TURN, "    let quietEnd = clocks.end(ofQuietIn: clocks.quietZones(at: now), at: now)\n", "")]),
    ("rates are not used up", [(TURN, "        rates[channel]?.use(claim.messages.count)\n", "")]),
    ("an answer is settled twice", [
        (SETTLING, "FROM claimed WHERE claim = ?1 AND position = ?2 AND standing IN (1, 4)\")", "FROM claimed WHERE claim = ?1 AND position = ?2\")")]),
    ("a slot is free before its answer is committed", [(FLIGHT, "      taken.insert(slot)\n", "      taken.insert(slot)\n      flight.free(slot)\n")]),
    ("what was handed over is sent again after the end", [
        (RECOVERY, "    case .handedOver, .answered: true\n    case .loaded, nil: false", "    case .answered: true\n    case .handedOver, .loaded, nil: false")]),
    ("what was on its way when the power went is sent again", [
        (RECOVERY, "if !isSameLife || claimedEpoch != epoch {", "if claimedEpoch != epoch {")]),
    ("the end of a queued message is ignored", [
        (CLAIMING, " AND q.due <= ?2 AND q.until > ?2 ", " AND q.due <= ?2 "), (SETTLING, "due <= ?2 AND until <= ?2 LIMIT", "due <= ?2 AND until <= ?2 - 86400 LIMIT")]),
    ("a released run is taken back at a restart", [
        (LEDGER + "Ledger+Reading.swift", "SELECT id FROM run WHERE released IS NULL ORDER", "SELECT id FROM run WHERE released IS NULL OR accepted > 0 ORDER"),
        (LEDGER + "Tick+Planning.swift", "SELECT 1 FROM run WHERE id = ?1 AND released IS NULL\", [.integer(run)]", "SELECT 1 FROM run WHERE id = ?1\", [.integer(run)]")]),
    ("a run that is taken back keeps its entries", [
        (LEDGER + "Tick+Planning.swift", "DELETE FROM entered WHERE run = ?1 AND campaign", "DELETE FROM entered WHERE run = -?1 AND campaign"),
        (LEDGER + "Tick+Planning.swift", "if last.run == run, !byEvent { return true }", "")]),
    ("repetition is ignored", [(ENGINE + "Tenants/TenantEngine+Planning.swift", "      guard mayEnter else { return }\n", "      _ = mayEnter\n")]),
    ("a stop is ignored for queued messages", [(TURN, "    terms.exceptCampaigns = stopped\n", "    terms.exceptCampaigns = []\n")]),
    ("a stop is ignored for new messages", [
        (TURN, "$0.wave.notBefore <= now && !isStopped($0.campaign)", "$0.wave.notBefore <= now")]),
    ("the clock goes back", [(ENGINE + "EngineClock.swift", "{ return (highWater, change", "{ return (time, change")]),
    ("a tenant that was mended forgets its stops", [
        (TENANTS, "      made.stopped = stopped\n", ""), (TENANTS, "    registerVersion = -1\n    try reload()", "")]),
    ("the flight file is cleared of broken tenants", [(FLIGHT, "    flight.clear(except: kept)\n", "    flight.clear()\n")]),
    ("a broken tenant is opened with messages on their way", [(TENANTS, "      } else if broken[tenant.number] == nil {\n", "      } else {\n")]),
    ("a run begins however late it is", [(ENGINE + "Tenants/TenantEngine+Runs.swift", "if run.lastStart <= now {", "if run.lastStart + 86_400 <= now {")]),
    ("a run begins before its time", [(ENGINE + "Tenants/ActiveCampaign.swift", "if occurrence.first > now { return (due, occurrence.first) }", "if occurrence.first > now + 600 { return (due, occurrence.first - 600) }")]),
]


def edited(texts, edits):
    """The texts of the files that a bug changes; raises where an edit does not fit exactly once."""
    changed = {}
    for path, old, new in edits:
        text = changed.get(path, texts[path])
        if text.count(old) != 1:
            raise SystemExit(f"planted_bugs: {path} holds {text.count(old)} times: {old.strip()!r}")
        changed[path] = text.replace(old, new)
    return changed


def build(scratch, configuration):
    command = ["swift", "build", "--configuration", configuration, "--product", "campaign-simulation"]
    result = subprocess.run(command, cwd=scratch, capture_output=True, text=True)
    if result.returncode != 0:
        lines = [line for line in (result.stdout + result.stderr).splitlines() if "error" in line]
        raise SystemExit("planted_bugs: the sources do not compile:\n" + "\n".join(lines[:10]))


def search(scratch, configuration, worlds, seed):
    program = scratch / ".build" / configuration / "campaign-simulation"
    command = [program, "--seed", str(seed), "--worlds", str(worlds), "--seconds", "600", "--brief"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=1200)
    return result.returncode, result.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--scratch", type=pathlib.Path, default=ROOT / ".build" / "planted")
    parser.add_argument("--configuration", default="release", choices=["debug", "release"])
    arguments = parser.parse_args()
    paths = sorted({path for _, edits in BUGS for path, _, _ in edits})
    texts = {path: (ROOT / path).read_text() for path in paths}
    plans = [(name, edited(texts, edits)) for name, edits in BUGS]
    if arguments.only:
        plans = [plan for plan in plans if any(word in plan[0] for word in arguments.only)]
    scratch = arguments.scratch
    scratch.mkdir(parents=True, exist_ok=True)
    for folder in ("Sources", "Tests"):
        shutil.copytree(ROOT / folder, scratch / folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".venv"))
    for file in ("Package.swift", "Package.resolved"):
        if (ROOT / file).exists():
            shutil.copy2(ROOT / file, scratch / file)
    build(scratch, arguments.configuration)
    code, said = search(scratch, arguments.configuration, min(arguments.worlds, 10), arguments.seed)
    if code != 0:
        raise SystemExit(f"planted_bugs: without a bug the simulation finds\n{said}")
    missed = 0
    print(f"{'bug':56} {'found':6} {'s':>5}  by", flush=True)
    for name, changed in plans:
        for path, text in changed.items():
            (scratch / path).write_text(text)
        build(scratch, arguments.configuration)
        began = time.monotonic()
        code, said = search(scratch, arguments.configuration, arguments.worlds, arguments.seed)
        seconds = time.monotonic() - began
        missed += code == 0
        shown = said.splitlines()[0][:110] if code else ""
        print(f"{name:56} {'no' if code == 0 else 'yes':6} {seconds:5.0f}  {shown}", flush=True)
        for path in changed:
            (scratch / path).write_text(texts[path])
    print(f"{len(plans) - missed} of {len(plans)} found")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
