/// 09xx: what is read and not compiled yet.
extension DiagnosticCode {
  package static let stepsUnsupported = DiagnosticCode(
    "E0904", "steps",
    explanation: """
      Steps follow up on a campaign's first message, and `while` is asked again before each. The file is read and \
      checked, but not compiled yet; the finding says what to write meanwhile.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        then reminder after 3 days { push { title "Hello again", text "Still here" } }
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let conversionUnsupported = DiagnosticCode(
    "E0905", "conversions",
    explanation: """
      `conversion` says what a campaign's success is. The file is read and checked, but not compiled yet; the \
      finding says what to write meanwhile.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        conversion any(orders) within 7 days
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let uniqueCodesUnsupported = DiagnosticCode(
    "E0909", "codes of their own for each member",
    explanation: """
      `code unique` gives every member a code that nobody else has. The file is read and checked, but not compiled \
      yet; the finding says what to write meanwhile.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        offer { percent_off 10%, code unique "HELLO-" }
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        offer { percent_off 10%, code "HELLO" }
        push { title "Hello", text "News from the shop" }
      }
      """)

  /// Every code of this area.
  package static let unsupported: [DiagnosticCode] = [
    .stepsUnsupported, .conversionUnsupported, .uniqueCodesUnsupported,
  ]
}
