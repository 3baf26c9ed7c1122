extension Sandbox {
  /// What the system's libraries read of the machine when a process has several threads: Dispatch ends one that can't read of its own. Landlock keeps
  /// what others have in `/proc` from being read.
  package mutating func mayUseThreads() {
    for path in ["/proc", "/sys/devices/system/cpu", "/sys/fs/cgroup"] { mayRead(path) }
  }

  /// What the name of a host is looked up by.
  package mutating func mayLookUpHosts() {
    for path in [
      "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/resolv.conf", "/run/systemd/resolve",
      "/run/resolvconf", "/lib", "/lib64", "/usr/lib",
    ] { mayRead(path) }
  }

  /// By which the certificate of a server is held to be right.
  package mutating func mayReadAuthorities() {
    for path in [
      "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
    ] {
      mayRead(path)
    }
  }
}
