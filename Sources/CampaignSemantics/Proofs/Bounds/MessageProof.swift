import CampaignDiagnostics

/// What is proven of the sizes of one message, for every member that there could be.
package struct MessageProof: Sendable {
  package var step: String
  package var channel: Channel
  package var language: String
  package var parts: [PartProof]
  /// UTF-8 bytes of all parts together.
  package var bytes: Int { parts.reduce(0) { $0 + $1.bytes.most } }
}

/// What is proven of one part of a message.
package struct PartProof: Sendable {
  /// The most that there is of something, and who has it.
  package struct Bound: Sendable {
    package var most: Int
    /// What makes a member's message so large, on one line; nil where every message is.
    package var witness: String?
    /// The member.
    package var member: WitnessMember
  }

  package var part: MessagePart
  /// User-perceived characters; nil for HTML, where they mean nothing.
  package var characters: Bound?
  /// UTF-8 bytes.
  package var bytes: Bound
  /// Of an SMS.
  package var segments: Bound?
}

/// Proves the sizes of a tenant's messages, one campaign after the other.
package struct SizeProver {
  private let tenant: CheckedTenant
  private let sources: SourceMap

  package init(tenant: CheckedTenant, sources: SourceMap) {
    self.tenant = tenant
    self.sources = sources
  }

  package func proofs(of campaign: CheckedCampaign) -> [MessageProof] {
    campaign.steps.enumerated().flatMap { index, step in
      step.messages.map { message in
        let sizes = SizeContext(
          audience: tenant.audience, currency: tenant.currency, linkBase: tenant.linkBase ?? "",
          facts: facts(of: message, campaign, index), language: message.language, channel: message.channel)
        let words = SizeWords(
          audience: tenant.audience, currency: tenant.currency,
          experiments: campaign.experiments.map { (name: $0.name, variants: $0.variants.map(\.name)) },
          written: written)
        return MessageProof(
          step: step.name, channel: message.channel, language: message.language,
          parts: message.parts.map { proof($0.part, $0.template, message.channel, sizes, words) })
      }
    }
  }

  /// What is demanded of everybody who gets the message: of a later step what the entry asked is not asked again.
  private func facts(of message: CheckedMessage, _ campaign: CheckedCampaign, _ step: Int) -> [CheckedExpression] {
    let clauses = (step == 0 ? campaign.clauses : campaign.steps[step].clauses) + campaign.pickClauses
    let own = [message.condition, message.reach.consent].compactMap { $0 }.filter { $0.constantInteger == nil }
    return (clauses + campaign.standingClauses).map(\.expression) + campaign.picks.compactMap(\.predicate) + own
  }

  private func proof(
    _ part: MessagePart, _ template: CheckedTemplate, _ channel: Channel, _ sizes: SizeContext, _ words: SizeWords
  ) -> PartProof {
    func bound(_ measure: SizeMeasure) -> PartProof.Bound {
      let extreme = SizeSearch.bound(of: template.nodes, measure, .most, sizes).plain
      return self.bound(extreme?.weight.amount ?? 0, extreme, words)
    }
    let segments = channel == .sms ? SegmentBound.most(of: template.nodes, sizes) : nil
    return PartProof(
      part: part, characters: part == .html ? nil : bound(.characters), bytes: bound(.bytes),
      segments: segments.map { self.bound($0.segments, $0.extreme, words) })
  }

  private func bound(_ most: Int, _ extreme: SizeExtreme?, _ words: SizeWords) -> PartProof.Bound {
    let witness = extreme?.witness ?? .nothing
    return PartProof.Bound(most: most, witness: words.line(witness), member: WitnessMember(witness))
  }

  private func written(_ span: Span) -> String {
    guard span.file.rawValue < UInt32(clamping: sources.files.count) else { return "…" }
    let line = sources[span.file].text(span).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count <= 60 ? line : line.prefix(60) + "…"
  }
}
