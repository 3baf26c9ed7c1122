/// 13xx: conditions that nobody meets, or everybody.
extension DiagnosticCode {
  package static let nobodyInAudience = DiagnosticCode(
    "E1301", "an audience nobody is in",
    explanation: """
      No member that the audience's types allow can meet all of these conditions. What is named is the smallest part of \
      them that is already in conflict: take out any of it, and the rest can be met.
      """,
    bad: """
      campaign hello {
        audience where points < 10 and points > 20
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where points < 10 or points > 20
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let nobodyGetsStep = DiagnosticCode(
    "E1302", "a step nobody gets",
    explanation: """
      What the campaign demands of everybody at every step, by `while` and by what it picks, leaves nobody who meets what \
      this step demands; or nobody of them can be reached by any of its messages. The same is said of a conversion that \
      can't happen.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        while points > 20
        push { title "Hello", text "News from the shop" }
        then again after 3 days where points < 10 {
          push { title "Again", text "News from the shop" }
        }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        while points > 20
        push { title "Hello", text "News from the shop" }
        then again after 3 days where points < 100 {
          push { title "Again", text "News from the shop" }
        }
      }
      """)

  package static let alwaysHolds = DiagnosticCode(
    "W1303", "a condition that everybody meets",
    explanation: """
      There is no member whom the condition excludes, so it says nothing. Where two conditions are joined by `or`, `and` may \
      have been meant.
      """,
    bad: "segment chosen where points < 30 or points > 20",
    good: "segment chosen where points < 30 and points > 20")

  package static let needlessClause = DiagnosticCode(
    "W1304", "a condition that another one holds already",
    explanation: """
      Whoever meets the one meets the other, so one of them changes nothing. Often a number was mistyped, or a segment \
      demands already what is demanded again.
      """,
    bad: "segment chosen where points > 20 and points > 10",
    good: "segment chosen where points > 20")

  package static let neverHolds = DiagnosticCode(
    "W1305", "a part of a condition that nobody meets",
    explanation: """
      This part of an `or` never holds beside what is demanded together with it, so it adds nobody.
      """,
    bad: "segment chosen where points > 20 and (points < 10 or tier is gold)",
    good: "segment chosen where points > 20 and tier is gold")

  package static let branchNobodySees = DiagnosticCode(
    "W1306", "a branch nobody sees",
    explanation: """
      Everybody who gets the message meets the condition, or nobody does, so one side of it is never shown: the audience \
      asks for it already, or the branches before leave nobody.
      """,
    bad: """
      campaign hello {
        audience where points > 20
        schedule every day at 10:00
        push { title "Hello", text "News{if points < 10} for beginners{end}" }
      }
      """,
    good: """
      campaign hello {
        audience where points > 20
        schedule every day at 10:00
        push { title "Hello", text "News{if points < 100} for beginners{end}" }
      }
      """)

  package static let messageNobodyGets = DiagnosticCode(
    "W1307", "a message nobody gets",
    explanation: """
      The messages of a step are alternatives, of which each member gets the first that can reach them. Nobody is left for \
      this one: everybody gets one before it, or nobody in the audience has agreed to be written to so.
      """,
    bad: """
      campaign hello {
        audience where device is known and push_opt_in
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        email {
          subject "Hello"
          body "News from the shop"
        }
      }
      """,
    good: """
      campaign hello {
        audience where push_opt_in
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
        email {
          subject "Hello"
          body "News from the shop"
        }
      }
      """)

  /// Every code of this area.
  package static let predicates: [DiagnosticCode] = [
    .nobodyInAudience, .nobodyGetsStep, .alwaysHolds, .needlessClause, .neverHolds, .branchNobodySees,
    .messageNobodyGets,
  ]
}
