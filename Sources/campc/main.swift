import ArgumentParser
import Glibc

Console.holdStreams()
// A file that grows past the process's limit is an error like any other, not its end.
signal(SIGXFSZ, SIG_IGN)

do {
  try Campc.checkCommand(CommandLine.arguments)
  var command = try Campc.parseAsRoot()
  try command.run()
} catch {
  exit(Campc.status(reporting: error))
}
