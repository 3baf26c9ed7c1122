import CampaignSandbox
import Glibc
import SandboxCalls

// Tries one thing from within a sandbox and says what came of it, for the tests:
//
//   sandbox-probe [--read PATH]... [--write PATH]... [--none] [--listening] [--connecting] [--file-bytes N] DEED ARGUMENT...
//   sandbox-probe --hide-landlock PROGRAM ARGUMENT...
//
// `done` where the deed was done, else the name of the kernel's answer, such as `EACCES`. With --none nothing is shut in.

func answer(_ isDone: Bool) -> Never {
  let code = errno
  let names: [Int32: String] = [
    EACCES: "EACCES", EPERM: "EPERM", ENOENT: "ENOENT", EXDEV: "EXDEV", EFBIG: "EFBIG", ENOSYS: "ENOSYS",
  ]
  print(isDone ? "done" : names[code] ?? "errno \(code)")
  exit(0)
}

func usage() -> Never {
  print("usage")
  exit(2)
}

func canOpen(_ path: String, _ flags: Int32) -> Bool {
  let descriptor = open(path, flags | O_CLOEXEC, 0o600)
  if descriptor >= 0 { close(descriptor) }
  return descriptor >= 0
}

func execute(_ program: String, _ arguments: [String]) -> Bool {
  var texts: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
  defer { for text in texts { free(text) } }
  return execv(program, &texts) == 0
}

/// With a TCP socket as standard input, and an address of this machine at which nobody listens.
func canTalk(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard descriptor >= 0, dup2(descriptor, 0) == 0 else { return false }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
  }
}

func canStartThread() -> Bool {
  var thread = pthread_t()
  guard pthread_create(&thread, nil, { _ in nil }, nil) == 0 else { return false }
  return pthread_join(thread, nil) == 0
}

func make(_ call: probe_call) -> Bool {
  errno = probe_make(call)
  return errno == 0
}

func write(_ path: String, bytes: Int) -> Bool {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else { return false }
  let block = [UInt8](repeating: 0x78, count: 1_000)
  for _ in 0..<(bytes / block.count) {
    let count = Glibc.write(descriptor, block, block.count)
    // What fits is written; only the next call is refused.
    if count < 0 { return false }
  }
  return close(descriptor) == 0
}

var arguments = Array(CommandLine.arguments.dropFirst())
var sandbox = Sandbox()
var isShutIn = true
var isListening = false
var isConnecting = false
var limits = ResourceLimits()
while let option = arguments.first, option.hasPrefix("--") {
  arguments.removeFirst()
  switch option {
  case "--none": isShutIn = false
  case "--listening": isListening = true
  case "--connecting": isConnecting = true
  case "--hide-landlock":
    guard let program = arguments.first, probe_hide_landlock() == 0 else { usage() }
    answer(execute(program, Array(arguments.dropFirst())))
  default:
    guard let value = arguments.first else { usage() }
    arguments.removeFirst()
    switch option {
    case "--read": sandbox.mayRead(value)
    case "--write": sandbox.mayWrite(value)
    case "--file-bytes": limits.fileBytes = UInt64(value)
    default: usage()
    }
  }
}
if isShutIn {
  _ = limits.apply()
  do { try isListening ? sandbox.enterListening() : isConnecting ? sandbox.enterConnecting() : sandbox.enter() } catch {
    print(error.description)
    exit(3)
  }
}
let (deed, place) = (arguments.first ?? "", arguments.count > 1 ? arguments[1] : "")
switch deed {
case "read": answer(canOpen(place, O_RDONLY))
case "write": answer(canOpen(place, O_WRONLY))
case "make": answer(canOpen(place, O_WRONLY | O_CREAT | O_EXCL))
case "list": answer(opendir(place) != nil)
case "remove": answer(unlink(place) == 0)
case "truncate": answer(truncate(place, 0) == 0)
case "rename": answer(rename(place, arguments.count > 2 ? arguments[2] : "") == 0)
case "link": answer(link(place, arguments.count > 2 ? arguments[2] : "") == 0)
case "symlink": answer(symlink(place, arguments.count > 2 ? arguments[2] : "") == 0)
case "fill": answer(write(place, bytes: 100_000))
case "tcp": answer(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) >= 0)
case "listen": answer(canTalk { bind(0, $0, $1) == 0 && listen(0, 1) == 0 })
// Nobody listens there, which only a process that may connect comes to see.
case "connect": answer(canTalk { connect(0, $0, $1) == 0 || errno == ECONNREFUSED })
case "udp": answer(socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0) >= 0)
case "unix": answer(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) >= 0)
case "netlink": answer(socket(AF_NETLINK, Int32(SOCK_RAW.rawValue), 0) >= 0)
case "io_uring": answer(make(probe_io_uring))
case "execute": answer(execute("/bin/echo", ["done"]))
case "process": answer(make(probe_fork))
case "thread": answer(canStartThread())
case "trace": answer(make(probe_ptrace))
case "namespace": answer(make(probe_unshare))
case "again":
  do { try Sandbox().enter() } catch {
    print(error.description)
    exit(3)
  }
  answer(canOpen(place, O_RDONLY))
default: usage()
}
