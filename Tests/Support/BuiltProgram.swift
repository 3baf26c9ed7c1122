import Foundation

/// Programs of the package's that tests start.
package enum BuiltProgram {
  /// Where one stands: beside the tests, which are a program too.
  package static func path(_ name: String) -> String {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: tests).deletingLastPathComponent().appending(path: name).path
  }
}
