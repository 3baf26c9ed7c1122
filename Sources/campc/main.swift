import ArgumentParser
import Glibc

do {
  var command = try Campc.parseAsRoot()
  try command.run()
} catch {
  exit(Campc.status(reporting: error))
}
