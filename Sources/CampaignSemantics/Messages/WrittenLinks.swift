import CampaignDiagnostics
import CampaignValues

/// Links that stand in a text as they are: phones and mail programs make links of them, so that they are held to what links
/// are held to. A link goes over the seams of branches like any word.
struct WrittenLinks {
  private(set) var links: [WrittenMessage.Link] = []
  /// Values that would decide where a link leads.
  private(set) var wrong: [ResolvedValue] = []

  /// How far a link has been read on some path.
  private enum State: Hashable {
    /// What stands before, in lower case, as far as a link may have begun in it.
    case outside(String)
    /// Behind the slashes, where the site stands.
    case site(Site)
    /// The path, and what follows.
    case path
  }

  private struct Site: Hashable {
    var scheme: String
    /// All that stands behind the slashes.
    var authority = ""
    /// The beginning of that which is a name, as phones read it.
    var host = ""
    /// Behind the name and a colon.
    var isInPort = false
    /// Whether there is nothing but a name and a port: else the site is where a browser goes, which may be elsewhere.
    var isPlain = true
    /// Where it is written: the link as far as it is plain, all of it, and its site.
    var whole: Span?
    var all: Span?
    var place: Span?
  }

  /// A browser takes a backslash for a slash, and so does this.
  private static let starts = ["https://", "http://"]
  private static let maxStates = 64

  init(in nodes: [WrittenNode]) {
    let last = read(nodes, after: [.outside("")])
    for state in last { end(state) }
    // Paths are gone through in any order.
    links.sort { ($0.span.start, $0.span.end, $0.host ?? "") < ($1.span.start, $1.span.end, $1.host ?? "") }
    wrong.sort { $0.span.start < $1.span.start }
  }

  private mutating func read(_ nodes: [WrittenNode], after start: Set<State>) -> Set<State> {
    var states = start
    for node in nodes {
      switch node {
      case .text(let text, let span): states = Set(states.map { read(text, span, after: $0) })
      case .data(let value): states = Set(states.map { read(value, after: $0) })
      case .boundary:
        for state in states { end(state) }
        states = [.outside("")]
      case .choice(let branches): states = branches.reduce(into: []) { $0.formUnion(read($1, after: states)) }
      case .loop(let body, let otherwise):
        let once = read(body, after: states)
        states = once.union(read(body, after: once)).union(otherwise.map { read($0, after: states) } ?? [])
      }
      // More ways than these are all of one kind.
      if states.count > Self.maxStates { states = Set(states.prefix(Self.maxStates)) }
    }
    return states
  }

  private mutating func read(_ value: ResolvedValue?, after state: State) -> State {
    switch state {
    case .outside:
      if let value, case .url(let host) = value.expression.type.base {
        add(WrittenMessage.Link(host: host.lowercased(), schemes: Links.schemes, isValue: true, span: value.span))
      }
      return .outside("")
    case .site:
      if let value, !wrong.contains(where: { $0.span == value.span }) { wrong.append(value) }
      return .path
    case .path: return .path
    }
  }

  private mutating func read(_ text: String, _ span: Span?, after start: State) -> State {
    // Most texts have no slash, and no link begins in them.
    if case .outside(let before) = start, !text.utf8.contains(UInt8(ascii: "/")),
      !text.utf8.contains(UInt8(ascii: "\\"))
    {
      return .outside(String((before + text.suffix(8).lowercased()).suffix(8)))
    }
    var state = start
    var offset = span?.start ?? 0
    let isVerbatim = span.map { $0.lengthBytes == text.utf8.count } ?? false
    var count = 0
    for character in text {
      let width = UInt32(character.utf8.count)
      let place = span.map { isVerbatim ? Span($0.file, offset, offset + width) : $0 }
      offset += width
      count += 1
      let next = read(character, place, after: state)
      // What it begins with stands right before it.
      if case .outside = state, case .site(var site) = next, let place, isVerbatim, count >= site.scheme.count + 3 {
        site.whole = Span(place.file, place.end - UInt32(site.scheme.utf8.count + 3), place.end)
        site.all = site.whole
        state = .site(site)
      } else {
        state = next
      }
    }
    return state
  }

  private mutating func read(_ character: Character, _ place: Span?, after state: State) -> State {
    let next: State = character.isWhitespace ? .outside("") : .path
    switch state {
    case .outside(let before):
      let text = String((before + (character == "\\" ? "/" : character.lowercased())).suffix(8))
      guard let start = Self.starts.first(where: text.hasSuffix) else { return .outside(text) }
      return .site(Site(scheme: String(start.dropLast(3))))
    case .site(let site):
      guard let scalar = character.unicodeScalars.first else { return state }
      if site.authority.isEmpty, WebHost.isSlash(scalar) { return state }
      guard !WebHost.isAuthorityEnd(scalar), !Self.endsLink(character) else {
        end(state)
        return next
      }
      return .site(Self.read(character, place, in: site))
    case .path: return next
    }
  }

  private static func read(_ character: Character, _ place: Span?, in start: Site) -> Site {
    var site = start
    site.authority.append(character)
    site.all = union(site.all, place)
    guard site.isPlain else { return site }
    let isName = character.isLetter || character.isNumber || character == "-" || character == "."
    if isName, !site.isInPort {
      site.host += character.lowercased()
      site.whole = union(site.whole, place)
      site.place = union(site.place, place)
    } else if character == ":", !site.isInPort {
      site.isInPort = true
    } else {
      site.isPlain = site.isInPort && character.isNumber
    }
    return site
  }

  /// Whether no address goes on over the character, by anybody's reading.
  private static func endsLink(_ character: Character) -> Bool {
    if character.isASCII { return character.isWhitespace || "\"<>`".contains(character) }
    return !character.isLetter && !character.isNumber && !"\u{3002}\u{FF0E}\u{FF61}\u{FF20}".contains(character)
      && !character.unicodeScalars.allSatisfy(\.properties.isDefaultIgnorableCodePoint)
  }

  /// Adds what a site leads to: where a browser goes, and the name at its beginning, where many a phone ends the link.
  private mutating func end(_ state: State) {
    guard case .site(let site) = state else { return }
    let authority = Self.withoutStops(site.authority) { !$0.isLetter && !$0.isNumber }
    let isPlain = site.isPlain || authority == site.host
    let reached = isPlain ? nil : WebHost.name(ofAuthority: authority)
    if let reached, let all = site.all {
      add(WrittenMessage.Link(host: reached, schemes: [site.scheme], span: all))
      if authority.contains("@") { return }
    }
    let name = Self.withoutStops(site.host) { $0 == "." }
    guard !name.isEmpty, let whole = site.whole, let place = site.place else { return }
    let stops = UInt32(site.host.utf8.count - name.utf8.count)
    let isTogether = place.lengthBytes == site.host.utf8.count
    func cut(_ span: Span) -> Span { isTogether ? Span(span.file, span.start, span.end - stops) : span }
    add(
      WrittenMessage.Link(
        host: WebHost.name(ofAuthority: name) ?? name, schemes: [site.scheme], span: cut(whole),
        hostSpan: isTogether ? cut(place) : nil))
  }

  /// A stop behind a site ends the sentence.
  private static func withoutStops(_ text: String, _ isStop: (Character) -> Bool) -> String {
    String(text.reversed().drop(while: isStop).reversed())
  }

  private mutating func add(_ link: WrittenMessage.Link) {
    if !links.contains(where: { $0.host == link.host && $0.span == link.span }) { links.append(link) }
  }

  private static func union(_ first: Span?, _ second: Span?) -> Span? {
    guard let first, let second, first.file == second.file else { return first ?? second }
    return first.union(second)
  }
}
