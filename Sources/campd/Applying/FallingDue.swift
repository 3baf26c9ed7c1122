import CampaignPlan

extension Plan {
  /// Whether it falls due at the same times as another, or with the same events: then what was due before it was applied still is.
  func fallsDue(as other: Plan) -> Bool {
    switch (schedule, other.schedule) {
    case (nil, nil): event?.name == other.event?.name && event?.table == other.event?.table
    case (var own?, var others?):
      zoneColumn == other.zoneColumn
        && {
          // At which place the zone is read changes with whatever else is.
          (own.memberZone, others.memberZone) = (nil, nil)
          return own == others
        }()
    default: false
    }
  }

  private var zoneColumn: String? {
    schedule?.memberZone.flatMap { Int($0) < audience.columns.count ? audience.columns[Int($0)].column : nil }
  }
}
