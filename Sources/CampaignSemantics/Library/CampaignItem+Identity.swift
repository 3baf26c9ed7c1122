import CampaignDiagnostics
import CampaignSyntax

extension CampaignItem {
  /// What an item is, so that one of a template and one of a campaign are known for the same.
  struct Identity {
    /// Of one message: the way to it, as in `email.subject`.
    var key: String
    var words: String
    var span: Span
  }

  var identity: Identity {
    switch self {
    case .goal(_, let keyword): Identity(key: "goal", words: "a goal", span: keyword)
    case .audience(_, _, let span): Identity(key: "audience", words: "an audience", span: span)
    case .schedule(let schedule): Identity(key: "schedule", words: "a schedule", span: schedule.span)
    case .trigger(_, _, let span): Identity(key: "trigger", words: "a trigger", span: span)
    case .repeat(_, let span): Identity(key: "repeat", words: "`repeat`", span: span)
    case .expires(_, let span): Identity(key: "expires", words: "`expires`", span: span)
    case .holdout(_, _, let span): Identity(key: "holdout", words: "a holdout", span: span)
    case .experiment(let experiment):
      Identity(
        key: "experiment \(experiment.name.text)", words: "an experiment `\(experiment.name.text)`",
        span: experiment.name.span)
    case .offer(let offer): Identity(key: "offer", words: "an offer", span: offer.span)
    case .pick(let pick):
      Identity(key: "pick \(pick.name.text)", words: "a pick `\(pick.name.text)`", span: pick.name.span)
    case .whileCondition(_, let span): Identity(key: "while", words: "`while`", span: span)
    case .conversion(_, _, let span): Identity(key: "conversion", words: "a conversion", span: span)
    case .priority(_, let span): Identity(key: "priority", words: "a priority", span: span)
    case .message(let message):
      Identity(
        key: message.language.map { "\(message.channel.text).\($0.text)" } ?? message.channel.text,
        words: "a message by `\(message.channel.text)`" + (message.language.map { " in `\($0.text)`" } ?? ""),
        span: message.channel.span)
    case .step(let step): Identity(key: step.name.text, words: "a step `\(step.name.text)`", span: step.name.span)
    case .replace(let path, _, let span): Identity(key: "replace \(path.text)", words: "`replace`", span: span)
    case .needs(let name, _, let span): Identity(key: "needs \(name.text)", words: "`needs`", span: span)
    }
  }

  var isAudience: Bool {
    if case .audience = self { true } else { false }
  }
}
