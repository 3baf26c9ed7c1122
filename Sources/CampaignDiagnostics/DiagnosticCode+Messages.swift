/// 07xx: messages and what they fill in.
extension DiagnosticCode {
  package static let unknownPart = DiagnosticCode(
    "E0701", "a part that the channel does not have",
    explanation: """
      An e-mail has a `subject`, a `preheader` and a `body`; an SMS has a `text`; a push has a `title`, a `text` \
      and a `link`. Nothing else of a message can be written.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop", subject "News" }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """#)

  package static let repeatedPart = DiagnosticCode(
    "E0702", "a part that stands twice",
    explanation: """
      Each part of a message is written once. To say one thing to some members and another to the rest, put `{if \
      …}` into the part.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", title "Good morning", text "News from the shop" }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """#)

  package static let missingPart = DiagnosticCode(
    "E0703", "a part that is missing",
    explanation: """
      An e-mail needs a `subject` and a `body`, an SMS its `text`, a push its `title` and `text`.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello" }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """#)

  package static let notPrintable = DiagnosticCode(
    "E0704", "a value that has no form in a message",
    explanation: """
      `yes` and `no`, sets, rows and durations are for conditions and loops: shown as they are, nobody could read \
      them.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            You like {favorites}.
            """
        }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            You like {for f in favorites}{f}, {else}everything, {end}we know.
            """
        }
      }
      """#)

  package static let choiceWithoutLabel = DiagnosticCode(
    "E0705", "a choice without a label",
    explanation: """
      A choice is stored by names that were made for a database. To show one, declare a label for each of its \
      values, `gold as "Gold"`, and write `as label`.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            You are {tier as label}.
            """
        }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            You are {if tier is gold}gold{else}on the way to gold{end}.
            """
        }
      }
      """#)

  package static let formatMismatch = DiagnosticCode(
    "E0707", "a way of writing that does not suit the value",
    explanation: """
      Dates and moments can be written as dates, a time of day as a time, a choice as its label.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            You have {points as long date} points.
            """
        }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            You have {points} points.
            """
        }
      }
      """#)

  package static let loopMayBeEmpty = DiagnosticCode(
    "E0708", "a loop that may show nothing",
    explanation: """
      Where there are no rows, a loop shows nothing, and what was meant to introduce them introduces nothing. Say \
      what stands there then with `{else}`, or demand in the audience that there are rows.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            You like:

            {for f in favorites}
            - {f}
            {end}
            """
        }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            You like:

            {for f in favorites}
            - {f}
            {else}
            - the whole shop
            {end}
            """
        }
      }
      """#)

  package static let loopWithoutOrder = DiagnosticCode(
    "E0709", "a loop without an order",
    explanation: """
      The rows of a table have no order of their own, and a message should not change because a database was \
      copied. Say which rows come first: `by placed descending`. Sets need no order.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            {for o in orders}
            - {o.total}
            {else}
            - nothing yet
            {end}
            """
        }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            {for o in orders by placed descending first 3}
            - {o.total}
            {else}
            - nothing yet
            {end}
            """
        }
      }
      """#)

  package static let loopLimit = DiagnosticCode(
    "E0710", "a number of rows that makes no sense",
    explanation: """
      `first` says how many rows are shown at most: a whole number from 1 up.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            {for f in favorites first 0}
            - {f}
            {else}
            - the whole shop
            {end}
            """
        }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            {for f in favorites first 3}
            - {f}
            {else}
            - the whole shop
            {end}
            """
        }
      }
      """#)

  package static let orderKey = DiagnosticCode(
    "E0711", "an order by something that gives none",
    explanation: """
      Rows are ordered by one of their fields that is always known.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            {for o in orders by rating}
            - {o.total}
            {else}
            - nothing yet
            {end}
            """
        }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            {for o in orders where rating is known by rating}
            - {o.total}
            {else}
            - nothing yet
            {end}
            """
        }
      }
      """#)

  package static let lineBreakInHeader = DiagnosticCode(
    "E0712", "a line break in a single line",
    explanation: """
      A subject, a preheader and a title are one line. A line break in one would end the header and begin another.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject """
            News from
            the shop
            """
          body """
            News.
            """
        }
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            News.
            """
        }
      }
      """#)

  /// Every code of this area.
  package static let messageParts: [DiagnosticCode] = [
    .unknownPart, .repeatedPart, .missingPart, .notPrintable, .choiceWithoutLabel, .formatMismatch, .loopMayBeEmpty,
    .loopWithoutOrder, .loopLimit, .orderKey, .lineBreakInHeader,
  ]
}
