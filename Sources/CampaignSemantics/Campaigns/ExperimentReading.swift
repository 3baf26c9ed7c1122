import CampaignDiagnostics

/// Says which experiments are drawn without being seen: no message reads them, or not in every language. What comes back from
/// such messages would count for variants that nobody could tell apart.
struct ExperimentReading {
  let context: TenantContext

  func check(_ campaign: CheckedCampaign) {
    for (index, experiment) in campaign.experiments.enumerated() where !campaign.offers(by: index) {
      let steps = campaign.steps.map { step in step.messages.map { (message: $0, reads: $0.reads(index)) } }
      guard steps.joined().contains(where: \.reads) else {
        context.report(
          .unseenExperiment, "no message reads the experiment `\(experiment.name)`", at: experiment.span,
          notes: [Note("its variants are drawn all the same, and every member gets the same texts")],
          helps: ["read one of its fields in a message, or leave the experiment out"])
        continue
      }
      for step in steps {
        for (message, reads) in step where !reads {
          guard let other = step.first(where: { $0.reads && $0.message.channel == message.channel })?.message else {
            continue
          }
          report(message, beside: other, experiment)
        }
      }
    }
  }

  private func report(_ message: CheckedMessage, beside other: CheckedMessage, _ experiment: CheckedExperiment) {
    context.report(
      .unseenExperiment,
      "the `\(message.channel.rawValue)` in `\(message.language)` reads nothing of the experiment `\(experiment.name)`",
      at: message.span,
      notes: [
        Note("the one in `\(other.language)` does", at: other.span),
        Note("members who read this one are drawn into variants all the same, and get the same text in each"),
      ],
      helps: ["read the experiment in this language too, with texts of its own"])
  }
}

extension CheckedCampaign {
  /// Whether what is offered hangs on which variant a member has: then it tells at the till, whatever a message says of it.
  fileprivate func offers(by experiment: Int) -> Bool {
    [offer?.percentOff, offer?.amountOff, offer?.minimum].contains { $0?.reads(experiment) ?? false }
  }
}

extension CheckedMessage {
  /// Whether anything in it hangs on which variant of an experiment a member has.
  fileprivate func reads(_ experiment: Int) -> Bool {
    parts.contains { $0.template.nodes.contains { $0.reads(experiment) } }
  }
}

extension TemplateNode {
  fileprivate func reads(_ experiment: Int) -> Bool {
    switch self {
    case .variant(experiment, _): true
    case .value(let e, _, _): e.reads(experiment)
    case .conditional(let branches, _) where branches.contains(where: { $0.condition.reads(experiment) }): true
    case .loop(let loop) where loop.predicate?.reads(experiment) == true: true
    case .plural(let plural) where plural.number.reads(experiment): true
    default: inner.contains { $0.reads(experiment) }
    }
  }
}

extension CheckedExpression {
  fileprivate func reads(_ experiment: Int) -> Bool {
    if case .variant(experiment, _) = kind { return true }
    return kind.children.contains { $0.reads(experiment) }
  }
}
