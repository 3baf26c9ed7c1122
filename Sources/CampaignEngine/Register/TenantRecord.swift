/// What the engine knows of a tenant, as a revision of the workspace said it.
package struct TenantRecord: Codable, Hashable, Sendable {
  package struct Campaign: Codable, Hashable, Sendable {
    package var name: String
    package var formerName: String?
    /// Of the plan, by which the register has it: SHA-256 in hexadecimal digits.
    package var plan: String
    /// Since when the campaign falls due as its plan says: occurrences before were of another schedule, or of none.
    package var scheduledSince: Int64
    /// Of all that its template says but the messages: while it stays, an edit of the library changes content only. Nil where nobody said.
    package var frame: String?

    package init(
      name: String, formerName: String? = nil, plan: String, scheduledSince: Int64, frame: String? = nil
    ) {
      self.name = name
      self.formerName = formerName
      self.plan = plan
      self.scheduledSince = scheduledSince
      self.frame = frame
    }

    /// Whether the other one is this campaign, or what it was before a rename.
    package func continues(_ other: Campaign) -> Bool { name == other.name || formerName == other.name }
  }

  package struct Channel: Codable, Hashable, Sendable {
    /// `email`, `sms` or `push`.
    package var name: String
    package var ratePerSecond: Double?

    package init(name: String, ratePerSecond: Double? = nil) {
      self.name = name
      self.ratePerSecond = ratePerSecond
    }
  }

  /// The most messages that a member gets in so many calendar days.
  package struct Cap: Codable, Hashable, Sendable {
    package var count: Int
    package var days: Int

    package init(count: Int, days: Int) {
      self.count = count
      self.days = days
    }
  }

  /// Seconds after midnight; where they end before they begin, they pass midnight.
  package struct QuietHours: Codable, Hashable, Sendable {
    package var from: Int
    package var until: Int

    package init(from: Int, until: Int) {
      self.from = from
      self.until = until
    }

    package func contain(_ secondOfDay: Int) -> Bool {
      from <= until ? (from..<until).contains(secondOfDay) : secondOfDay >= from || secondOfDay < until
    }
  }

  package var name: String
  package var timezone: String
  /// Absolute, as is the folder in which it must lie.
  package var audiencePath: String
  package var audienceFolder: String
  package var channels: [Channel]
  package var quietHours: QuietHours?
  package var caps: [Cap]
  package var campaigns: [Campaign]

  package init(
    name: String, timezone: String, audiencePath: String, audienceFolder: String, channels: [Channel] = [],
    quietHours: QuietHours? = nil, caps: [Cap] = [], campaigns: [Campaign] = []
  ) {
    self.name = name
    self.timezone = timezone
    self.audiencePath = audiencePath
    self.audienceFolder = audienceFolder
    self.channels = channels
    self.quietHours = quietHours
    self.caps = caps
    self.campaigns = campaigns
  }
}
