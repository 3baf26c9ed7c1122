import CampaignHandOff
import CampaignValues
import Foundation
import Testing

@Suite struct InboxTests {
  private static let records = [
    InboxRecord(.delivered, of: .message(id: "1-2-3"), at: 1_803_981_600),
    InboxRecord(.bouncedForGood, of: .message(id: "1-2-4"), tenant: "shop", at: 1_803_981_601, detail: "5.1.1"),
    InboxRecord(.unsubscribed, of: .token(UnsubscribeToken(number: .max)), at: -1),
  ]

  /// Runs with a folder that is removed afterwards.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "inbox-\(UUID().uuidString)").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func bytes(_ folder: String) throws -> (path: String, bytes: [UInt8]) {
    let path = "\(folder)/\(try #require(try files(folder).first))"
    return (path, Array(try Data(contentsOf: URL(filePath: path))))
  }

  @Test func whatIsPutDownIsTakenInItsOrderAndOnce() throws {
    try withFolder { folder in
      let writer = try InboxWriter(folder: folder)
      try writer.append(Array(Self.records[..<2]))
      let reader = InboxReader(folder: folder)
      let first = reader.next(1)
      #expect(first.map(\.record) == [Self.records[0]])
      try writer.append([Self.records[2]])
      let rest = reader.next(10)
      #expect(rest.map(\.record) == Array(Self.records[1...]))
      #expect(rest.map(\.end) == rest.map(\.end).sorted() && rest[0].end > first[0].end)
      #expect(reader.next(10).isEmpty && reader.finished.isEmpty, "the writer may add to it")
      #expect(InboxReader(folder: folder).next(10).count == 3)
      reader.rewind()
      #expect(reader.next(10).count == 3)
    }
  }

  @Test func aFileIsFinishedWhenItsWriterIsGoneAndCanBeRemoved() throws {
    try withFolder { folder in
      try InboxWriter(folder: folder).append(Self.records)
      let other = try InboxWriter(folder: folder)
      try other.append(Self.records)
      let reader = InboxReader(folder: folder)
      #expect(reader.next(4).count == 4)
      #expect(reader.finished.count == 1)
      #expect(reader.next(4).count == 2)
      reader.remove(reader.finished)
      #expect(try files(folder).count == 1 && reader.files.count == 1)
      withExtendedLifetime(other) {}
    }
  }

  @Test func afterSoManyBytesAnotherFileFollows() throws {
    try withFolder { folder in
      var limits = InboxWriter.Limits()
      limits.fileBytes = 200
      limits.files = 3
      let writer = try InboxWriter(folder: folder, limits: limits)
      // Each fills a file.
      for _ in 0..<3 { try writer.append(Self.records + Self.records) }
      #expect(try files(folder).count == 3)
      #expect(throws: InboxError.full(folder: folder, files: 3)) { try writer.append(Self.records) }
      let reader = InboxReader(folder: folder)
      #expect(reader.next(100).count == 18)
      reader.remove(reader.finished)
      try writer.append(Self.records)
      #expect(reader.next(100).count == 3)
    }
  }

  @Test func aTornTailHidesNothingAndIsNoNews() throws {
    try withFolder { folder in
      try InboxWriter(folder: folder).append(Self.records)
      let (path, whole) = try bytes(folder)
      let ends = InboxReader(folder: folder).next(10).map { Int($0.end) }
      #expect(ends.last == whole.count)
      for count in 0..<whole.count {
        try Data(whole[..<count]).write(to: URL(filePath: path))
        let reader = InboxReader(folder: folder)
        #expect(reader.next(10).map(\.record) == Array(Self.records[..<ends.filter { $0 <= count }.count]))
        #expect(reader.finished.count == 1, "nobody writes to it any more")
      }
    }
  }

  @Test func aFlippedBitCostsOneRecordAtMost() throws {
    try withFolder { folder in
      try InboxWriter(folder: folder).append(Self.records)
      let (path, whole) = try bytes(folder)
      let ends = InboxReader(folder: folder).next(10).map { Int($0.end) }
      for place in 0..<whole.count {
        for bit in [0, 3, 7] {
          var flipped = whole
          flipped[place] ^= 1 << UInt8(bit)
          try Data(flipped).write(to: URL(filePath: path))
          let reader = InboxReader(folder: folder)
          var expected = Self.records
          // One in the head, before the first record, costs none.
          let isInHead = place < 17
          if !isInHead { expected.remove(at: ends.filter { $0 <= place }.count) }
          #expect(reader.next(10).map(\.record) == expected, "bit \(bit) of byte \(place)")
          #expect(reader.finished.count == 1 && reader.damagedBytes > 0)
        }
      }
    }
  }

  @Test func aRecordWithinARecordIsNone() throws {
    try withFolder { folder in
      try InboxWriter(folder: folder).append([Self.records[0]])
      var (path, whole) = try bytes(folder)
      let record = Array(whole[17...])
      // The same bytes in another place, as somebody might bring them in a text.
      whole.insert(contentsOf: [0] + record, at: 17)
      try Data(whole).write(to: URL(filePath: path))
      #expect(InboxReader(folder: folder).next(10).isEmpty)
    }
  }

  @Test func filesThatNobodyNamedAreRemovedLater() throws {
    try withFolder { folder in
      let writer = try InboxWriter(folder: folder)
      try writer.append(Self.records)
      for (name, age) in [("0-1.new", 120.0), ("0-2.new", 0)] {
        let path = "\(folder)/\(name)"
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
      }
      #expect(InboxReader(folder: folder).next(10).count == 3)
      #expect(try files(folder).count == 2)
    }
  }

  @Test func whatComesAtTheSameTimeIsPutDownTogether() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "inbox-\(UUID().uuidString)").path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let inbox = GroupedInbox(try InboxWriter(folder: folder))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<500 {
        group.addTask {
          try await inbox.append([InboxRecord(.clicked, of: .message(id: "1-1-\(index)"), at: Int64(index))])
        }
      }
      try await group.waitForAll()
    }
    let taken = InboxReader(folder: folder).next(1_000).map(\.record.instant)
    #expect(taken.sorted() == Array(0..<500))
  }

  @Test func whoeverBringsNewsToAFolderThatIsGoneIsNotAnswered() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "inbox-\(UUID().uuidString)").path()
    let inbox = GroupedInbox(try InboxWriter(folder: folder))
    try FileManager.default.removeItem(atPath: folder)
    await #expect(throws: InboxError.self) { try await inbox.append(Self.records) }
  }

  @Test func textsAreCutToWhatARecordHolds() {
    let long = String(repeating: "å", count: 5_000)
    var writer = BinaryWriter()
    InboxRecord(.opened, of: .message(id: long), tenant: long, at: 0, detail: long).write(to: &writer)
    #expect(writer.bytes.count < InboxRecord.limitBytes)
  }

  @Test func aTokenIsReadInEitherCaseAndNothingElseIs() throws {
    let block = SipHash128.Block(low: 0x0123_4567_89AB_CDEF, high: 0xFEDC_BA98_7654_3210)
    let text = CrockfordBase32.string(block)
    #expect(CrockfordBase32.block(Array(text.utf8)) == block)
    #expect(UnsubscribeToken(Array(text.lowercased().utf8)) == UnsubscribeToken(block))
    #expect(UnsubscribeToken(block).number == 0xEFCD_AB89_6745_2301)
    for wrong in [
      "", String(text.dropLast()), text + "0", "8" + text.dropFirst(), "U" + text.dropFirst(), "é" + text.dropFirst(2),
    ] {
      #expect(UnsubscribeToken(Array(wrong.utf8)) == nil, "\(wrong)")
    }
  }
}
