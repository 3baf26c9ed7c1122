import Glibc

/// Paths as texts: absolute ones, without `.` and `..` and without a slash at the end.
package enum Paths {
  /// The file that a path names, links followed; nil, with `errno` set, where there is none.
  package static func resolved(_ path: String) -> String? {
    guard !path.utf8.contains(0), let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(validatingCString: found)
  }

  /// The current folder, links followed.
  package static func current() throws(Failure) -> String {
    guard let path = resolved(".") else {
      throw Failure("the current folder is gone or can't be read", help: "change to another folder")
    }
    return path
  }

  /// The path of `name` in a folder; `name` may have folders in it, and is not absolute.
  package static func join(_ folder: String, _ name: String) -> String {
    folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
  }

  /// The last part of a path; `/` of the root.
  package static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "/" }

  /// The folder that holds this one; nil for the root.
  package static func parent(_ path: String) -> String? {
    guard path != "/", let slash = path.lastIndex(of: "/") else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Whether `path` is `folder` or stands in it.
  package static func isInside(_ path: String, _ folder: String) -> Bool {
    path == folder || path.utf8.starts(with: (folder == "/" ? "/" : folder + "/").utf8)
  }

  /// An absolute path as a person at `current` would write it.
  package static func shown(_ path: String, from current: String) -> String {
    if path == current { return "." }
    var common = current
    var climbs = 0
    while !isInside(path, common), let parent = parent(common) {
      common = parent
      climbs += 1
    }
    // A way through the root of all says less than the absolute path.
    if common == "/", climbs > 0 { return path }
    let rest = path.utf8.count == common.utf8.count ? "" : String(path.dropFirst(common == "/" ? 1 : common.count + 1))
    let steps = Array(repeating: "..", count: climbs) + (rest.isEmpty ? [] : [rest])
    return steps.joined(separator: "/")
  }

  /// The path in `new` that a path in `old` has there; as it is, where it is not in `old`.
  static func moved(_ path: String, from old: String, to new: String) -> String {
    isInside(path, old) ? new + path.dropFirst(old.count) : path
  }

  /// By bytes, the same on every machine.
  package static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
