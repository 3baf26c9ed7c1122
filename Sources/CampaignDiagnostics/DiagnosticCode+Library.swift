/// 102x: templates of the library, and the campaigns that are made from them.
extension DiagnosticCode {
  package static let unknownTemplate = DiagnosticCode(
    "E1021", "a template that the library does not have",
    explanation: """
      `campaign NAME from TEMPLATE(…)` takes the template from the workspace's library, which is the folder that \
      `workspace.campaign` names.
      """,
    bad: """
      template news(line: text(40)) {
        push { title "News", text "{line}" }
      }
      campaign spring from newz(line: "Spring is here") {
        schedule every day at 10:00
      }
      """,
    good: """
      template news(line: text(40)) {
        push { title "News", text "{line}" }
      }
      campaign spring from news(line: "Spring is here") {
        schedule every day at 10:00
      }
      """)

  package static let argumentNames = DiagnosticCode(
    "E1022", "arguments that are not the template's parameters",
    explanation: """
      A campaign gives each parameter of its template once, by name; one that has a default may be left out.
      """,
    bad: """
      template news(line: text(40), depth: percent) {
        push { title "{depth} off", text "{line}" }
      }
      campaign spring from news(line: "Spring is here") {
        schedule every day at 10:00
      }
      """,
    good: """
      template news(line: text(40), depth: percent = 10%) {
        push { title "{depth} off", text "{line}" }
      }
      campaign spring from news(line: "Spring is here") {
        schedule every day at 10:00
      }
      """)

  package static let argumentValue = DiagnosticCode(
    "E1023", "an argument that is not what its parameter takes",
    explanation: """
      A parameter has a type, like an attribute: an argument is a value of that type that is written out, within \
      its bounds. The template was checked for every value that they allow, so none can break a message later.
      """,
    bad: """
      template news(line: text(40)) {
        push { title "News", text "{line}" }
      }
      campaign spring from news(line: "Spring is here, and with it all that grows and blossoms") {
        schedule every day at 10:00
      }
      """,
    good: """
      template news(line: text(40)) {
        push { title "News", text "{line}" }
      }
      campaign spring from news(line: "Spring is here") {
        schedule every day at 10:00
      }
      """)

  package static let parameterType = DiagnosticCode(
    "E1024", "a parameter of a type that arguments can't have",
    explanation: """
      An argument is one value that is written out and always there. So a parameter is neither optional, nor a set.
      """,
    bad: """
      template news(line: text(40)?) {
        push { title "News", text "From the shop" }
      }
      """,
    good: """
      template news(line: text(40) = "From the shop") {
        push { title "News", text "{line}" }
      }
      """)

  package static let templateMisfit = DiagnosticCode(
    "E1025", "a template that the tenant's audience does not fit",
    explanation: """
      A template says what it `needs` to know of a member, and was checked for all that these types allow. A \
      tenant fits if its audience has each of them with a type whose values the template can take: the same, or \
      narrower. A value that may be missing fits only where the template says so too.
      """,
    bad: """
      template news {
        needs first_name text(20)?
        push { title "News", text "Hello {first_name otherwise "there"}" }
      }
      campaign spring from news() {
        schedule every day at 10:00
      }
      """,
    good: """
      template news {
        needs first_name text(40)?
        push { title "News", text "Hello {first_name otherwise "there"}" }
      }
      campaign spring from news() {
        schedule every day at 10:00
      }
      """)

  package static let itemOfTemplate = DiagnosticCode(
    "E1026", "an item that the template has already",
    explanation: """
      A campaign adds to its template what that lacks: a schedule, a holdout, another message. Its audience narrows \
      the template's. Nothing else that the template says is said again; a part of a message that the template \
      marks as `open` can be replaced.
      """,
    bad: """
      template news {
        repeat every run
        push { title "News", text "From the shop" }
      }
      campaign spring from news() {
        schedule every day at 10:00
        repeat never
      }
      """,
    good: """
      template news {
        push { title "News", text "From the shop" }
      }
      campaign spring from news() {
        schedule every day at 10:00
        repeat never
      }
      """)

  package static let notReplaceable = DiagnosticCode(
    "E1027", "a part that can't be replaced",
    explanation: """
      `replace email.subject "…"` puts another text in the place of a part that the template marks as `open`. What \
      is not open is the same for every tenant.
      """,
    bad: """
      template news {
        push { open title "News", text "From the shop" }
      }
      campaign spring from news() {
        schedule every day at 10:00
        replace  push.text "Come in"
      }
      """,
    good: """
      template news {
        push { open title "News", text "From the shop" }
      }
      campaign spring from news() {
        schedule every day at 10:00
        replace  push.title "Spring"
      }
      """)

  package static let currencyInLibrary = DiagnosticCode(
    "E1028", "an amount of money in the library",
    explanation: """
      Each tenant has a currency of its own and nothing is converted, so no amount can be right for all of them. \
      Make it a parameter: each campaign gives it in its tenant's currency.
      """,
    bad: """
      template news {
        needs spend money(0 to 99_999)
        audience where spend >= 50 EUR
        push { title "News", text "From the shop" }
      }
      """,
    good: """
      template news(least: money(0 to 1_000)) {
        needs spend money(0 to 99_999)
        audience where spend >= least
        push { title "News", text "From the shop" }
      }
      """)

  package static let notOfLibrary = DiagnosticCode(
    "E1029", "something of a tenant's in a template",
    explanation: """
      A template is checked once, for every tenant that may use it. So it reads only what it declares itself: what \
      it `needs` of a member, and its parameters. Segments, related tables, events and layers are a tenant's own; \
      the campaign that is made from the template can name them.
      """,
    bad: """
      template news {
        audience where in regulars
        push { title "News", text "From the shop" }
      }
      """,
    good: """
      template news {
        push { title "News", text "From the shop" }
      }
      segment regulars where count(orders where placed within last 90 days) >= 3
      campaign spring from news() {
        audience where in regulars
        schedule every day at 10:00
      }
      """)

  /// Every code of this area.
  package static let library: [DiagnosticCode] = [
    .unknownTemplate, .argumentNames, .argumentValue, .parameterType, .templateMisfit, .itemOfTemplate,
    .notReplaceable, .currencyInLibrary, .notOfLibrary,
  ]
}
