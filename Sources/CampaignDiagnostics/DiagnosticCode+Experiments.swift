/// Experiments and hold-outs: who takes part in them, and how they may change while they run.
extension DiagnosticCode {
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
        push { title "{opening.line}", text "News from the shop" }
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
        push { title "{opening.line}", text "News from the shop" }
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
        push { title "{opening.line}", text "News from the shop" }
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
        push { title "{opening.line}", text "News from the shop" }
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

  package static let overlappingSlices = DiagnosticCode(
    "E0632", "slices of a layer that overlap",
    explanation: """
      A layer keeps experiments apart that must not share members: each takes a slice of its own, whichever campaign \
      it stands in.
      """,
    bad: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB
        audience  "audience.sqlite"
        channel push { app "com.shop.example" }
        layer spring salt "layer-spring"
      }
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening in spring 0% to 50% salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { line "Hello" }
        }
        push { title "{opening.line}", text "News from the shop" }
      }
      campaign goodbye {
        audience where yes
        schedule every day at 18:00
        experiment closing in spring 40% to 90% salt "goodbye-closing" {
          variant plain 50% { line "Until next week" }
          variant warm  50% { line "See you soon" }
        }
        push { title "Goodbye", text "{closing.line}" }
      }
      """,
    good: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB
        audience  "audience.sqlite"
        channel push { app "com.shop.example" }
        layer spring salt "layer-spring"
      }
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening in spring 0% to 50% salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { line "Hello" }
        }
        push { title "{opening.line}", text "News from the shop" }
      }
      campaign goodbye {
        audience where yes
        schedule every day at 18:00
        experiment closing in spring 50% to 100% salt "goodbye-closing" {
          variant plain 50% { line "Until next week" }
          variant warm  50% { line "See you soon" }
        }
        push { title "Goodbye", text "{closing.line}" }
      }
      """)

  package static let badAdaptation = DiagnosticCode(
    "E0633", "an experiment that can't adapt so",
    explanation: """
      `optimize` moves the weights towards the variant with the most opens, clicks or conversions, by Thompson \
      sampling; every variant keeps its floor. `stop` ends a variant where too many of its messages lead to \
      unsubscribes, complaints or bounces.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { line "Hello" }
          stop variant if opens > 0.5%
        }
        push { title "{opening.line}", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { line "Hello" }
          optimize clicks by thompson floor 10% within 24 hours
          stop variant if unsubscribes > 0.5%
        }
        push { title "{opening.line}", text "News from the shop" }
      }
      """)

  package static let nestedExperiment = DiagnosticCode(
    "E0634", "an experiment that reads an experiment",
    explanation: """
      Each experiment is drawn by itself and is ended by itself, so its fields read none of an experiment, their own \
      included. A message may read several.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { line "Hello" }
        }
        experiment closing salt "hello-closing" {
          variant plain 50% { line "{opening.line} again" }
          variant warm  50% { line "See you soon" }
        }
        push { title "{opening.line}", text "{closing.line}" }
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
        experiment closing salt "hello-closing" {
          variant plain 50% { line "Until next week" }
          variant warm  50% { line "See you soon" }
        }
        push { title "{opening.line}", text "{opening.line}. {closing.line}" }
      }
      """)

  package static let unmeasuredGoal = DiagnosticCode(
    "E0635", "optimizing what no message brings",
    explanation: """
      The weights of an experiment move by what comes back from its messages. Opens are seen of e-mails alone; a push is \
      clicked by tapping it; clicks on an e-mail or an SMS need a link in it. Conversions come with any message.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { line "Hello" }
          optimize clicks by thompson
        }
        sms { text "{opening.line} from the shop. Reply STOP to end" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { line "Hello" }
          optimize clicks by thompson
        }
        sms { text "{opening.line} from the shop: shop.example/news. Reply STOP to end" }
      }
      """)

  package static let unseenExperiment = DiagnosticCode(
    "W0636", "an experiment that is drawn and not seen",
    explanation: """
      Members are drawn into the variants of an experiment whether or not their message reads one of its fields. Where no \
      message does, or those in one language don't, everybody gets the same text, and what comes back says nothing of the \
      variants.
      """,
    bad: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB, nb_NO by member.language otherwise en_GB
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
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News" }
          variant warm  50% { line "Hello" }
        }
        push { title "{opening.line}", text "News from the shop" }
        push in nb_NO { title "Nyheter", text "Nytt fra butikken" }
      }
      """,
    good: """
      tenant shop {
        name      "Shop"
        timezone  "Europe/Oslo"
        currency  EUR
        languages en_GB, nb_NO by member.language otherwise en_GB
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
        audience where yes
        schedule every day at 10:00
        experiment opening salt "hello-opening" {
          variant plain 50% { line "News", norsk "Nyheter" }
          variant warm  50% { line "Hello", norsk "Hei" }
        }
        push { title "{opening.line}", text "News from the shop" }
        push in nb_NO { title "{opening.norsk}", text "Nytt fra butikken" }
      }
      """)

  /// Every code of this area.
  package static let experiments: [DiagnosticCode] = [
    .shareRange, .weights, .variantFields, .sharedSalt, .overlappingSlices, .badAdaptation, .nestedExperiment,
    .unmeasuredGoal, .unseenExperiment,
  ]
}
