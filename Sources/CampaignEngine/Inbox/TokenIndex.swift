import CampaignHandOff
import Glibc

/// Which message an unsubscribe address is of: files of tokens in their order, one for each run, of which small ones are merged.
///
/// The files stand apart from the messages, which are removed once they are handed off: somebody may unsubscribe by a mail of a year ago.
final class TokenIndex {
  struct Place: Hashable {
    var run: Int64
    var entry: Int64
  }

  private struct Known {
    var number: Int64
    var count: Int
    var released: Int64

    /// Files of one tier are merged, and the merged one is of the next: each is sixteen times as large as the one before.
    var tier: Int { (Int.bitWidth - max(count, 1).leadingZeroBitCount) / 4 }
  }

  /// For so long an unsubscribe address works, at least.
  static let lifeSeconds: Int64 = 400 * 86_400
  /// So many files of a tier become one.
  private static let width = 16
  /// A file of so many tokens is merged no more: what is put in order at once must not take long.
  private static let mergedLimit = 1 << 15

  let folder: String
  /// The latest first.
  private var files: [Known] = []

  init(folder: String) {
    self.folder = folder
    for number in Self.numbers(in: folder).sorted(by: >) {
      guard let file = TokenFile(path: path(number)) else { continue }
      files.append(Known(number: number, count: file.count, released: file.released))
    }
  }

  /// How many files may have to be looked into for a token.
  var fileCount: Int { files.count }

  /// The message of a token; nothing where it is of none.
  ///
  /// There are several where a run was taken back after its tokens were put down, and planned anew: the latest first, and the ledger knows which is one.
  func find(_ token: UnsubscribeToken) -> [Place] {
    files.compactMap { TokenFile(path: path($0.number))?.place(of: token) }.sorted { $0.run > $1.run }
  }

  func path(_ number: Int64) -> String { "\(folder)/\(number)" }

  /// The number of the next file.
  var nextNumber: Int64 { (files.first?.number ?? 0) + 1 }

  /// The file of that number is complete. Where there are many small ones by now, they become one.
  func added(_ number: Int64, count: Int, released: Int64) throws(EngineError) {
    files.insert(Known(number: number, count: count, released: released), at: 0)
    while let small = tierToMerge() { try merge(small) }
  }

  private func tierToMerge() -> [Known]? {
    let tiers = Dictionary(grouping: files.filter { $0.count < Self.mergedLimit }, by: \.tier)
    return tiers.values.first { $0.count >= Self.width }
  }

  /// The others are removed when the merged one is on the disk: ended between, both are there, and say the same.
  private func merge(_ merged: [Known]) throws(EngineError) {
    let collector = TokenCollector()
    // Of a token that stands in several the latest counts, which `merged` has first.
    for file in merged.reversed() {
      for record in TokenFile(path: path(file.number))?.records ?? [] { collector.add(record) }
    }
    let number = nextNumber
    let released = merged.map(\.released).max() ?? 0
    while try !collector.put(.max, at: path(number), released: released) {}
    files.insert(Known(number: number, count: collector.count, released: released), at: 0)
    remove(Set(merged.map(\.number)))
  }

  /// Removes files of which all runs were released before an instant.
  func removeOld(before instant: Int64) { remove(Set(files.filter { $0.released < instant }.map(\.number))) }

  private func remove(_ numbers: Set<Int64>) {
    for number in numbers { unlink(path(number)) }
    files.removeAll { numbers.contains($0.number) }
  }

  private static func numbers(in path: String) -> [Int64] {
    guard let entries = opendir(path) else { return [] }
    defer { closedir(entries) }
    var numbers: [Int64] = []
    while let entry = readdir(entries) {
      // SAFETY: the name is a C string within the entry, which lives until the next call.
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let number = Int64(name) { numbers.append(number) }
    }
    return numbers
  }
}
