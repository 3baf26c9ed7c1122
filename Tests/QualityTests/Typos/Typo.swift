import CampaignDiagnostics
import CampaignTestSupport

/// One wrong key in one word of a workspace.
struct Typo: Sendable {
  enum Kind: String, CaseIterable, Sendable { case deletion, duplication, transposition, neighbor }

  let kind: Kind
  let site: TypoSites.Site
  let written: String

  /// The span of the damaged word in the damaged file.
  var span: Span { Span(site.span.file, site.span.start, site.span.start + UInt32(written.utf8.count)) }

  var damagedBytes: [UInt8] {
    var bytes = site.file.bytes
    bytes.replaceSubrange(Int(site.span.start)..<Int(site.span.end), with: Array(written.utf8))
    return bytes
  }

  var description: String {
    let place = site.file.location(at: site.span.start)
    return "\(kind.rawValue) `\(site.word)` → `\(written)` at \(site.file.path):\(place.line):\(place.column)"
  }

  /// A typo at one of the sites; words that mean something are not made.
  static func random(_ sites: TypoSites, using generator: inout some RandomNumberGenerator) -> Typo {
    while true {
      let site = sites.sites[Int.random(in: 0..<sites.sites.count, using: &generator)]
      let kind = Kind.allCases[Int.random(in: 0..<Kind.allCases.count, using: &generator)]
      let written = edited(site.word, kind, using: &generator)
      if let written, written != site.word, !sites.vocabulary.contains(written) {
        return Typo(kind: kind, site: site, written: written)
      }
    }
  }

  private static func edited(_ word: String, _ kind: Kind, using generator: inout some RandomNumberGenerator) -> String?
  {
    var letters = Array(word)
    let at = Int.random(in: 0..<letters.count, using: &generator)
    switch kind {
    case .deletion: letters.remove(at: at)
    case .duplication: letters.insert(letters[at], at: at)
    case .transposition:
      guard at + 1 < letters.count else { return nil }
      letters.swapAt(at, at + 1)
    case .neighbor:
      guard let near = neighbors[letters[at]] else { return nil }
      letters[at] = near[Int.random(in: 0..<near.count, using: &generator)]
    }
    // A name can't begin with a digit, so that is another mistake.
    return letters.first?.isNumber == true ? nil : String(letters)
  }

  /// The letters beside and above or below each on a QWERTY keyboard.
  private static let neighbors: [Character: [Character]] = {
    let rows: [[Character]] = [Array("qwertyuiop"), Array("asdfghjkl"), Array("zxcvbnm")]
    var result: [Character: [Character]] = [:]
    for (y, row) in rows.enumerated() {
      for (x, letter) in row.enumerated() {
        var near: [Character] = []
        for (dy, dx) in [(0, -1), (0, 1), (-1, 0), (-1, 1), (1, -1), (1, 0)] {
          if rows.indices.contains(y + dy), rows[y + dy].indices.contains(x + dx) { near.append(rows[y + dy][x + dx]) }
        }
        result[letter] = near
      }
    }
    return result
  }()
}
