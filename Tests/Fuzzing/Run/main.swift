import CampaignFuzzing
import Foundation

// Built with `--sanitize fuzzer`, libFuzzer's own `main` takes the place of this file's, which does nothing, and calls the functions
// below: `campaign-fuzz --target=plan FOLDER…` searches, `campaign-fuzz --target=plan FILE…` feeds what was found before, and
// `campaign-fuzz --target=plan --seeds=FOLDER` writes the inputs from which a search begins.

nonisolated(unsafe) private var target = FuzzTarget.source

private func say(_ text: String) { FileHandle.standardError.write(Data("campaign-fuzz: \(text)\n".utf8)) }

/// Takes what libFuzzer leaves alone: flags with two dashes.
private func read(_ arguments: [String]) throws {
  for argument in arguments where argument.hasPrefix("--target=") {
    guard let named = FuzzTarget(rawValue: String(argument.dropFirst("--target=".count))) else {
      say("targets are \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
      exit(2)
    }
    target = named
  }
  for argument in arguments where argument.hasPrefix("--seeds=") {
    let folder = URL(filePath: String(argument.dropFirst("--seeds=".count)))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, bytes) in target.seeds { try Data(bytes).write(to: folder.appending(path: name)) }
    exit(0)
  }
}

@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>,
  _ values: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
  do { try read((0..<Int(count.pointee)).compactMap { values.pointee[$0].map { String(cString: $0) } }) } catch {
    say("\(error)")
    exit(2)
  }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  feed(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

private func feed(_ bytes: [UInt8]) {
  do throws(FuzzFinding) {
    try target.run(bytes)
  } catch {
    say("\(error)")
    abort()
  }
}
