/// Plurals in the texts of messages.
extension DiagnosticCode {
  package static let missingForm = DiagnosticCode(
    "E0740", "a plural without a form that its language needs",
    explanation: """
      Languages tell numbers apart in their own ways: English by one and all others, Polish by one, a few and many. \
      Every form of the message's language that a number within its bounds can have is written out.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "News", text "You have {plural points one "one point"}" }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "News", text "You have {plural points one "one point" other "{n} points"}" }
      }
      """#)

  package static let repeatedForm = DiagnosticCode(
    "E0741", "a plural with a form that stands twice",
    explanation: "A number has one form, so there can be one text for it.",
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "News", text "You have {plural points one "a point" one "one point" other "{n} points"}" }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "News", text "You have {plural points one "one point" other "{n} points"}" }
      }
      """#)

  package static let unusedForm = DiagnosticCode(
    "W0742", "a plural form that its language does not have",
    explanation: """
      The forms are those of the message's language, not numbers: in English nothing is `zero`, `two` or `few`, so \
      such a text is never shown. For one number alone there is `{if points is 0}`.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "News", text "You have {plural points zero "no points" one "one point" other "{n} points"}" }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push {
          title "News"
          text  "You have {if points is 0}no points{else}{plural points one "one point" other "{n} points"}{end}"
        }
      }
      """#)

  package static let formWithoutNumber = DiagnosticCode(
    "W0743", "a plural form that leaves out its number",
    explanation: """
      A form may stand for several numbers: French `one` for 0 and 1, Russian `one` for 1, 21 and 31. Where other forms \
      show the number, one that doesn't would say one thing of all of them.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "News", text "You have {plural points one "{n} point" other "many points"}" }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "News", text "You have {plural points one "one point" other "{n} points"}" }
      }
      """#)

  package static let unsupportedPlural = DiagnosticCode(
    "E0744", "a language whose plurals have no form in a plan",
    explanation: """
      A plan goes by the last two digits of a number and by whole millions, which is all that languages look at, but \
      for Cornish, which also tells thousands apart.
      """,
    bad: #"""
      tenant shop {
        name      "Shop"
        timezone  "Europe/London"
        currency  EUR
        languages kw_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
        channel sms   { sender "SHOP" }
        channel push  { app "com.shop.example" }
      }
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "News", text "You have {plural points one "one point" other "{n} points"}" }
      }
      """#,
    good: #"""
      tenant shop {
        name      "Shop"
        timezone  "Europe/London"
        currency  EUR
        languages kw_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
        channel sms   { sender "SHOP" }
        channel push  { app "com.shop.example" }
      }
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "News", text "You have {if points is 1}one point{else}{points} points{end}" }
      }
      """#)

  /// Every code of this area.
  package static let plurals: [DiagnosticCode] = [
    .missingForm, .repeatedForm, .unusedForm, .formWithoutNumber, .unsupportedPlural,
  ]
}
