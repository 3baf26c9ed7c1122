/// The tenant of all random campaigns, with every kind of column.
extension RandomPrograms {
  /// A layer for each campaign `c0`, `c1`, … of a workspace, for slices of one layer never overlap.
  static let layers = (0..<50).map { "  layer l\($0) salt \"layer-\($0)\"" }.joined(separator: "\n")

  package static let tenant = """
    tenant shop {
      name        "Shop"
      timezone    "Europe/Oslo"
      currency    EUR
      languages   en_GB, nb_NO, de_DE, pl_PL, ar_EG by member.lang otherwise en_GB
      audience    "audience.sqlite"
      link_base   "https://go.shop.example"
      placeholder "null", "n/a", "None"

      channel email {
        sender  "Shop <hello@mail.shop.example>"
        address "1 \\"Shop\\" Street & Co, 0150 Oslo"
        rate    20_000 per hour
        warm_up 500 per day growing 20% per day
      }
      channel sms {
        sender  "SHOP", rate 5 per second,
        price   0.04 EUR per 1 segments
        warm_up 50 per hour growing 20% per hour
      }
      channel push { app "example.shop.app", warm_up 100 per week growing 5% per week }

      quiet_hours 21:00 to 08:00
      cap         1 per day
      cap         3 per 2 weeks
    \(layers)
    }
    """

  package static let audience = """
    audience member from members key member_id {
      name      text(6, name)?
      nick      text(4)?             invalid is missing
      city      text(5)
      code      text(4, gsm)?
      tier      choice(bronze as "Bronze" as "Bronse" in nb_NO < silver as "Silver & co" < gold as "'Gold'")
      color     choice(red, green, blue)?
      size      choice(small "S" < large "L")?  invalid is missing
      points    int(0 to 100)
      score     int(-50 to 50)?
      level     int(1 to 9)?         invalid is missing
      weight    decimal(0 to 500)?   from "weight in kg"
      discount  percent(0 to 50)     in percent
      spend     money(0 to 999)      from spend_cents in cents
      joined    timestamp            from joined_at in seconds
      seen      timestamp?           from seen_ms in milliseconds
      birthday  date?                in iso
      wants_sms bool                 from sms_flag in ("Y", "N")
      vip       bool?
      lang      choice(en_GB "en", nb_NO "no", de_DE "de", pl_PL "pl", ar_EG "ar", sv_SE "sv")?
      mobile    phone?
      mail      email?
      opens     time?                in iso
      zone      timezone?            invalid is missing
      site      url on "shop.example"?
      visited   timestamp?           from visited_iso in iso
      chance    percent(0 to 50)?    from chance_bp in basis_points  invalid is missing
      lucky     set of int(1 to 9) up to 3 from lucky_numbers(member_id, number)
      home      place?               from place_id  invalid is missing
      best      item?                from best_sku
      favorites set of text(5) up to 3 from favorites(member_id, item)

      many orders up to 4 from orders(member_id) key order_id {
        placed  timestamp            from placed_at in seconds
        total   money(0 to 500)      from total_cents in cents
        rating  int(1 to 5)?
        store   text(5)
        note    text(4)?             invalid is missing
        item    item                 from sku
        gift    item?                from gift_sku  invalid is missing
      }

      event basket_left from baskets(owner) key basket_id {
        time    timestamp            from left_ms in milliseconds
        total   money(0 to 500)      from total_cents in cents
        items   int(0 to 9)?
        code    text(4, gsm)?        from voucher  invalid is missing
        shop    text(5)
        urgent  bool?                in ("Y", "N")
        size    choice(small "S" < large "L")
        gadget  item?                from gadget_sku
        tags    set of text(5) up to 3 from basket_tags(basket_id, tag)

        many lines up to 4 from basket_lines(basket_id) key line_no {
          product text(5)
          price   money(0 to 500)    from price_cents in cents
          rank    int(1 to 5)?
          thing   item               from thing_sku
        }
      }

      reach email at mail  where not wants_sms or points > 20
      reach sms  at mobile where wants_sms
      reach push at code   where vip is known and vip
    }

    catalog item up to 10 from items key sku {
      title   text(5)
      price   money(0 to 99)       from price_cents in cents
      hint    text(4)?
      page    url on "shop.example"
      kind    choice(red, green)?  invalid is missing
    }
    catalog place up to 10 from places key place_id {
      town    text(5)
      stars   int(1 to 5)?
    }
    """

  /// A brand, in whose colors e-mails are laid out; tenants without one have the layout that is built in.
  package static let brand = """
    brand {
      layout own {
        accent \(accent), paper #FFFFFF
      }
      require subject.length <= 2_000  because "nobody reads more"
      forbid  words contains any of (\(forbidden.map { "\"\($0)\"" }.joined(separator: ", ")))
      forbid  subject starts with any of (\(forbiddenStarts.map { "\"\($0)\"" }.joined(separator: ", ")))
      forbid  body ends with "\(forbiddenEnd)"
      forbid  words contains "it's oslo" and not (body contains "silver")
      require every link: host is one of ("shop.example")
      advise  subject.capitals <= 100%
    }
    """
  /// What no author writes, and data says: alone, and over the seams to what is written around it.
  static let forbidden = ["act now", "risk-free", "w oslo", "s oslo", "it's ås", "a b oslo", "rome a", "rome rome"]
  static let forbiddenStarts = ["S K", "S \u{C5}s"]
  static let forbiddenEnd = "Oslo."
  static let accent = "#0a7f3f"
  static let layoutStyle = "a { color: var(--accent) }\n@media print { main { color: var(--paper) } }"
  static let layoutBody = """

    <slot name="preheader"></slot>
    <table role="presentation"><tr><td style="border: 1px solid var(--accent)">
    <slot name="body"></slot></td></tr></table>
    <p>{ <slot name="address"></slot> } <slot name="unsubscribe" class="off">Leave</slot></p>
    """

  /// A layout of the library.
  package static let layout = """
    layout own {
      color accent
      color paper
      html \"\"\"
        <style>
          \(layoutStyle.replacing("\n", with: "\n      "))
        </style>\(layoutBody.replacing("\n", with: "\n    "))
        \"\"\"
    }
    """
}
