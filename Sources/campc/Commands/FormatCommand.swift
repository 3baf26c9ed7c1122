import ArgumentParser
import CampaignDiagnostics
import CampaignSyntax
import CampaignWorkspace
import Glibc

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "format",
    abstract: "Lay campaign files out in the one way in which they are written.",
    discussion: """
      Give files or folders; without any, the current folder is taken. Only white space changes: the words, the comments and \
      what the texts say stay. What changed is named on standard output.

        campc format                  every campaign file below this folder
        campc format --check shop     change nothing; say what would, and exit with 1 if anything would
        campc format -                from standard input to standard output, for editors

      A file that can't be read is left as it is; what is wrong with it goes to standard error, and the command exits with 1.
      """)

  @Argument(help: "Files or folders; - is standard input.", completion: .file())
  var paths: [String] = []

  @Flag(help: "Change nothing, and exit with 1 if a file is not formatted.")
  var check = false

  func run() throws {
    if paths.contains("-") {
      guard paths.count == 1 else {
        throw Failure("`-` stands alone", help: "name files and folders in a call of their own")
      }
      return try formatInput()
    }
    var sources = SourceMap()
    var refusals: [Diagnostic] = []
    var changedCount = 0
    let files = try FormattedFile.files(paths.isEmpty ? ["."] : paths)
    for file in files {
      let source = try file.read(into: &sources)
      switch Formatter.format(source) {
      case .refused(let errors): refusals += errors
      case .formatted(let bytes):
        guard bytes != source.bytes else { continue }
        if !check { try file.replace(with: bytes) }
        try Console.write(file.shown + "\n")
        changedCount += 1
      }
    }
    if !refusals.isEmpty { report(refusals, sources) }
    let verb = check ? "not formatted" : "formatted"
    Console.error("\(changedCount) of \(files.count) \(files.count == 1 ? "file" : "files") \(verb)\n")
    if !refusals.isEmpty || (check && changedCount > 0) { throw ExitStatus.findings }
  }

  private func formatInput() throws {
    var sources = SourceMap()
    let file = sources.add(path: "standard input", bytes: try FormattedFile.readInput())
    let source = sources[file]
    switch Formatter.format(source) {
    case .refused(let errors):
      report(errors, sources)
      throw ExitStatus.findings
    case .formatted(let bytes):
      if check {
        guard bytes != source.bytes else { return }
        try Console.write("standard input\n")
        throw ExitStatus.findings
      }
      try Console.write(String(decoding: bytes, as: UTF8.self))
    }
  }

  private func report(_ errors: [Diagnostic], _ sources: SourceMap) {
    let report = DiagnosticReport(errors, in: sources)
    Console.error(report.rendered(as: .full, style: Console.style(of: STDERR_FILENO)))
    Console.error("what can't be read was left as it is\n")
  }
}
