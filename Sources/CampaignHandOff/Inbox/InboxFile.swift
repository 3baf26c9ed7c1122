import CampaignValues
import Glibc

/// The form of the inbox's files: a line that says what they are, then records, each behind its length and its digest.
///
/// A file has one writer, which holds a lock on it as long as it lives and never comes back to it. The digest counts in the place of the record, so that
/// nothing within a record is ever taken for one.
enum InboxFile {
  static let head: [UInt8] = Array("campaign inbox 1\n".utf8)
  static let frameBytes = 12
  /// Of files that are not complete enough to be read.
  static let newSuffix = ".new"

  static func append(_ record: InboxRecord, to bytes: inout [UInt8], at offset: Int) {
    var body = BinaryWriter()
    record.write(to: &body)
    var frame = BinaryWriter()
    frame.integer(UInt32(body.bytes.count))
    frame.integer(XXH64.hash(body.bytes, seed: UInt64(offset)))
    bytes += frame.bytes
    bytes += body.bytes
  }

  /// The record that stands at a place, and where it ends; nil where none does.
  static func record(
    in bytes: UnsafeRawBufferPointer, at index: Int, offset: Int
  ) -> (record: InboxRecord, end: Int)? {
    guard bytes.count - index >= frameBytes else { return nil }
    let length = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self)))
    let start = index + frameBytes
    guard (1...InboxRecord.limitBytes).contains(length), bytes.count - start >= length else { return nil }
    let body = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + length)])
    let digest = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index + 4, as: UInt64.self))
    guard XXH64.hash(body, seed: UInt64(offset)) == digest else { return nil }
    var reader = BinaryReader(body)
    guard let record = try? InboxRecord(&reader) else { return nil }
    return (record, start + length)
  }

  /// The names of a folder's files that end, or don't end, with a suffix, in their order.
  static func names(in folder: String) -> [String] {
    guard let entries = opendir(folder) else { return [] }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
      // SAFETY: the name is a C string within the entry, which lives until the next call.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes names of files that were added or taken away last.
  static func sync(folder: String) -> Bool {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }
}
