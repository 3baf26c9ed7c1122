/// 06xx: tenants, audiences, schedules and what stands around a message.
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

  package static let badSchedule = DiagnosticCode(
    "E0604", "a schedule that does not work",
    explanation: """
      A schedule says on which days, at what time and in whose time zone a campaign runs.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day
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

  package static let shareRange = DiagnosticCode(
    "E0606", "a share out of range",
    explanation: """
      Shares lie above 0% and go up to 100%; a holdout leaves somebody to write to.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        holdout 100% salt "hello-holdout"
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

  package static let weights = DiagnosticCode(
    "E0607", "weights that don't add to 100%",
    explanation: """
      Every member falls into exactly one variant, so the weights of two or more variants add to 100%, no more and \
      no less.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  40% { line "Hello" }
        }
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { line "Hello" }
        }
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let variantFields = DiagnosticCode(
    "E0608", "variants with different fields",
    explanation: """
      A message reads the fields of an experiment whichever variant a member has, so every variant has the same \
      ones.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { text "Hello" }
        }
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { line "Hello" }
        }
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let sharedSalt = DiagnosticCode(
    "W0609", "a salt that is used twice",
    explanation: """
      A salt decides which members fall into which share. With the same salt two draws pick the same members: the \
      holdout of one campaign would be that of the other.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        holdout 10% salt "draw"
        push { title "Hello", text "News from the shop" }
      }
      campaign goodbye {
        audience where yes
        schedule every day at 10:00
        holdout 10% salt "draw"
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        holdout 10% salt "draw"
        push { title "Hello", text "News from the shop" }
      }
      campaign goodbye {
        audience where yes
        schedule every day at 10:00
        holdout 10% salt "other-draw"
        push { title "Hello", text "News from the shop" }
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
  package static let audiences: [DiagnosticCode] = [
    .missingItem, .repeatedItem, .badSetting, .badSchedule, .shareRange, .weights, .variantFields, .sharedSalt,
    .blankText, .noReach, .badAddress, .noConsent, .noChannel, .mailFooter, .badOffer, .noOffer,
  ]
}
