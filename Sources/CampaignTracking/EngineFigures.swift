import Glibc

/// The file of figures that an engine writes anew every few seconds as long as it runs.
package struct EngineFigures: Sendable {
  private let path: String
  private let secondsOfLife: Int64
  private static let limitBytes = 64 << 20

  /// Older than `secondsOfLife`, the file is of an engine that runs no more.
  package init(path: String, secondsOfLife: Int64) {
    self.path = path
    self.secondsOfLife = secondsOfLife
  }

  func isRunning(at now: Int64) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && now - Int64(status.st_mtim.tv_sec) <= secondsOfLife
  }

  func read() -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size <= Self.limitBytes else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count == bytes.count ? String(decoding: bytes, as: UTF8.self) : nil
  }
}
