/// 03xx: names.
extension DiagnosticCode {
  package static let unknownName = DiagnosticCode(
    "E0301", "a name that nothing declares",
    explanation: """
      A condition or a message reads a name that is neither an attribute of the audience, nor a field of the rows \
      at hand, nor one of the language's own names (`now`, `today`, `tenant`, `campaign`, `offer`). A name that is \
      read in several places is reported once.
      """,
    bad: "segment chosen where frist_name is known",
    good: "segment chosen where first_name is known")

  package static let unknownSegment = DiagnosticCode(
    "E0302", "a segment that nothing declares",
    explanation: """
      `in` asks whether a member is in a segment of the same tenant. Order never matters, but the segment has to \
      be declared in one of the tenant's files.
      """,
    bad: """
      segment regulars where points > 500
      campaign hello {
        audience where in regular
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      segment regulars where points > 500
      campaign hello {
        audience where in regulars
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let wrongKind = DiagnosticCode(
    "E0303", "a name of another kind",
    explanation: """
      The name is declared, but as something else: a related table is no single value, a segment is no attribute, \
      and a row is not one of its fields.
      """,
    bad: "segment chosen where orders > 3",
    good: "segment chosen where count(orders) > 3")

  package static let declaredTwice = DiagnosticCode(
    "E0304", "two declarations of one name",
    explanation: """
      Names are identity: two declarations of one name would leave open which of them counts.
      """,
    bad: """
      segment regulars where points > 500
      segment regulars where points > 900
      """,
    good: """
      segment regulars where points > 500
      segment loyal    where points > 900
      """)

  package static let builtInName = DiagnosticCode(
    "E0305", "a name that the language has for itself",
    explanation: """
      `now`, `today`, `tenant`, `campaign`, `offer` and `event` mean the same in every condition, and so does the \
      name of a member. An attribute or an experiment with such a name could not be read.
      """,
    bad: """
      audience member from members key member_id {
        today date
        push_opt_in bool
        device text(99)?
        reach push at device where push_opt_in
      }
      """,
    good: """
      audience member from members key member_id {
        day date
        push_opt_in bool
        device text(99)?
        reach push at device where push_opt_in
      }
      """)

  package static let unknownType = DiagnosticCode(
    "E0306", "a type that does not exist",
    explanation: """
      An attribute's type says which values its column may have. The types are `text(N)`, `int`, `decimal`, \
      `money`, `percent`, `bool`, `date`, `timestamp`, `time`, `duration`, `timezone`, `email`, `phone`, `url on \
      "host"`, `choice(…)` and `set of … up to N`.
      """,
    bad: """
      audience member from members key member_id {
        city string(40)
      }
      """,
    good: """
      audience member from members key member_id {
        city text(40)
      }
      """)

  package static let unknownChoice = DiagnosticCode(
    "E0307", "a choice that was not declared",
    explanation: """
      A `choice` has the values that its declaration lists, and is compared with them by name.
      """,
    bad: "segment chosen where tier is goldd",
    good: "segment chosen where tier is gold")

  package static let unknownZone = DiagnosticCode(
    "E0308", "a time zone that does not exist",
    explanation: """
      Time zones are named as in the IANA database: a region and a city, such as `Europe/Oslo`, or `UTC`. \
      Abbreviations like `CET` or `EST` don't say when clocks change.
      """,
    bad: """
      tenant shop {
        name      "Shop"
        timezone  "Oslo"
        currency  EUR
        languages en_GB
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
        languages en_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
        channel sms   { sender "SHOP" }
        channel push  { app "com.shop.example" }
      }
      """)

  package static let unknownCurrency = DiagnosticCode(
    "E0309", "a currency that does not exist",
    explanation: """
      Currencies are the three letters of ISO 4217, in capitals.
      """,
    bad: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EURO
        languages en_GB
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
        languages en_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
        channel sms   { sender "SHOP" }
        channel push  { app "com.shop.example" }
      }
      """)

  package static let unknownLanguage = DiagnosticCode(
    "E0310", "a language that the tenant does not have",
    explanation: """
      A language is written with its country, such as `en_US`, because dates and numbers differ from country to \
      country. Labels and messages may name the languages that the tenant lists.
      """,
    bad: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages english
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
        languages en_GB
        audience  "audience.sqlite"
        link_base "https://go.shop.example"
        channel email { sender "Shop <hello@mail.shop.example>", address "1 Main Street, Oslo" }
        channel sms   { sender "SHOP" }
        channel push  { app "com.shop.example" }
      }
      """)

  package static let segmentCycle = DiagnosticCode(
    "E0312", "a segment defined by itself",
    explanation: """
      A segment may use others, but not itself, not even through others: nobody could say who is in it.
      """,
    bad: """
      segment a where in b and points > 5
      segment b where in a or points > 9
      """,
    good: """
      segment a where in b and points > 5
      segment b where tier is gold
      """)

  package static let segmentTooLarge = DiagnosticCode(
    "E0313", "segments that grow too large",
    explanation: """
      A segment is written out wherever it is used. Segments that name each other several times double with every \
      step, and would become too large to run.
      """)

  package static let misspelledDeclaration = DiagnosticCode(
    "E0314", "a declaration that is spelled unlike its uses",
    explanation: """
      A name is read several times and not declared, while a declaration that is spelled almost alike is never \
      read. The declaration is the likely mistake, so the finding stands there, once.
      """,
    bad: """
      audience member from members key member_id {
        fist_name text(40)?
      }
      segment a where first_name is known and first_name is "Ada"
      """,
    good: """
      audience member from members key member_id {
        first_name text(40)?
      }
      segment a where first_name is known and first_name is "Ada"
      """)

  package static let misplaced = DiagnosticCode(
    "E0315", "something that belongs elsewhere",
    explanation: """
      Some expressions have a meaning only in one kind of place: `as` says how a message shows a value, and \
      `every` speaks of a message's links or images in brand rules.
      """,
    bad: #"segment chosen where birthday is known and birthday as weekday is "Monday""#,
    good: "segment chosen where birthday is known and birthday is today")

  package static let wholeItem = DiagnosticCode(
    "E0330", "a catalog's item where a value is wanted",
    explanation: """
      An attribute or a field that refers to an item of a catalog is no value by itself. What is shown or compared \
      is one of the item's fields, such as `product.title`. Whether there is an item may be asked of the reference: \
      `home_branch is known`.
      """,
    bad: #"segment chosen where any(purchases where product is "Coffee")"#,
    good: #"segment chosen where any(purchases where product.title is "Coffee")"#)

  /// Every code of this area.
  package static let names: [DiagnosticCode] = [
    .unknownName, .unknownSegment, .wrongKind, .declaredTwice, .builtInName, .unknownType, .unknownChoice,
    .unknownZone, .unknownCurrency, .unknownLanguage, .segmentCycle, .segmentTooLarge, .misspelledDeclaration,
    .misplaced, .wholeItem,
  ]
}
