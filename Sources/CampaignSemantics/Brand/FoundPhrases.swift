/// Where phrases stand in the parts of one message: a rule is asked for them when it is judged, and again for what is left of
/// it to be looked at when the message is made.
final class FoundPhrases {
  private struct Question: Hashable {
    var part: String
    var phrases: [String]
  }

  private var known: [Question: [PhraseSearch.Match]] = [:]

  /// As `PhraseSearch.matches`; `nodes` are always the same of a part.
  func matches(of phrases: [String], in part: String, _ nodes: [WrittenNode]) -> [PhraseSearch.Match] {
    let question = Question(part: part, phrases: phrases)
    if let answer = known[question] { return answer }
    let answer = PhraseSearch.matches(of: phrases, in: nodes)
    known[question] = answer
    return answer
  }
}
