import CampaignDiagnostics
import CampaignSemantics
import CampaignSyntax
import Testing

/// A campaign comes out only where all of it was understood: nothing is left out of its audience because it was wrong elsewhere.
@Suite struct SoundnessTests {
  private static func campaign(_ name: String, _ audience: String, text: String = "News") -> String {
    """
    campaign \(name) {
      audience where \(audience)
      schedule every day at 10:00
      push { title "Hello", text "\(text)" }
    }

    """
  }

  private static func names(_ example: String) -> [String] {
    StandardTenant.check(example).tenant?.campaigns.map(\.name) ?? []
  }

  @Test func campaignsOfABrokenSegmentAreLeftOut() {
    let broken = "segment broken where spend > 5\n"
    #expect(Self.names(broken + Self.campaign("a", "in broken") + Self.campaign("b", "points > 5")) == ["b"])
    #expect(Self.names(broken + Self.campaign("a", "points > 5", text: "{if in broken}x{else}y{end}")) == [])
  }

  @Test func everyCampaignWithTheSameUnknownNameIsLeftOut() {
    let example = Self.campaign("a", "nothing > 5") + Self.campaign("b", "nothing > 5") + Self.campaign("c", "yes")
    #expect(Self.names(example) == ["c"])
  }

  @Test func campaignsThatReadAnAttributeOfNoTypeAreLeftOut() {
    let audience = """
      audience member from members key member_id {
        city  texd(40)
        device text(99)?
        consent bool
        reach push at device where consent
      }

      """
    #expect(Self.names(audience + Self.campaign("a", "city is \"Oslo\"")) == [])
  }

  @Test func whatIsLostWithoutAReasonIsReported() {
    let name = Name("hello", Span(FileID(3), 5, 10))
    let warning = Diagnostic(.sharedSalt, "a warning", at: name.span)
    let found = LossGuard.findings(lost: [name], among: [warning])
    #expect(found.map(\.code.id) == ["E1102"] && found.map(\.span) == [name.span])
    #expect(found.allSatisfy { $0.severity == .error })
    let error = Diagnostic(.badSchedule, "an error", at: Span(FileID(9), 0, 1))
    #expect(LossGuard.findings(lost: [name], among: [warning, error]).isEmpty)
    #expect(LossGuard.findings(lost: [], among: []).isEmpty)
  }

  /// A campaign that lost a part has lost it for a reason that is reported, if elsewhere, and never comes out without it.
  @Test func campaignsWithoutAChannelAreLeftOut() {
    let both = { (name: String) in
      """
      campaign \(name) {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News" }
        sms { text "News. STOP to end" }
      }

      """
    }
    let audience = """
      audience member from members key member_id {
        device text(99)?
        mobile phone?
        reach push at device where yes
      }

      """
    #expect(Self.names(audience + both("a") + both("b") + Self.campaign("c", "yes")) == ["c"])
  }

  @Test func warningsLeaveNothingOut() {
    #expect(Self.names(Self.campaign("a", "points is known")) == ["a"])
  }
}
