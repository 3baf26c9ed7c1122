/// 07xx: bodies and links.
extension DiagnosticCode {
  package static let blankPart = DiagnosticCode(
    "E0713", "a part that may be blank",
    explanation: """
      No message shows a gap: every part says something on every path through its conditions.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "{if first_name is known}News for {first_name}{end}"
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
          subject "{if first_name is known}News for {first_name}{else}News for you{end}"
          body """
            News.
            """
        }
      }
      """#)

  package static let rawHTML = DiagnosticCode(
    "E0714", "HTML in a body",
    explanation: """
      Bodies are Markdown, from which both the HTML and the plain text of a message are made; HTML would be \
      missing from one and break the other. A `<` that people are meant to read is written `&lt;`.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            This is <b>new</b>.
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
            This is **new**.
            """
        }
      }
      """#)

  package static let directiveCrosses = DiagnosticCode(
    "E0715", "a directive that begins and ends in different parts",
    explanation: """
      Structure is read before data is put in, so what a directive guards must be a whole: it begins and ends in \
      one paragraph, list item, table cell, link or emphasis, or stands alone on its lines around whole ones.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            {if points > 5}You have **many{else}You have **few{end} points**.
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
            You have **{if points > 5}many{else}few{end} points**.
            """
        }
      }
      """#)

  package static let directiveMisplaced = DiagnosticCode(
    "E0716", "a directive where none can stand",
    explanation: """
      A directive can't stand in the address of a link, in a title, or in code on lines of its own.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            [Look](https://shop.example/{if points > 5}many{else}few{end})
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
            {if points > 5}[Look](https://shop.example/many){else}[Look](https://shop.example/few){end}
            """
        }
      }
      """#)

  package static let valueInHost = DiagnosticCode(
    "E0717", "data that decides where a link leads",
    explanation: """
      Data may fill in the path of an address, the query and what follows `#`, where it is encoded. The site \
      itself is written out, so that no row of a database can lead members elsewhere.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            [Look](https://{first_name otherwise "shop"}.example/)
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
            [Look](https://shop.example/{first_name otherwise "friend"})
            """
        }
      }
      """#)

  package static let notAnAddress = DiagnosticCode(
    "E0718", "a link whose address is no address",
    explanation: """
      A value may be a link's whole address only where its type says on which site it is: `url on "shop.example"`.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            [Look]({first_name otherwise "shop"})
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
            [Look](https://shop.example/{first_name otherwise "shop"})
            """
        }
      }
      """#)

  package static let badAddressOfLink = DiagnosticCode(
    "E0719", "an address that leads nowhere",
    explanation: """
      A link in a message begins with `https://`, `http://`, `mailto:` or `tel:` and names a site in full; an \
      image begins with `https://` or `http://`. A mailbox has no page that an address could be relative to, and \
      anything else is unsafe.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            [Look](www.shop.example)
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
            [Look](https://www.shop.example)
            """
        }
      }
      """#)

  package static let valueNotShown = DiagnosticCode(
    "E0720", "a value that is shown nowhere",
    explanation: """
      What stands here is dropped when the body is read: nobody would see it.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            News.

            [unused]: https://shop.example/{points}
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
            [News][used].

            [used]: https://shop.example/{campaign.id}
            """
        }
      }
      """#)

  package static let indentedText = DiagnosticCode(
    "E0721", "text that is shown as code",
    explanation: """
      Markdown takes text that is indented by four spaces for program code. It is seldom meant.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            Hello.

                News from the shop.
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
            Hello.

            News from the shop.
            """
        }
      }
      """#)

  package static let extraCell = DiagnosticCode(
    "E0722", "a cell without a column",
    explanation: """
      A row has more cells than the table's first line has columns, and what stands in them would not be shown.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            | Points |
            | -----: |
            | {points} | {spend} |
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
            | Points | Spent |
            | -----: | ----: |
            | {points} | {spend} |
            """
        }
      }
      """#)

  package static let bodyTooLarge = DiagnosticCode(
    "E0723", "a body that is too large",
    explanation: """
      A body has at most 200 kB of Markdown, its tables at most 200 columns, and its lists, quotes and emphasis \
      stand at most 40 deep inside each other.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> News.
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
            > News.
            """
        }
      }
      """#)

  package static let numbersInAddressesUnsupported = DiagnosticCode(
    "E0920", "numbers in addresses",
    explanation: """
      A number or a date in a message is written for people, with the separators of their language. The address of \
      a link is read by a machine; a form for it is not compiled yet.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            [Look](https://shop.example/?points={points})
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
            [Look](https://shop.example/?from={campaign.id})
            """
        }
      }
      """#)

  /// Every code of this area.
  package static let bodies: [DiagnosticCode] = [
    .blankPart, .rawHTML, .directiveCrosses, .directiveMisplaced, .valueInHost, .notAnAddress, .badAddressOfLink,
    .valueNotShown, .indentedText, .extraCell, .bodyTooLarge, .numbersInAddressesUnsupported,
  ]
}
