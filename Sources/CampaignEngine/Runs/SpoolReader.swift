import CampaignHandOff
import Glibc

/// The entries that a worker put down for a run, one after the other.
final class SpoolReader {
  let path: String
  private let base: UnsafeRawPointer
  private let sizeBytes: Int
  private var reader: BinaryReader

  /// Opens a run's entries, which have to be complete.
  init(folder: String) throws(EngineError) {
    path = "\(folder)/\(SpoolFiles.entries)"
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw .spool(path: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    let end = SpoolFiles.end
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= end.count + 4,
      let base = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED
    else { throw .spool(path: path, reason: "it is no run's file of entries") }
    self.base = UnsafeRawPointer(base)
    sizeBytes = Int(status.st_size)
    let bytes = UnsafeRawBufferPointer(start: base, count: sizeBytes)
    guard bytes.suffix(end.count).elementsEqual(end) else {
      munmap(base, sizeBytes)
      throw .spool(path: path, reason: "it is not complete")
    }
    reader = BinaryReader(UnsafeRawBufferPointer(rebasing: bytes[..<(sizeBytes - end.count - 4)]))
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: base), sizeBytes) }

  /// At most so many of the entries that come next; none at the end.
  func next(_ count: Int) throws(EngineError) -> [SpoolEntry] {
    var entries: [SpoolEntry] = []
    while entries.count < count, reader.remainingBytes > 0 {
      do throws(BinaryReader.Malformed) {
        entries.append(try SpoolEntry(&reader))
      } catch {
        throw .spool(path: path, reason: "\(error)")
      }
    }
    return entries
  }
}
