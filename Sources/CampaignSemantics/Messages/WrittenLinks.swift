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
    case site(Site)
    /// Behind the colon, where a port stands or a password.
    case port(Site)
    /// The path, and what follows.
    case path
  }

  private struct Site: Hashable {
    var scheme: String
    var host = ""
    /// Where it is written: all of it, and its site.
    var whole: Span?
    var place: Span?
  }

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
    case .site, .port:
      if let value, !wrong.contains(where: { $0.span == value.span }) { wrong.append(value) }
      return .path
    case .path: return .path
    }
  }

  private mutating func read(_ text: String, _ span: Span?, after start: State) -> State {
    // Most texts have no slash, and no link begins in them.
    if case .outside(let before) = start, !text.utf8.contains(UInt8(ascii: "/")) {
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
      state = read(character, place, after: state)
      // What it begins with stands right before it.
      if case .site(var site) = state, site.host.isEmpty, let place, isVerbatim, count >= site.scheme.count + 3 {
        site.whole = Span(place.file, place.end - UInt32(site.scheme.utf8.count + 3), place.end)
        state = .site(site)
      }
    }
    return state
  }

  private mutating func read(_ character: Character, _ place: Span?, after state: State) -> State {
    switch state {
    case .outside(let before):
      let text = String((before + character.lowercased()).suffix(8))
      guard let start = Self.starts.first(where: text.hasSuffix) else { return .outside(text) }
      return .site(Site(scheme: String(start.dropLast(3))))
    case .site(var site):
      if character.isLetter || character.isNumber || character == "-" || character == "." {
        site.host += character.lowercased()
        site.whole = Self.union(site.whole, place)
        site.place = Self.union(site.place, place)
        return .site(site)
      }
      if character == ":" { return .port(site) }
    case .port:
      if character.isNumber { return state }
    case .path:
      return character.isWhitespace ? .outside("") : .path
    }
    end(state)
    return character.isWhitespace ? .outside("") : .path
  }

  /// A stop behind a site ends the sentence.
  private mutating func end(_ state: State) {
    switch state {
    case .site(let site), .port(let site):
      let name = String(site.host.reversed().drop { $0 == "." }.reversed())
      guard !name.isEmpty, let whole = site.whole, let place = site.place else { return }
      let stops = UInt32(site.host.utf8.count - name.utf8.count)
      let isTogether = place.lengthBytes == site.host.utf8.count
      func cut(_ span: Span) -> Span { isTogether ? Span(span.file, span.start, span.end - stops) : span }
      add(
        WrittenMessage.Link(
          host: name, schemes: [site.scheme], span: cut(whole), hostSpan: isTogether ? cut(place) : nil))
    case .outside, .path: return
    }
  }

  private mutating func add(_ link: WrittenMessage.Link) {
    if !links.contains(where: { $0.host == link.host && $0.span == link.span }) { links.append(link) }
  }

  private static func union(_ first: Span?, _ second: Span?) -> Span? {
    guard let first, let second, first.file == second.file else { return first ?? second }
    return first.union(second)
  }
}
