/// 09xx: what is read and not compiled yet.
extension DiagnosticCode {
  package static let followedEventsUnsupported = DiagnosticCode(
    "E0904", "following up on an event",
    explanation: """
      Steps follow up on what a schedule began. In a campaign that answers an event, they and `conversion` are read \
      and checked, but not compiled yet; the finding says what to write meanwhile.
      """,
    bad: """
      audience member from members key member_id {
        device      text(200)?
        push_opt_in bool
        event basket_left from basket_events key event_id { total money(0 to 999) from total_cents in cents }
        reach push at device where push_opt_in
      }
      campaign hello {
        audience where yes
        trigger basket_left after 2 hours
        push { title "Hello", text "News from the shop" }
        then reminder after 3 days { push { title "Hello again", text "Still here" } }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        then reminder after 3 days { push { title "Hello again", text "Still here" } }
      }
      """)

  /// Every code of this area.
  package static let unsupported: [DiagnosticCode] = [.followedEventsUnsupported]
}
