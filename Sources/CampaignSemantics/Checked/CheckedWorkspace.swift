import CampaignDiagnostics
import CampaignSyntax

/// A workspace whose files were parsed, before names are looked up. Paths of folders are as shown to people.
package struct ParsedWorkspace: Sendable {
  package struct Tenant: Sendable {
    package var directory: String
    package var files: [FileSyntax]

    package init(directory: String, files: [FileSyntax]) {
      self.directory = directory
      self.files = files
    }
  }

  package var root: FileSyntax
  package var library: [FileSyntax]
  package var tenants: [Tenant]

  package init(root: FileSyntax, library: [FileSyntax], tenants: [Tenant]) {
    self.root = root
    self.library = library
    self.tenants = tenants
  }
}

/// What came out of checking: tenants and campaigns without errors.
package struct CheckedWorkspace: Sendable {
  package var name: String
  package var tenants: [CheckedTenant]

  package init(name: String, tenants: [CheckedTenant]) {
    self.name = name
    self.tenants = tenants
  }
}

package struct Currency: Hashable, Sendable {
  /// ISO 4217.
  package var code: String
  package var fractionDigits: Int

  package init(code: String, fractionDigits: Int) {
    self.code = code
    self.fractionDigits = fractionDigits
  }
}

package struct CheckedTenant: Sendable {
  package var name: String
  package var displayName: String
  package var directory: String
  package var timezone: String
  package var currency: Currency
  /// The default first: the one that messages are written in unless they say otherwise.
  package var languages: [String]
  /// Of the audience database, relative to the tenant's folder.
  package var audiencePath: String
  package var linkBase: String?
  /// Texts that stand for a missing value, compared after trimming and folding of ASCII case.
  package var placeholders: [String]
  package var channels: [Channel: CheckedChannel]
  package var quietHours: (from: Int, until: Int)?
  package var caps: [(count: Int, per: CalendarOffset)]
  package var proofs = TogetherProofs()
  package var audience: CheckedAudience
  package var campaigns: [CheckedCampaign]
  /// In the order of the source.
  package var tests: [CheckedTest]
  /// What the brand demands, as written: proven of every message of the campaigns.
  package var brandRules: [String] = []

  package init(
    name: String, displayName: String, directory: String, timezone: String, currency: Currency, languages: [String],
    audiencePath: String, linkBase: String?, placeholders: [String], channels: [Channel: CheckedChannel],
    quietHours: (from: Int, until: Int)?, caps: [(count: Int, per: CalendarOffset)], audience: CheckedAudience,
    campaigns: [CheckedCampaign], tests: [CheckedTest] = []
  ) {
    self.name = name
    self.displayName = displayName
    self.directory = directory
    self.timezone = timezone
    self.currency = currency
    self.languages = languages
    self.audiencePath = audiencePath
    self.linkBase = linkBase
    self.placeholders = placeholders
    self.channels = channels
    self.quietHours = quietHours
    self.caps = caps
    self.audience = audience
    self.campaigns = campaigns
    self.tests = tests
  }
}

package struct CheckedChannel: Sendable {
  package var channel: Channel
  /// `Fresh Mart <hello@mail.freshmart.example>`, an alphanumeric SMS sender, or a push app.
  package var sender: String
  /// The postal address that every e-mail shows.
  package var postalAddress: String?
  package var ratePerSecond: Double?
  /// Price of one SMS segment in 10^-6 of a currency unit.
  package var segmentPriceMicros: Int64?
  package var span: Span

  package init(
    channel: Channel, sender: String, postalAddress: String?, ratePerSecond: Double?, segmentPriceMicros: Int64?,
    span: Span
  ) {
    self.channel = channel
    self.sender = sender
    self.postalAddress = postalAddress
    self.ratePerSecond = ratePerSecond
    self.segmentPriceMicros = segmentPriceMicros
    self.span = span
  }
}
