/// 064x: events, and the campaigns that answer them.
extension DiagnosticCode {
  private static let audience = """
    audience member from members key member_id {
      device       text(200)?
      push_opt_in  bool

      event basket_left from basket_events key event_id {
        total      money(0 to 999)  from total_cents in cents
      }

      reach push at device where push_opt_in
    }

    """

  package static let triggerAndSchedule = DiagnosticCode(
    "E0640", "a trigger and a schedule",
    explanation: """
      A campaign either answers an event, each time that it happens, or runs on a schedule. With both, nobody could say \
      what `now` and `event` are.
      """,
    bad: audience + #"""
      campaign basket {
        trigger basket_left after 2 hours
        schedule every day at 10:00
        push { title "Hello", text "Your basket of {event.total} is waiting" }
      }
      """#,
    good: audience + #"""
      campaign basket {
        trigger basket_left after 2 hours
        push { title "Hello", text "Your basket of {event.total} is waiting" }
      }
      """#)

  package static let noTrigger = DiagnosticCode(
    "E0641", "an event where none is answered",
    explanation: """
      `event` is what a campaign with a `trigger` answers: its payload, its time, its rows. A campaign that runs on a \
      schedule has none, and neither has a segment, which several campaigns can use.
      """,
    bad: audience + #"""
      campaign basket {
        schedule every day at 10:00
        push { title "Hello", text "Your basket of {event.total} is waiting" }
      }
      """#,
    good: audience + #"""
      campaign basket {
        trigger basket_left
        push { title "Hello", text "Your basket of {event.total} is waiting" }
      }
      """#)

  package static let eventTime = DiagnosticCode(
    "E0642", "an event without an instant",
    explanation: """
      Every event happened at an instant: `event.time`, from which `after 2 hours` and `now` are counted. It is read from \
      a column `time` in seconds, unless a field `time` says otherwise; that field is a `timestamp` and never missing.
      """,
    bad: """
      audience member from members key member_id {
        event basket_left from basket_events key event_id {
          time  date  from happened_on in iso
        }
      }
      """,
    good: """
      audience member from members key member_id {
        event basket_left from basket_events key event_id {
          time  timestamp  from happened_at in iso
        }
      }
      """)

  /// Every code of this area.
  package static let events: [DiagnosticCode] = [.triggerAndSchedule, .noTrigger, .eventTime]
}
