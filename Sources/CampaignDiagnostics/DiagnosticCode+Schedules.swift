/// When campaigns run, and what goes wrong between a schedule and the tenant's hours.
extension DiagnosticCode {
  package static let badSchedule = DiagnosticCode(
    "E0604", "a schedule that does not work",
    explanation: """
      A schedule says on which days, at what time and in whose time zone a campaign runs.
      """,
    bad: """
      campaign hello {
        audience where yes
        schedule every day
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      campaign hello {
        audience where yes
        schedule every day at 10:00
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let noBestHour = DiagnosticCode(
    "W0618", "a best hour within the quiet hours",
    explanation: """
      The engine looks for each member's best hour between two times of day, and sends nothing in the tenant's quiet hours. \
      If those leave no whole hour between the two, there is nothing to choose from.
      """,
    bad: """
      tenant shop {
        name        "Shop"
        timezone    "Europe/Oslo"
        currency    EUR
        languages   en_GB
        audience    "audience.sqlite"
        quiet_hours 21:00 to 08:00
        channel push { app "com.shop.example" }
      }
      campaign hello {
        audience where yes
        schedule every day at the best hour between 06:00 and 08:30
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      tenant shop {
        name        "Shop"
        timezone    "Europe/Oslo"
        currency    EUR
        languages   en_GB
        audience    "audience.sqlite"
        quiet_hours 21:00 to 08:00
        channel push { app "com.shop.example" }
      }
      campaign hello {
        audience where yes
        schedule every day at the best hour between 06:00 and 12:00
        push { title "Hello", text "News from the shop" }
      }
      """)

  package static let quietTime = DiagnosticCode(
    "W0666", "a time within the quiet hours",
    explanation: """
      Nothing is sent in the tenant's quiet hours: a message of a campaign that runs then waits for their end, and goes \
      out at that time. So does one of a step that comes hours after its entry. Where it expires before that, nobody ever \
      gets it, which is an error.

      Times are compared as they are written where the campaign runs by the clocks of the tenant or of each member. \
      Those of another zone say nothing of what the members' clocks show.
      """,
    bad: """
      tenant shop {
        name        "Shop"
        timezone    "Europe/Oslo"
        currency    EUR
        languages   en_GB
        audience    "audience.sqlite"
        quiet_hours 21:00 to 08:00
        channel push { app "com.shop.example" }
      }
      campaign hello {
        audience where yes
        schedule every day at 22:00
        push { title "Hello", text "News from the shop" }
      }
      """,
    good: """
      tenant shop {
        name        "Shop"
        timezone    "Europe/Oslo"
        currency    EUR
        languages   en_GB
        audience    "audience.sqlite"
        quiet_hours 21:00 to 08:00
        channel push { app "com.shop.example" }
      }
      campaign hello {
        audience where yes
        schedule every day at 18:00
        push { title "Hello", text "News from the shop" }
      }
      """)

  /// Every code of this area.
  package static let schedules: [DiagnosticCode] = [.badSchedule, .noBestHour, .quietTime]
}
