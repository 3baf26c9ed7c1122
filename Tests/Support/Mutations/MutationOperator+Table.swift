/// The operators, by the promise that each of them breaks.
extension MutationOperator {
  package static let all = missing + sizes + brand + consent + conditions + time + together + types

  // MARK: Nothing missing is shown

  private static let missing = [
    MutationOperator(
      dropping: "what is said instead of a missing value", .campaigns,
      #"(\{[a-z_.]+(?: fits (?:\d+|\([^)]*\)))?) otherwise "[^"]*"(?=\})"#),
    MutationOperator(dropping: "a default in a calculation", .campaigns, #"\(([^()]*\([^()]*\)) otherwise [^)]*\)"#),
    MutationOperator(
      "drop a demand that a value is known", .campaigns, #"(where|and)\s+(?:[a-z_.]+) is known\s+and "#
    ) { groups, _ in groups[1] + " " },
    MutationOperator(
      dropping: "a test whether a value is known", .campaigns,
      #"\{if [a-z_.]+ is known\}([^{]*\{[a-z_.]+\}[^{]*)(?:\{else\}[^{]*)?\{end\}"#),
    MutationOperator(
      "allow a value to be missing", .audiences,
      #"^(\s+[a-z_]+ +(?:text\([^)]*\)|money(?:\([^)]*\))?|int\([^)]*\)|timestamp|date))(?=\s)"#
    ) {
      groups, _ in groups[1] + "?"
    },
    MutationOperator(
      "drop what stands for no rows", .campaigns,
      #"(\{for [^}]*\}\n(?:[^{]|\{(?!else|end|if)[^}]*\})*)\{else\}\n(?:[^{]|\{(?!end)[^}]*\})*"#
    ) { groups, _ in groups[1] },
  ]

  // MARK: Nothing is too long

  private static let sizes = [
    MutationOperator("let a text be longer by one character", .audiences, #"text\((\d+)"#) { groups, _ in
      Int(groups[1]).map { "text(\($0 + 1)" }
    },
    MutationOperator("let a text be ten times as long", .audiences, #"text\((\d+)"#) { groups, _ in
      Int(groups[1]).map { "text(\($0 * 10)" }
    },
    MutationOperator(dropping: "a bound", .campaigns, #"(\{[a-z_.]+) fits (?:\d+|\([^)]*\))"#),
    MutationOperator("raise a bound by one", .campaigns, #"fits (\(?)(\d+)"#) { groups, _ in
      Int(groups[2]).map { "fits \(groups[1])\($0 + 1)" }
    },
    MutationOperator("raise a bound by sixty", .campaigns, #"fits (\(?)(\d+)"#) { groups, _ in
      Int(groups[2]).map { "fits \(groups[1])\($0 + 60)" }
    },
    MutationOperator(dropping: "the alphabet of a bound", .campaigns, #"(fits \(\d+), gsm"#),
    MutationOperator("lower a limit of the brand by one", .brands, #"((?:length|emoji|segments) <= )([\d_]+)"#) {
      groups, _ in Int(groups[2].replacing("_", with: "")).map { groups[1] + "\($0 - 1)" }
    },
    MutationOperator(
      "write a sentence more in a short message", .campaigns, #"^(\s+text "(?:[^"{]|\{[^}]*\})*)(?="\n\s*\})"#
    ) {
      groups, _ in
      groups[1] + " And that is not all that we have for you this week, by far: come in, look around and ask us."
    },
    MutationOperator(
      "write a letter that GSM 03.38 does not have", .campaigns, #"(sms(?: in [a-zA-Z_]+)? \{\n\s+text ")"#
    ) {
      groups, _ in groups[1] + "Ł "
    },
    MutationOperator("write a subject of 61 characters more", .campaigns, #"^(\s+(?:open )?subject +")"#) { groups, _ in
      groups[1] + String(repeating: "0123456789", count: 6) + " "
    },
  ]

  // MARK: The brand is kept

  private static let brand = [
    MutationOperator(
      "split a forbidden phrase over a branch", .campaigns,
      #"^(\s+(?:open )?(?:subject|preheader|title|text) +"(?:[^"{]|\{[^}]*\})*)(?="\s*\n)"#
    ) {
      groups, tenant in
      "\(groups[1]) \(tenant.phrase.start){if \(tenant.condition)}\(tenant.phrase.end){else}s{end}"
    },
    MutationOperator("write a forbidden phrase with an accent", .campaigns, #"^(\s+(?:open )?body """\n)(\s+)"#) {
      groups, tenant in
      "\(groups[1])\(groups[2])\(tenant.phrase.start.uppercased())\(tenant.phrase.end.prefix(1))\u{301}\(tenant.phrase.end.dropFirst()).\n\n\(groups[2])"
    },
    MutationOperator("change a link's host", .campaigns, #"https://[a-z.]+\.example"#) { _, _ in
      "https://shop.elsewhere.example"
    },
    MutationOperator("hide another host behind the brand's", .campaigns, #"(https://[a-z.]+\.example)"#) { groups, _ in
      groups[1] + ".elsewhere.example"
    },
    MutationOperator("change the host of a catalog's links", .audiences, #"url on "([a-z.]+)""#) { _, _ in
      #"url on "elsewhere.example""#
    },
    MutationOperator("drop an image's text", .campaigns, #"!\[[^\]]+\]"#) { _, _ in "![]" },
    MutationOperator("give more off than the brand allows", .campaigns, #"percent_off [0-9]+%"#) { _, _ in
      "percent_off 95%"
    },
    MutationOperator("let a template's offer go deeper", .library, #"percent\(1 to 50\)"#) { _, _ in "percent(1 to 90)"
    },
    MutationOperator("write four emoji", .campaigns, #"^(\s+(?:open )?subject +")"#) { groups, _ in groups[1] + "🎁🎁🎁🎁 "
    },
    MutationOperator("write in capitals", .campaigns, #"^(\s+(?:open )?subject +")"#) { groups, _ in
      groups[1] + "BIG DAYS, COME AND LOOK NOW: "
    },
  ]

  // MARK: Consent and law

  private static let consent = [
    MutationOperator(dropping: "a way to reach members", .audiences, #"^ +reach .*\n"#),
    MutationOperator(dropping: "the consent to be reached", .audiences, #"^( +reach .*?) +where .*"#),
    MutationOperator(dropping: "a layout's slot", .library, #"<slot name="(?:address|unsubscribe|body)"></slot>"#),
    MutationOperator(dropping: "the postal address", .tenants, #"^ +address .*\n"#),
    MutationOperator(dropping: "where links lead", .tenants, #"^ +link_base .*\n"#),
    MutationOperator(dropping: "a sender", .tenants, #"^ +sender .*\n"#),
  ]

  // MARK: Conditions

  private static let conditions = [
    MutationOperator("contradict a clause", .campaigns, clause) { groups, _ in
      "\(groups[1])\(groups[2]) and not (\(groups[2]))"
    },
    MutationOperator("say a clause twice", .campaigns, clause) { groups, _ in
      groups[2] == "in regulars" ? nil : "\(groups[1])\(groups[2]) and \(groups[2])"
    },
    MutationOperator("except whom a clause demands", .campaigns, #"^( +audience +where )([^\n]+)$"#) { groups, _ in
      "\(groups[1])\(groups[2]) except where \(groups[2])"
    },
    MutationOperator("ask in a branch for what never holds", .campaigns, #"\{if ([^}]*)\}"#) { groups, _ in
      "{if \(groups[1]) and not (\(groups[1]))}"
    },
    MutationOperator("ask in a branch for what always holds", .campaigns, #"\{if ([^}]*)\}"#) { groups, _ in
      "{if \(groups[1]) or not (\(groups[1]))}"
    },
    MutationOperator("ask twice in a row", .campaigns, #"\{if ([^}]*)\}([^{]*)\{else\}"#) { groups, _ in
      "{if \(groups[1])}\(groups[2]){else if \(groups[1])}never{else}"
    },
  ]

  private static let clause = #"^( +(?:audience +where|and) )([^\n]+)$"#

  // MARK: Time

  private static let time = [
    MutationOperator(
      "move a schedule into a gap of the clocks", .campaigns, isWithoutQuietHours: true,
      #"(schedule +)(?:once on \d{4}-\d\d-\d\d|every ([a-z ]+)) at \d\d:\d\d"#
    ) {
      groups, tenant in
      let (day, time) = tenant.gap
      return groups[2].isEmpty ? "\(groups[1])once on \(day) at \(time)" : "\(groups[1])every day at \(time)"
    },
    MutationOperator("move a schedule into the quiet hours", .campaigns, #"(schedule .*?) at \d\d:\d\d"#) { groups, _ in
      groups[1] + " at 22:30"
    },
    MutationOperator("end a schedule before it begins", .campaigns, #"until \d{4}"#) { _, _ in "until 2001" },
    MutationOperator("let an offer end before a later step shows it", .campaigns, #"valid \d+ days"#) { _, _ in
      "valid 1 hour"
    },
    MutationOperator("let a step come before the one before it", .campaigns, #"(then [a-z_]+ after )(\d+ days?)"#) {
      groups, _ in
      groups[1] + "0 days"
    },
    MutationOperator("put off a step until its offer has ended", .campaigns, #"(then [a-z_]+ after )(\d+ days?)"#) {
      groups, _ in
      groups[1] + "400 days"
    },
    MutationOperator("let messages expire while they wait", .campaigns, #"expires +after \d+ (?:hours|days?)"#) {
      _, _ in
      "expires after 1 minute"
    },
  ]

  // MARK: What belongs together

  private static let together = [
    MutationOperator("take another campaign's salt", .campaigns, #"salt "([a-z-]+)""#) { groups, tenant in
      groups[1] == tenant.salt ? nil : "salt \"\(tenant.salt)\""
    },
    MutationOperator("let weights add up to more", .campaigns, #"(variant [a-z]+ +)(\d+)%"#) { groups, _ in
      Int(groups[2]).map { "\(groups[1])\($0 + 1)%" }
    },
    MutationOperator("leave a field out of a variant", .campaigns, #"(variant [a-z]+ +\d+% \{) .* \}"#) { groups, _ in
      groups[1] + " }"
    },
    MutationOperator("let slices of a layer overlap", .campaigns, #"in spring (\d+)% to (\d+)%"#) { _, _ in
      "in spring 0% to 100%"
    },
    MutationOperator(
      dropping: "a language's messages", .campaigns, #"^  (?:email|push|sms) in [a-zA-Z_]+ \{\n(?:    .*\n|\n)*?  \}\n"#
    ),
    MutationOperator(dropping: "a form of a plural", .campaigns, #"one "[^"]*" "#),
  ]

  // MARK: Types

  private static let types = [
    MutationOperator(dropping: "a unit", .campaigns, #"((?:>=|<=|>|<) [\d_]+) (?:USD|EUR|NOK|days|hours)"#),
    MutationOperator("compare with another currency", .campaigns, #"(\d) (?:USD|EUR|NOK)"#) { groups, _ in
      groups[1] + " SEK"
    },
    MutationOperator("misspell what is shown", .campaigns, #"\{([a-z_]{4,})(?=[ }])"#) { groups, _ in
      ["else", "plural"].contains(groups[1]) ? nil : "{\(groups[1].dropLast())x"
    },
    MutationOperator(
      "compare a choice with a text", .campaigns, #" is (under_25|gold|silver|bronze|trader|merchant)\b"#
    ) { groups, _ in
      " is \"\(groups[1])\""
    },
  ]
}
