import CampaignValues

/// Where a link or an image leads: what of it is written, what is data, and whether data stands only where it can't lead elsewhere.
struct Destination {
  private(set) var parts: [DestinationPart] = []
  private(set) var host: String?
  private(set) var problem: MarkdownProblem.Kind?
  /// The value that stands in the scheme or host.
  private(set) var wrongValue: Int?
  private(set) var seen: [Int] = []
  /// Directives in it.
  private(set) var directives: [Int] = []

  var shown: [MarkdownLink.Part] {
    parts.map { part in
      switch part {
      case .literal(let text): .literal(text)
      case .value(let id, _): .value(id)
      }
    }
  }

  /// `url` is as the parser gives it: escapes are resolved, markers are in it.
  init(_ url: String, in source: MarkedSource, isImage: Bool) {
    split(url, source)
    guard directives.isEmpty else { return }
    if parts.count == 1, case .value(let id, _) = parts[0] {
      parts[0] = .value(id, .wholeURL)
      return
    }
    guard case .literal(let start)? = parts.first else {
      if case .value(let id, _)? = parts.first { wrongValue = id }
      problem = wrongValue == nil ? .missingScheme : .valueInHost
      return
    }
    check(start, isImage: isImage)
  }

  private mutating func split(_ url: String, _ source: MarkedSource) {
    var run = ""
    for scalar in url.unicodeScalars {
      guard scalar != MarkedSource.frame else { continue }
      guard let index = source.marker(scalar) else {
        run.unicodeScalars.append(scalar)
        continue
      }
      seen.append(index)
      switch source.markers[index] {
      case .literal(let character): run += character
      case .value(let id):
        if !run.isEmpty { parts.append(.literal(run)) }
        run = ""
        parts.append(.value(id, .urlComponent))
      case let marker:
        if let id = marker.directive { directives.append(id) }
      }
    }
    if !run.isEmpty { parts.append(.literal(run)) }
  }

  private mutating func check(_ start: String, isImage: Bool) {
    let firstValue: Int? = parts.count > 1 ? valueID(parts[1]) : nil
    guard let colon = start.firstIndex(of: ":"), Self.isScheme(start[..<colon]) else {
      (problem, wrongValue) =
        firstValue == nil || start.contains("/") ? (.missingScheme, nil) : (.valueInHost, firstValue)
      return
    }
    let scheme = start[..<colon].lowercased()
    switch scheme {
    case "http", "https": checkHost(start[start.index(after: colon)...], firstValue)
    case "mailto" where !isImage, "tel" where !isImage:
      if firstValue != nil, scheme == "tel" || !start.contains("?") {
        (problem, wrongValue) = (.valueInHost, firstValue)
      }
    default: problem = .unsafeScheme(scheme)
    }
  }

  private mutating func checkHost(_ rest: Substring, _ firstValue: Int?) {
    guard rest.hasPrefix("//") else {
      problem = .invalidHost(reached: WebHost.name(ofAddress: "https:" + rest))
      return
    }
    let authority = rest.dropFirst(2)
    let end = authority.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" }
    if end == nil, let firstValue {
      (problem, wrongValue) = (.valueInHost, firstValue)
      return
    }
    let written = String(authority[..<(end ?? authority.endIndex)])
    host = Self.isPlain(written) ? WebHost.name(ofAuthority: written) : nil
    if host == nil { problem = .invalidHost(reached: WebHost.name(ofAddress: "https:" + rest)) }
  }

  /// Whether it is a name, and a port: nothing that makes a site look like another.
  private static func isPlain(_ authority: String) -> Bool {
    let pieces = authority.split(separator: ":", omittingEmptySubsequences: false)
    var name = pieces[0]
    if name.hasSuffix(".") { name.removeLast() }
    return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      !label.isEmpty && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
    } && (pieces.count == 1 || pieces.count == 2 && pieces[1].allSatisfy { ("0"..."9").contains($0) })
  }

  private func valueID(_ part: DestinationPart) -> Int? {
    if case .value(let id, _) = part { id } else { nil }
  }

  private static func isScheme(_ text: Substring) -> Bool {
    guard let first = text.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic else { return false }
    return text.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "+" || $0 == "-" || $0 == ".")
    }
  }
}
