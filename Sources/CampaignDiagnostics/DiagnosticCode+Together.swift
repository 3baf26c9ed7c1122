/// 134x: what proofs about all campaigns of a tenant find.
extension DiagnosticCode {
  package static let sameRank = DiagnosticCode(
    "W1341", "campaigns of one rank under a cap",
    explanation: """
      A cap of the tenant says how many messages a member gets in so many days. Where more campaigns than that run at the \
      same instant, and a member can be in all of their audiences, `priority` decides which goes first; of those that have \
      the same, nothing does. The day is the first one on which it happens; the first messages of campaigns with a schedule \
      are compared. Two years are looked at, from the day of the check on, so that the finding may come or go as time passes.
      """,
    bad: """
      tenant shop {
        name        "Shop"
        timezone    "Europe/Oslo"
        currency    EUR
        languages   en_GB
        audience    "audience.sqlite"
        cap         1 per day
        channel push { app "com.shop.example" }
      }
      campaign hello {
        audience where points > 100
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      campaign gift {
        audience where points > 200
        schedule every friday at 10:00
        push { title "A gift", text "It waits in the shop" }
      }
      """,
    good: """
      tenant shop {
        name        "Shop"
        timezone    "Europe/Oslo"
        currency    EUR
        languages   en_GB
        audience    "audience.sqlite"
        cap         1 per day
        channel push { app "com.shop.example" }
      }
      campaign hello {
        audience where points > 100
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      campaign gift {
        audience where points > 200
        schedule every friday at 10:00
        priority 8
        push { title "A gift", text "It waits in the shop" }
      }
      """)

  package static let stackedOffers = DiagnosticCode(
    "E1342", "offers that take off too much together",
    explanation: """
      The brand limits what several offers take off together: `require offers.percent_off <= 40%`. Two offers stack \
      where both are valid on a day. Audiences keep them apart only where both are always sent at the same instant: until \
      another one, points are spent, orders are placed and days go by, and who was in the one audience may be in the other.

      Two years are looked at, from the day of the check on, so that the finding may come or go as time passes.
      """,
    bad: """
      brand { require offers.percent_off <= 40% because "two of them cost us more than we earn" }
      campaign hello {
        audience where points > 100
        schedule every day at 10:00
        offer { percent_off 25%, code "HELLO", valid 7 days }
        push { title "For you", text "{offer.percent_off} off with {offer.code}" }
      }
      campaign gift {
        audience where points <= 100
        schedule every day at 10:00
        offer { percent_off 20%, code "GIFT", valid 7 days }
        push { title "For you", text "{offer.percent_off} off with {offer.code}" }
      }
      """,
    good: """
      brand { require offers.percent_off <= 40% because "two of them cost us more than we earn" }
      campaign hello {
        audience where points > 100
        schedule once on 2027-06-01 at 10:00
        offer { percent_off 25%, code "HELLO", valid 7 days }
        push { title "For you", text "{offer.percent_off} off with {offer.code}" }
      }
      campaign gift {
        audience where points <= 100
        schedule once on 2027-06-01 at 10:00
        offer { percent_off 20%, code "GIFT", valid 7 days }
        push { title "For you", text "{offer.percent_off} off with {offer.code}" }
      }
      """)

  package static let unprovenStacking = DiagnosticCode(
    "E1343", "offers that may take off too much together",
    explanation: """
      Which of many offers one member can hold on one day is looked for in combinations of campaigns whose offers are \
      valid on that day and are not kept apart. Where there are too many of them, the brand's limit is not proven. \
      Two years are looked at, from the day of the check on, so that the finding may come or go as time passes.
      """)

  /// Every code of this area.
  package static let together: [DiagnosticCode] = [.sameRank, .stackedOffers, .unprovenStacking]
}
