/// The files of a first workspace: one tenant, two campaigns, a few members.
enum StarterWorkspace {
  static let tenantFolder = "tenants/shop"
  static let audienceFile = "tenants/shop/audience.sqlite"
  /// The campaign, and the instant, that show messages of every kind there is in it.
  static let campaign = "come_back"
  static let instant = "2027-03-02T10:00"

  /// Paths and texts, in the order in which they are written.
  static func files(workspaceName: String) -> [(path: String, text: String)] {
    [
      ("workspace.campaign", "workspace \(workspaceName) {\n  tenants \"tenants/*\"\n}\n"),
      ("\(tenantFolder)/tenant.campaign", tenant),
      ("\(tenantFolder)/audience.campaign", audience),
      ("\(tenantFolder)/brand.campaign", brand),
      ("\(tenantFolder)/campaigns/segments.campaign", segments),
      ("\(tenantFolder)/campaigns/come-back.campaign", comeBack),
      ("\(tenantFolder)/campaigns/favorites.campaign", favorites),
    ]
  }

  private static let tenant = #"""
    // Who sends: one folder below tenants/ for each.
    tenant shop {
      name        "The Corner Shop"
      timezone    "America/New_York"
      currency    USD
      languages   en_US
      audience    "audience.sqlite"
      link_base   "https://go.shop.example"
      placeholder "null", "n/a"

      channel email {
        sender    "The Corner Shop <hello@mail.shop.example>"
        address   "1 Corner Street, Springfield, IL 62701"
      }
      channel sms { sender "CORNER" }

      quiet_hours 21:00 to 08:00
      cap         1 per day
    }

    """#

  private static let audience = #"""
    // What is known about a member, and where it stands in audience.sqlite. A `?` marks what may be missing: it can only be
    // shown with `otherwise`, or where it is known.
    audience member from members key member_id {
      first_name    text(40, name)?
      email_address email?                        from email
      mobile        phone?
      city          text(40)?
      tier          choice(bronze as "Bronze" < silver as "Silver" < gold as "Gold")
      spend         money(0 to 99_999)            from spend_cents in cents
      joined        date                          in iso
      last_order    timestamp?                    from last_order_at in seconds
      email_opt_in  bool
      sms_opt_in    bool
      favorites     set of text(30) up to 5       from member_favorites(member_id, category)

      many orders up to 500 from orders(member_id) key order_id {
        placed      timestamp                     from placed_at in seconds
        total       money(0 to 9_999)             from total_cents in cents
      }

      // An address is used only for those who agreed.
      reach email at email_address where email_opt_in
      reach sms   at mobile        where sms_opt_in
    }

    """#

  private static let brand = #"""
    // What every message must be, and must not be.
    brand {
      require subject.length <= 60                because "phones cut subjects at about 60"
      forbid  words contains any of ("act now", "risk-free", "guaranteed")
      require every link: host is one of ("shop.example")
      require offer.percent_off <= 30%
      require sms.segments <= 1
    }

    """#

  private static let segments = #"""
    segment lapsed where last_order is known and last_order before now - 60 days

    segment regulars where count(orders where placed within last 90 days) >= 2

    """#

  private static let comeBack = #"""
    campaign come_back {
      goal     "Bring members back who have not shopped for two months"
      audience where in lapsed and spend >= 50 USD
      schedule every tuesday at 10:00 in tenant.timezone
      expires  after 10 hours
      repeat   after 60 days

      offer { percent_off 15%, code "COMEBACK15", valid 14 days }

      email {
        subject   "{first_name otherwise "Neighbor"}, we miss you"
        preheader "{offer.percent_off} off your next basket"
        body """
          # Hello {first_name otherwise "neighbor"}

          You last came by on **{last_order as long date}**.

          {for f in favorites first 3}
          - New in {f}
          {else}
          Have a look around: much is new.
          {end}

          Take **{offer.percent_off} off** with the code **{offer.code}**, until {offer.ends as long date}.

          [Plan your visit](https://shop.example/visit)
          """
      }
      sms {
        text "{first_name fits (20, gsm) otherwise "Hi"}: {offer.percent_off} off with {offer.code} until {offer.ends as short date}. Reply STOP to end"
      }
    }

    """#

  private static let favorites = #"""
    campaign weekly_favorites {
      goal     "A weekly basket from the categories they like best"
      audience where in regulars and favorites is not empty
      schedule every friday at 10:00 in tenant.timezone
      expires  after 12 hours
      repeat   every run
      holdout  5% salt "weekly-favorites-holdout"

      experiment opening salt "weekly-favorites-opening" {
        variant plain 50% { line "Picked for you this week" }
        variant warm  50% { line "{first_name fits 20 otherwise "Neighbor"}, this week's picks" }
      }

      email {
        subject   "{opening.line}"
        preheader "{city otherwise "Your town"}, {tier as label}: the week at the corner"
        body """
          ## {opening.line}

          {for f in favorites first 3}
          - {f}
          {end}

          | Order | Total |
          | :---- | ----: |
          {for o in orders by placed descending first 3}
          | {o.placed as short date} | {o.total} |
          {else}
          | None yet | |
          {end}
          """
      }
    }

    """#
}
