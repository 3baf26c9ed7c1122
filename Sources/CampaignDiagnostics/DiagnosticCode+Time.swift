/// 132x: what proofs of times find: schedules, quiet hours, clocks, and the ends of offers.
extension DiagnosticCode {
  package static let neverRuns = DiagnosticCode(
    "E1321", "a schedule that never runs",
    explanation: """
      Between `from` and `until` there is none of the days on which the campaign runs. Both dates are included, and a \
      day of the month that a month doesn't have is its last.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every tuesday at 10:00 from 2027-03-03 until 2027-03-08
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every tuesday at 10:00 from 2027-03-03 until 2027-03-09
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let expiresInQuietHours = DiagnosticCode(
    "E1322", "messages that expire in the quiet hours",
    explanation: """
      What is due in the tenant's quiet hours waits for their end, and `expires` says how late it may be sent. Where it \
      expires before the quiet hours end, nobody ever gets it.
      """,
    bad: """
      tenant shop {
        name        "Shop"
        timezone    "Europe/Oslo"
        currency    EUR
        languages   en_GB
        audience    "audience.sqlite"
        quiet_hours 21:00 to 08:00
        channel push { app "com.shop.example" }
      }
      campaign hello {
        audience where yes
        schedule every day at 22:00
        expires  after 4 hours
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      tenant shop {
        name        "Shop"
        timezone    "Europe/Oslo"
        currency    EUR
        languages   en_GB
        audience    "audience.sqlite"
        quiet_hours 21:00 to 08:00
        channel push { app "com.shop.example" }
      }
      campaign hello {
        audience where yes
        schedule every day at 18:00
        expires  after 4 hours
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let clockChange = DiagnosticCode(
    "W1323", "a time that the clocks skip or repeat",
    explanation: """
      In spring the clocks of many zones skip an hour, in autumn they show one twice. A campaign that is due at a \
      skipped time runs at the end of the gap, at a repeated one the first time. The dates are those of the next two years; \
      what waits for the end of the quiet hours is not spoken of.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 02:30
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 03:30
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let endedOffer = DiagnosticCode(
    "W1324", "an offer that has ended",
    explanation: """
      `valid` counts from the entry, as the delays of steps do. A step that comes later than that shows its readers what \
      they can't have any more; `offer.ends` alone may be told afterwards.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        offer { percent_off 10%, code "HELLO", valid 7 days }
        push { title "Hello", text "{offer.code} until {offer.ends as date}" }
        then reminder after 10 days { push { title "Still there", text "Take {offer.code} with you" } }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        offer { percent_off 10%, code "HELLO", valid 14 days }
        push { title "Hello", text "{offer.code} until {offer.ends as date}" }
        then reminder after 10 days { push { title "Still there", text "Take {offer.code} with you" } }
      }
      """)

  package static let lateConversion = DiagnosticCode(
    "W1325", "a step that asks for conversions too late",
    explanation: """
      `conversion P within 7 days` looks for seven days. A step after that which asks for `converted` finds nothing of \
      what came later: whoever did it on the eighth day is followed up as if they hadn't.
      """,
    bad: """
      campaign hello {
        audience   where yes
        schedule   every day at 10:00
        conversion any(orders where placed after entered) within 7 days
        push { title "Hello", text "News from the shop" }
        then reminder after 14 days where not converted { push { title "Still there", text "News again" } }
      }
      """,
    good: """
      campaign hello {
        audience   where yes
        schedule   every day at 10:00
        conversion any(orders where placed after entered) within 14 days
        push { title "Hello", text "News from the shop" }
        then reminder after 14 days where not converted { push { title "Still there", text "News again" } }
      }
      """)

  /// Every code of this area.
  package static let time: [DiagnosticCode] = [
    .neverRuns, .expiresInQuietHours, .clockChange, .endedOffer, .lateConversion,
  ]
}
