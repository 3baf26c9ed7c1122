import CampaignPlan
import CampaignVM
import Testing

/// Forged plans that would put something of their own into the headers of a mail.
@Suite struct HeaderTests {
  private func plan(
    to register: UInt16? = nil, _ change: (inout PlanBuilder, _ address: UInt16) -> Void = { _, _ in }
  ) throws -> VerifiedPlan {
    var builder = PlanBuilder(channel: .email)
    let address = builder.column("mail", .email)
    _ = builder.column("name", .text)
    builder.emit(.endFilter)
    change(&builder, address.value)
    builder.emit(.beginMessage, 0, register ?? address.value)
    for part in [PlanPart.subject, .html, .text] {
      builder.part(part) { $0.emit(.emitUnsubscribe, PlanEscape.html.rawValue) }
    }
    builder.emit(.endMessage)
    return try builder.verified()
  }

  private func refusal(
    to register: UInt16? = nil, _ change: (inout PlanBuilder, _ address: UInt16) -> Void = { _, _ in }
  ) -> String? {
    do {
      _ = try plan(to: register, change)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func anHonestPlanIsSound() throws { _ = try plan() }

  @Test(arguments: ["\n", "\r", "\r\nBcc: all@other.example", "\u{0}", "\u{85}", "\u{2028}", "\u{7F}"])
  func namesStandOnOneLine(text: String) {
    let changes: [(inout PlanBuilder) -> Void] = [
      { $0.plan.messages[0].sender = "Acme\(text) <hello@mail.acme.example>" },
      { $0.plan.messages[0].language = "en\(text)" }, { $0.plan.tenant.linkBase += text },
      { $0.plan.tenant.name += text }, { $0.plan.campaign += text },
    ]
    for change in changes {
      #expect(refusal { builder, _ in change(&builder) }?.contains("a line break") == true)
    }
  }

  @Test func aMailGoesToAnAddressThatWasRead() {
    // The first text register is the address, the second one a name.
    #expect(refusal(to: 1)?.contains("holds no e-mail address") == true)
    #expect(refusal { builder, address in builder.emit(.moveText, address, 1) }?.contains("writes the address") == true)
  }
}
