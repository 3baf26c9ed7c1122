/// 08xx: the brand.
extension DiagnosticCode {
  package static let brandWords = DiagnosticCode(
    "E0801", "words that the brand forbids",
    explanation: """
      A rule about words holds for all that was written, on every path: defaults and labels, both sides of each \
      condition, and what comes together where they meet. Case and accents don't matter, and words are whole: a \
      rule against `free` leaves `freedom` alone.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            Your prize is guaranteed.
            """
        }
      }
      brand {
        forbid words contains any of ("guaranteed", "risk-free")
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            Your prize is waiting.
            """
        }
      }
      brand {
        forbid words contains any of ("guaranteed", "risk-free")
      }
      """#)

  package static let brandMeasure = DiagnosticCode(
    "E0802", "a text that is not as the brand wants it",
    explanation: """
      The brand says how long a text may be, how many emoji it may have, or how many segments an SMS may take. \
      What is written alone already goes beyond it on some path.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop, and a good deal of it this week"
          body """
            News.
            """
        }
      }
      brand {
        require subject.length <= 40
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
      brand {
        require subject.length <= 40
      }
      """#)

  package static let brandLink = DiagnosticCode(
    "E0803", "a link to a site that the brand does not allow",
    explanation: """
      The brand names the sites that its messages may link to.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            [Look](https://elsewhere.example/)
            """
        }
      }
      brand {
        require every link: host is one of ("shop.example")
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            [Look](https://shop.example/)
            """
        }
      }
      brand {
        require every link: host is one of ("shop.example")
      }
      """#)

  package static let brandImage = DiagnosticCode(
    "E0804", "an image that the brand does not allow",
    explanation: """
      The brand says where images stand, or that each has a text for those who can't see it: it is written between \
      the brackets.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            ![](https://shop.example/bread.jpg)
            """
        }
      }
      brand {
        require every image: alt is known
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          body """
            ![Bread](https://shop.example/bread.jpg)
            """
        }
      }
      brand {
        require every image: alt is known
      }
      """#)

  package static let brandOffer = DiagnosticCode(
    "E0805", "an offer that the brand does not allow",
    explanation: """
      The brand says how much a campaign may give away, in every variant of an experiment.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        offer { percent_off 40%, code "WELCOME", valid 14 days }
        email {
          subject "News from the shop"
          body """
            News.
            """
        }
      }
      brand {
        require offer.percent_off <= 30%
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        offer { percent_off 20%, code "WELCOME", valid 14 days }
        email {
          subject "News from the shop"
          body """
            News.
            """
        }
      }
      brand {
        require offer.percent_off <= 30%
      }
      """#)

  package static let brandRule = DiagnosticCode(
    "E0806", "a message that breaks a rule of the brand",
    explanation: """
      A rule of the brand does not hold for this message on some path.
      """,
    bad: #"""
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
      brand {
        require preheader is known
      }
      """#,
    good: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "News from the shop"
          preheader "Fresh today"
          body """
            News.
            """
        }
      }
      brand {
        require preheader is known
      }
      """#)

  package static let brandAdvice = DiagnosticCode(
    "W0807", "a message that is not as the brand advises",
    explanation: """
      What a brand advises is a warning: it never keeps a campaign from being built.
      """,
    bad: #"""
      campaign hello {
        audience where yes
        schedule every day at 10:00
        email {
          subject "NEWS FROM THE SHOP"
          body """
            News.
            """
        }
      }
      brand {
        advise subject.capitals <= 30%
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
      brand {
        advise subject.capitals <= 30%
      }
      """#)

  package static let unknownRuleWord = DiagnosticCode(
    "E0808", "a rule about something that messages do not have",
    explanation: """
      A rule speaks of `subject`, `preheader`, `body`, `title`, `text`, `words`, `links`, `images`, `offer` or \
      `sms`, and of what is counted of them; or of `every link` and `every image`.
      """,
    bad: #"""
      brand {
        require subjct.length <= 60
      }
      """#,
    good: #"""
      brand {
        require subject.length <= 60
      }
      """#)

  package static let wrongRule = DiagnosticCode(
    "E0809", "a rule that says nothing about a message",
    explanation: """
      A rule compares what is counted with a number, asks whether words stand in a part, or says something of \
      every link or image.
      """,
    bad: #"""
      brand {
        require subject.length <= 60%
      }
      """#,
    good: #"""
      brand {
        require subject.length <= 60
      }
      """#)

  /// Every code of this area.
  package static let brand: [DiagnosticCode] = [
    .brandWords, .brandMeasure, .brandLink, .brandImage, .brandOffer, .brandRule, .brandAdvice, .unknownRuleWord,
    .wrongRule,
  ]
}
