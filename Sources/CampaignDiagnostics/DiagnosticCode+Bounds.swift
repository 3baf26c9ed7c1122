/// 1361 to 1379: sizes of messages, and rules over them that have to be proven.
extension DiagnosticCode {
  package static let sizeUnproven = DiagnosticCode(
    "E1361", "a text that data can make larger than the brand allows",
    explanation: """
      A rule about length or emoji holds for every member that there could be: an attribute `text(40)` may have 40 characters, \
      and in `text(40)` each of them may be an emoji. The note shows such a member and the text that they would get. Nothing is ever \
      cut off, so give the value a bound and say what stands there instead of a longer one: `{first_name fits 20 otherwise "friend"}`.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "{first_name otherwise "Friend"}, this is new in the shop"
          body """
            News.
            """
        }
      }
      brand {
        require subject.length <= 50
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "{first_name fits 20 otherwise "Friend"}, this is new in the shop"
          body """
            News.
            """
        }
      }
      brand {
        require subject.length <= 50
      }
      """#)

  package static let segmentsUnproven = DiagnosticCode(
    "E1362", "an SMS that data can make longer than the brand allows",
    explanation: """
      An SMS has room for 160 characters of GSM 03.38, or for 70 as soon as one of them is not of that alphabet: `ż` in a name, an \
      emoji, the narrow space that some languages put into large numbers. Longer ones are sent in segments of 153 or 67, and each is paid. \
      `fits (20, gsm)` bounds a value and keeps it to the alphabet.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        sms { text "{first_name otherwise "Hello"}: there is a lot that is new in the shop. Reply STOP to end" }
      }
      brand {
        require sms.segments <= 1
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        sms { text "{first_name fits (20, gsm) otherwise "Hello"}: there is a lot that is new in the shop. Reply STOP to end" }
      }
      brand {
        require sms.segments <= 1
      }
      """#)

  package static let brandUnproven = DiagnosticCode(
    "E1363", "a rule of the brand that can't be proven",
    explanation: """
      A rule blocks what can't be proven to keep it. Each part of a rule is proven by itself, over all paths: of `a or b` one of the two \
      has to hold on every path.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "{if push_opt_in}News{else}Here is all that is new in the shop{end}"
          body """
            News.
            """
        }
      }
      brand {
        require subject.length <= 10 or subject.length >= 20
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "Here is all that is new in the shop"
          body """
            News.
            """
        }
      }
      brand {
        require subject.length <= 10 or subject.length >= 20
      }
      """#)

  /// Every code of this area.
  package static let bounds: [DiagnosticCode] = [.sizeUnproven, .segmentsUnproven, .brandUnproven]
}
