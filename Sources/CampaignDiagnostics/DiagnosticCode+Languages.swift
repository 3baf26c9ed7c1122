/// Which language a member reads, and in which a message is written.
extension DiagnosticCode {
  package static let languageChoice = DiagnosticCode(
    "E0630", "a language that nobody could be found to read",
    explanation: """
      A tenant with several languages says which attribute holds a member's: a choice whose options are languages. A \
      member whose language is missing, or is none of the tenant's, reads the default: the one after `otherwise`, or \
      the first.
      """,
    bad: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB, nb_NO by member.tier otherwise en_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
        channel sms   { sender "SHOP" }
        channel push  { app "com.shop.example" }
      }
      """,
    good: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB, nb_NO by member.language otherwise en_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
        channel sms   { sender "SHOP" }
        channel push  { app "com.shop.example" }
      }
      audience member from members key member_id {
        language      choice(en_GB "en", nb_NO "no")?
        email_address email?
        email_opt_in  bool
        reach email at email_address where email_opt_in
      }
      """)

  package static let noDefaultLanguage = DiagnosticCode(
    "E0631", "a message that is not in the default language",
    explanation: """
      A channel that is written in some languages is written in the default one too: it is for everybody whose own \
      language is missing, or is none of those that the message is written in.
      """,
    bad: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB, nb_NO by member.language
        audience  "audience.sqlite"
        channel push { app "com.shop.example" }
      }
      audience member from members key member_id {
        language    choice(en_GB, nb_NO)?
        device      text(200)?
        push_opt_in bool
        reach push at device where push_opt_in
      }
      campaign hello {
        schedule every day at 10:00
        push in nb_NO { title "Hei", text "Nytt fra butikken" }
      }
      """,
    good: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB, nb_NO by member.language
        audience  "audience.sqlite"
        channel push { app "com.shop.example" }
      }
      audience member from members key member_id {
        language    choice(en_GB, nb_NO)?
        device      text(200)?
        push_opt_in bool
        reach push at device where push_opt_in
      }
      campaign hello {
        schedule every day at 10:00
        push          { title "Hello", text "News from the shop" }
        push in nb_NO { title "Hei", text "Nytt fra butikken" }
      }
      """)

  /// Every code of this area.
  package static let languages: [DiagnosticCode] = [.languageChoice, .noDefaultLanguage]
}
