/// How members are reached: channels, addresses and consents.
extension DiagnosticCode {
  package static let noReach = DiagnosticCode(
    "E0611", "a channel without consent",
    explanation: """
      `reach` joins an address to the consent without which it is not used. A campaign sends by a channel only \
      where the audience says how members are reached by it.
      """,
    bad: """
      audience member from members key member_id {
        device text(200)?
      }
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      audience member from members key member_id {
        device text(200)?
        push_opt_in bool
        reach push at device where push_opt_in
      }
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let badAddress = DiagnosticCode(
    "E0612", "an address of the wrong type",
    explanation: """
      E-mails go to an attribute of type `email`, text messages to a `phone`, push messages to a text that holds \
      the device's token.
      """,
    bad: """
      audience member from members key member_id {
        name text(40)
        consent bool
        reach email at name where consent
      }
      """,
    good: """
      audience member from members key member_id {
        name email?
        consent bool
        reach email at name where consent
      }
      """)

  package static let noConsent = DiagnosticCode(
    "E0613", "a reach without consent",
    explanation: """
      Nobody is written to without having been asked: `where` says which attribute holds a member's consent. Where \
      everybody in the table agreed in another way, `where yes` says so in so many words.
      """,
    bad: """
      audience member from members key member_id {
        device text(200)?
        reach push at device
      }
      """,
    good: """
      audience member from members key member_id {
        device text(200)?
        consent bool
        reach push at device where consent
      }
      """)

  package static let noChannel = DiagnosticCode(
    "E0614", "a channel that is not set up",
    explanation: """
      A channel is set up in the tenant's file: who sends, and how fast.
      """,
    bad: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
      }
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
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
      }
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let mailFooter = DiagnosticCode(
    "E0615", "mail without an address or a way out",
    explanation: """
      Every e-mail shows where its sender is and has a link to unsubscribe by. The tenant's `link_base` is where \
      those links start, the channel's `address` is what is shown.
      """,
    bad: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "Shop <hello@mail.shop.example>" }
        channel sms   { sender "SHOP" }
        channel push  { app "com.shop.example" }
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
      }
      """)

  /// Every code of this area.
  package static let reach: [DiagnosticCode] = [.noReach, .badAddress, .noConsent, .noChannel, .mailFooter]
}
