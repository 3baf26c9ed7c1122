/// What a tenant, a channel, a campaign or any other block has to say, and how often.
extension DiagnosticCode {
  package static let missingItem = DiagnosticCode(
    "E0601", "something that is required",
    explanation: """
      A tenant says its name, time zone, currency, languages and audience; a channel says who sends; an audience \
      says its key; a campaign says when it runs and what it says.
      """,
    bad: """
      campaign hello {
        audience where yes
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

  package static let repeatedItem = DiagnosticCode(
    "E0602", "an item that stands twice",
    explanation: """
      Of most items there is one. Where two stand, it is open which of them counts.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        expires after 2 hours
        expires after 3 hours
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        expires after 2 hours
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let badSetting = DiagnosticCode(
    "E0603", "a setting that does not work",
    explanation: """
      The tenant's senders, links, quiet hours, caps and rates are checked here, so that they don't fail when \
      messages go out.
      """,
    bad: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
        channel sms   { sender "SHOP" }
        channel push  { app "com.shop.example" }
        quiet_hours 21:00 to 21:00
      }
      """,
    good: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
        channel sms   { sender "SHOP" }
        channel push  { app "com.shop.example" }
        quiet_hours 21:00 to 08:00
      }
      """)

  package static let blankText = DiagnosticCode(
    "E0610", "a text that is blank",
    explanation: """
      Here stands something that is shown or told apart, so white space alone is not enough.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        holdout 10% salt " "
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        holdout 10% salt "hello-holdout"
        push { title "Hello", text "News from the shop" }
      }
      """)

  /// Every code of this area.
  package static let tenants: [DiagnosticCode] = [.missingItem, .repeatedItem, .badSetting, .blankText]
}
