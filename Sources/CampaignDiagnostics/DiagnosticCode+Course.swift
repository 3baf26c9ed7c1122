/// 066x: what follows a campaign's first message.
extension DiagnosticCode {
  package static let stepName = DiagnosticCode(
    "E0660", "the name of a step",
    explanation: """
      A step is known by its name: in messages, in the record of what was sent, and where another step asks about it. \
      The first step has the campaign's own name; each of the others has one that nothing else in the campaign has.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        then hello after 3 days { push { title "Hello again", text "Still here" } }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        then reminder after 3 days { push { title "Hello again", text "Still here" } }
      }
      """)

  package static let stepDelay = DiagnosticCode(
    "E0661", "steps out of order",
    explanation: """
      `after` counts from the instant at which the member entered, for every step, so each is longer than the one \
      before. A month has 28 to 31 days and a day of the calendar 23 to 25 hours: `1 month` is not surely more than \
      `30 days`.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        then reminder after 3 days { push { title "Hello again", text "Still here" } }
        then goodbye after 3 days { push { title "Goodbye", text "We stop here" } }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        then reminder after 3 days { push { title "Hello again", text "Still here" } }
        then goodbye after 6 days { push { title "Goodbye", text "We stop here" } }
      }
      """)

  package static let misplacedFact = DiagnosticCode(
    "E0662", "asking what can't have happened yet",
    explanation: """
      `sent`, `opened` and `clicked` say what became of a step's message, and `converted` whether the campaign's \
      conversion was seen. They can be asked from the second step on: in its `where`, in its messages, and in `while`. \
      A step speaks of the one before unless it names another that comes earlier: `welcome.clicked`. `entered` is the \
      instant at which the member entered; where they only enter it is `now`.
      """,
    bad: """
      campaign hello {
        audience where not clicked
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        then reminder after 3 days where not clicked { push { title "Hello again", text "Still here" } }
      }
      """)

  package static let tooManySteps = DiagnosticCode(
    "E0663", "too many steps",
    explanation: "A campaign has at most 20 steps, its own messages included.",
    bad: "campaign hello {\n  audience where yes\n  schedule every day at 10:00\n"
      + "  push { title \"Hello\", text \"News from the shop\" }\n"
      + (1...20).map { "  then again_\($0) after \($0) days { push { title \"Hello\", text \"More news\" } }\n" }
      .joined()
      + "}",
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        then again after 3 days { push { title "Hello", text "More news" } }
      }
      """)

  package static let rename = DiagnosticCode(
    "E0664", "a rename that can't be",
    explanation: """
      `campaign b was a` says that the campaign had another name, so that whoever entered it under that name is not \
      entered again. The old name is free then: no campaign of the tenant has it, and only one has had it.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      campaign welcome was hello {
        audience where yes
        schedule every day at 10:00
        push { title "Welcome", text "News from the shop" }
      }
      """,
    good: """
      campaign welcome was hello {
        audience where yes
        schedule every day at 10:00
        push { title "Welcome", text "News from the shop" }
      }
      """)

  package static let ambiguousFact = DiagnosticCode(
    "E0665", "an attribute named like something that happens",
    explanation: """
      In steps that follow, in `while` and in `conversion`, `sent`, `opened`, `clicked`, `converted` and `entered` say \
      what happened in the campaign. An attribute of such a name is read as `member.clicked` there, so that nobody has \
      to guess which of the two is meant.
      """,
    bad: """
      audience member from members key member_id {
        device  text(200)?
        clicked bool
        reach push at device where yes
      }
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        then reminder after 3 days where not clicked { push { title "Hello again", text "Still here" } }
      }
      """,
    good: """
      audience member from members key member_id {
        device  text(200)?
        clicked bool
        reach push at device where yes
      }
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        then reminder after 3 days where not member.clicked and not hello.clicked {
          push { title "Hello again", text "Still here" }
        }
      }
      """)

  package static let unseenSignal = DiagnosticCode(
    "W0667", "asking for what no message brings",
    explanation: """
      A step can ask whether a message was `opened` or `clicked` only where that can come back from it. Opens are seen of \
      e-mails alone; a push is clicked by tapping it; a click on an e-mail or an SMS needs a link in it, and the link that \
      unsubscribes is none. Where nothing can come back, `clicked` holds for nobody and `not clicked` for everybody. `while` \
      asks about the step before each, so one message of theirs is enough.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        sms { text "News from the shop. Reply STOP to end" }
        then reminder after 3 days where not clicked { push { title "Hello again", text "Still here" } }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        sms { text "News from the shop: shop.example/news. Reply STOP to end" }
        then reminder after 3 days where not clicked { push { title "Hello again", text "Still here" } }
      }
      """)

  /// Every code of this area.
  package static let course: [DiagnosticCode] = [
    .stepName, .stepDelay, .misplacedFact, .tooManySteps, .rename, .ambiguousFact, .unseenSignal,
  ]
}
