import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import Testing

/// What the verifier holds of a plan that answers an event.
@Suite struct EventBindingTests {
  private func refusal(_ change: (inout Plan) -> Void) throws -> String {
    var plan = try #require(try TestWorkspace.samples.plans().first { $0.event?.name == "basket_abandoned" })
    change(&plan)
    do throws(PlanError) {
      _ = try Verifier.verify(plan)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func aSampleIsTakenAsItIs() throws {
    #expect(try refusal { _ in } == "")
    #expect(try TestWorkspace.samples.plans().count { $0.event != nil && $0.schedule == nil } >= 2)
  }

  @Test func whatWouldReadWrongIsRefused() throws {
    #expect(try refusal { $0.event?.columns = [] }.contains("no instant"))
    #expect(try refusal { $0.event?.columns[0].kind = .choice }.contains("number of texts"))
    #expect(try refusal { $0.event?.columns[0].kind = .decimal }.contains("no instant that is always known"))
    #expect(
      try refusal { plan in
        let taken = plan.event?.columns[0].register ?? 0
        plan.event?.columns[1].register = taken
      }.contains("its register"))
    #expect(try refusal { $0.event?.columns[1].soundness = 0 }.contains("taken"))
    #expect(try refusal { $0.event?.delay.days = -1 }.contains("its delay"))
    #expect(try refusal { $0.event?.delay.seconds = .max }.contains("its delay"))
    #expect(
      try refusal { $0.event?.expires = OffsetRecord(months: 0, days: -1, seconds: 0) }.contains("expires before"))
    #expect(try refusal { $0.event?.memberColumn = "" }.contains("empty"))
    #expect(try refusal { $0.event = nil }.contains("belongs to an event"))
    #expect(
      try refusal {
        $0.schedule = ScheduleRecord(
          recurrence: .daily, times: [0], bestHour: nil, zone: "UTC", memberZone: nil, from: nil, until: nil,
          repetition: .never, expires: nil)
      }.contains("a schedule too"))
  }

  /// SQL over the members can't name the event's tables.
  @Test func theEventsTablesAreNotForSQL() throws {
    let refused = try refusal { plan in
      let relation = plan.audience.relations.first { $0.owner == .event }
      plan.audience.pushed = [
        PushedClause(
          clause: 0, condition: "EXISTS (SELECT 1 FROM \"\(relation?.table ?? "")\" AS r)", unsound: nil,
          guardedCondition: nil, guards: [], isExact: false)
      ]
    }
    #expect(refused.contains("which is not declared"))
  }
}
