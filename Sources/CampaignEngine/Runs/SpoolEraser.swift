import CampaignHandOff
import Glibc

/// Takes messages out of a run's file, which others still need: their bytes become zeros.
enum SpoolEraser {
  /// The messages that begin at these places; a file that is gone has nothing to erase.
  static func erase(_ places: [Int64], in folder: String) throws(EngineError) {
    let path = "\(folder)/\(SpoolFiles.messages)"
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    if descriptor < 0, errno == ENOENT { return }
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    for place in places {
      var length: UInt32 = 0
      guard pread(descriptor, &length, 4, off_t(place)) == 4 else { continue }
      let zeros = [UInt8](repeating: 0, count: min(Int(UInt32(littleEndian: length)), limitBytes))
      guard zeros.isEmpty || pwrite(descriptor, zeros, zeros.count, off_t(place) + 4) == zeros.count else {
        throw failure(path)
      }
    }
    guard fsync(descriptor) == 0 else { throw failure(path) }
  }

  private static let limitBytes = 64 << 20

  private static func failure(_ path: String) -> EngineError {
    .spool(path: path, reason: String(cString: strerror(errno)))
  }
}
