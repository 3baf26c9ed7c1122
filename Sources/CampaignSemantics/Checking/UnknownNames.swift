import CampaignDiagnostics

/// Gathers the names that nothing declares, so that one mistake is reported once, however often the name is read.
///
/// Where the nearest declared name is never read, while the unknown one is read twice or more, the declaration is taken
/// to be the one that is misspelled, and the finding stands there.
package struct UnknownNames {
  /// What a name was looked for among.
  package enum Owner: Hashable {
    case member, segment, rows, trigger
    case row(RelationID)
    case event(EventID)
    case item(CatalogID)
  }

  struct Candidate {
    var name: String
    /// The declaration's name, and whether anything reads it; asked for when all of the tenant was checked.
    var declaration: Span?
    var isRead: Bool
  }

  private struct Key: Hashable {
    var owner: Owner
    var text: String
  }

  private struct Entry {
    var key: Key
    var spans: [Span]
    /// What only the place itself knows: its experiments and rows, and the directives that could stand there.
    var localNames: [String]
  }

  private var order: [Entry] = []
  private var index: [Key: Int] = [:]

  mutating func add(_ text: String, at span: Span, in owner: Owner, localNames: [String] = []) {
    let key = Key(owner: owner, text: text)
    if let found = index[key] {
      if !order[found].spans.contains(span) { order[found].spans.append(span) }
    } else {
      index[key] = order.count
      order.append(Entry(key: key, spans: [span], localNames: localNames))
    }
  }

  /// The findings, in the order in which the names were met.
  /// `hint` says what else has the name, where something has.
  func findings(
    candidates: (Owner) -> [Candidate], ownerWords: (Owner) -> String, hint: (String) -> String?
  ) -> [Diagnostic] {
    order.map { entry in
      finding(
        entry, among: candidates(entry.key.owner), ownerWords: ownerWords(entry.key.owner), hint: hint(entry.key.text))
    }
  }

  /// What to do where nothing has nearly the name.
  private func helps(for entry: Entry, among candidates: [Candidate], hint: String?) -> [String] {
    let declared = candidates.filter { $0.declaration != nil }.map(\.name)
    if entry.key.owner == .segment {
      let others = declared.isEmpty ? [] : ["or name another; the tenant has \(declared.quotedList(limit: 8))"]
      return ["declare it: `segment \(entry.key.text) where …`"] + others
    }
    if entry.key.owner == .trigger, declared.isEmpty {
      return ["declare it in the audience: `event \(entry.key.text) from TABLE key COLUMN { … }`"]
    }
    if let hint { return [hint] }
    return declared.isEmpty ? [] : ["there is \(declared.quotedList(limit: 12))"]
  }

  private func finding(
    _ entry: Entry, among candidates: [Candidate], ownerWords: String, hint: String?
  ) -> Diagnostic {
    let written = entry.key.text
    let code: DiagnosticCode = entry.key.owner == .segment ? .unknownSegment : .unknownName
    let nearest = Suggestion.nearest(to: written, among: candidates.map(\.name) + entry.localNames)
    let candidate = nearest.flatMap { name in candidates.first { $0.name == name } }
    if let candidate, let declaration = candidate.declaration, !candidate.isRead, entry.spans.count > 1 {
      return Diagnostic(
        .misspelledDeclaration,
        "`\(candidate.name)` is never read, but `\(written)` is read \(entry.spans.count) times and not declared",
        at: declaration, notes: [Note("`\(written)` is read here first", at: entry.spans[0])],
        helps: ["did you mean to declare `\(written)`?"],
        fixes: [Fix("declare `\(written)`", replace: declaration, with: written)])
    }
    var diagnostic = Diagnostic(code, "`\(written)` is not \(ownerWords)", at: entry.spans[0])
    if let nearest {
      diagnostic.helps.append("did you mean `\(nearest)`?")
      diagnostic.fixes.append(Fix("write `\(nearest)`", entry.spans.map { Edit($0, nearest) }))
    } else {
      diagnostic.helps = helps(for: entry, among: candidates, hint: hint)
    }
    if entry.spans.count > 1 {
      diagnostic.notes.append(Note("it is read \(entry.spans.count) times, the next time here", at: entry.spans[1]))
    }
    if let declaration = candidate?.declaration {
      diagnostic.notes.append(Note("`\(candidate?.name ?? "")` is declared here", at: declaration))
    }
    return diagnostic
  }
}
