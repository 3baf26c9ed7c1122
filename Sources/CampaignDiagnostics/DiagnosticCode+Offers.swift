/// What an offer gives, and reading it.
extension DiagnosticCode {
  package static let badOffer = DiagnosticCode(
    "E0616", "an offer that does not work",
    explanation: """
      An offer takes off either a percentage or an amount of money, and has a code that can be typed in at a till.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        offer { code "HELLO", valid 7 days }
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        offer { percent_off 10%, code "HELLO", valid 7 days }
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let noOffer = DiagnosticCode(
    "E0617", "reading an offer that is not there",
    explanation: """
      `offer.…` reads the campaign's own offer, and this campaign has none.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "{offer.code}" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        offer { percent_off 10%, code "HELLO" }
        push { title "Hello", text "{offer.code}" }
      }
      """)

  /// Every code of this area.
  package static let offers: [DiagnosticCode] = [.badOffer, .noOffer]
}
