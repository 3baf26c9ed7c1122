import CampaignDiagnostics
import CampaignSyntax

/// What every check within one tenant shares: the names it has, its settings, and the findings so far.
///
/// One is made for each tenant; it never leaves the checker.
package final class TenantContext {
  /// The texts that the spans point into.
  package let sources: SourceMap
  /// Known time-zone names; nil where they aren't known, and then only their shape is checked.
  let zones: Set<String>?
  /// What is known of dates and zones; without it nothing is said that depends on them.
  let basis: ProofBasis?
  package private(set) var findings: [Diagnostic] = []
  /// Counts everything that was wrong so far, what was not reported again included: where it grew, nothing sound came out.
  private(set) var errorCount = 0
  /// What stood where these were reported is unknown, so nothing is said to be missing there.
  let syntaxErrors: [Diagnostic]
  /// Whether what is checked is a template or a layout by itself, and there is no tenant.
  let isLibrary: Bool
  /// Rules of which a breach is reported, but keeps nothing from coming out, so that tests can show what they prevent.
  var unproven: Set<DiagnosticCode> = []
  /// What tenants can use of the workspace's library.
  var library = LibraryTable()
  /// The template that the campaign being checked is made from.
  var instance: TemplateInstance?

  package var settings = TenantSettings()
  package var audience = AudienceTable()
  /// Of a template that is checked by itself: what it needs, as an audience. It says nothing of how its members are reached.
  var neededAudience: CheckedAudience?
  /// Decides about conditions over the audience; nil where that was wrong.
  private(set) lazy var solver = (audience.checked ?? neededAudience).map { PredicateSolver(audience: $0) }
  package var segments = SegmentTable()
  /// What stands around the body of e-mails.
  var layout = MailLayout.standard
  /// What the brand demands of each message; nil where the tenant has no brand.
  var brand: BrandRules?
  var unknownNames = UnknownNames()
  /// Where each salt was first written, for all of the tenant's draws are told apart by their salts.
  var salts: [String: Span] = [:]
  /// Whether a catalog may have been lost to a syntax error.
  var lacksCatalogs = false
  /// Whether what the tenant's file says may have been lost to a syntax error.
  var isTenantIncomplete = false
  /// Whether a segment may have lost a part to a syntax error, and so what it says of its members.
  var lacksFacts = false
  /// Campaigns that came to nothing.
  var lostCampaigns: [Name] = []
  /// Channels for which a missing `reach` or `channel` was reported.
  var reportedChannels: Set<Channel> = []

  package init(
    sources: SourceMap, zones: Set<String>?, syntaxErrors: [Diagnostic], isLibrary: Bool = false,
    basis: ProofBasis? = nil
  ) {
    self.sources = sources
    self.zones = zones
    self.syntaxErrors = syntaxErrors
    self.isLibrary = isLibrary
    self.basis = basis
    if isLibrary {
      // Nothing is said to be missing of a tenant that isn't there.
      isTenantIncomplete = true
      settings.displayName = "Shop"
      settings.timezone = "UTC"
    }
  }

  package func report(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error, !unproven.contains(diagnostic.code) { errorCount += 1 }
    guard let instance else { return findings.append(diagnostic) }
    // Several places of a template come to one place of the campaign.
    guard let placed = instance.placed(diagnostic),
      !findings.contains(where: { $0.span == placed.span && $0.message == placed.message })
    else { return }
    findings.append(placed)
  }

  package func report(
    _ code: DiagnosticCode, _ message: String, at span: Span, label: String? = nil, notes: [Note] = [],
    helps: [String] = [], fixes: [Fix] = []
  ) {
    report(Diagnostic(code, message, at: span, label: label, notes: notes, helps: helps, fixes: fixes))
  }

  /// Says that something came to nothing, reported or not.
  func fail() { errorCount += 1 }

  /// Says that a rule is broken, and that this was reported elsewhere.
  func fail(_ code: DiagnosticCode) { if !unproven.contains(code) { errorCount += 1 } }

  /// Whether a syntax error was reported within the span, or at what stands right behind it: there more of it may have been meant.
  package func isUnreadable(_ span: Span) -> Bool {
    let near = withBlanksBehind(span)
    return syntaxErrors.contains { $0.lies(in: near) }
  }

  private func withBlanksBehind(_ span: Span) -> Span {
    guard span.file.rawValue < UInt32(clamping: sources.files.count) else { return span }
    let bytes = sources[span.file].bytes
    var end = Int(span.end)
    while end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") { end += 1 }
    return Span(span.file, span.start, UInt32(clamping: end))
  }

  /// What the author wrote, on one line; at most `limit` characters where one is given.
  package func text(_ span: Span, limit: Int = .max) -> String { Self.oneLine(source(span), limit: limit) }

  /// As `text`, of a condition as the funnel shows it: in the place of a template's parameters stand the arguments.
  func clauseText(_ span: Span, _ template: TemplateBinding?) -> String {
    var written = ""
    var start = span.start
    for read in template?.reads(in: span) ?? [] {
      written += source(Span(span.file, start, read.name.start)) + source(read.argument)
      start = read.name.end
    }
    return Self.oneLine(written + source(Span(span.file, start, span.end)))
  }

  private static func oneLine(_ written: String, limit: Int = .max) -> String {
    var result = ""
    var gap = false
    var count = 0
    for character in written {
      if character.isWhitespace {
        gap = !result.isEmpty
        continue
      }
      if count >= limit { return result + "…" }
      if gap {
        result.append(" ")
        count += 1
      }
      gap = false
      result.append(character)
      count += 1
    }
    return result
  }

  /// As it stands in a message: in backticks, short.
  package func quoted(_ span: Span) -> String { "`\(text(span, limit: 60))`" }
}

/// What a tenant's file says about it; parts that are missing or wrong are nil and were reported.
package struct TenantSettings {
  package var name = ""
  package var displayName: String?
  package var timezone: String?
  package var currency: Currency?
  package var currencySpan: Span?
  /// The default first: the one that messages are written in unless they say otherwise.
  package var languages: [String] = []
  /// How a member's language is known; nil where the tenant has one language, or the way was wrong and was reported.
  var memberLanguage: MemberLanguage?
  /// Whether one of the languages may have been meant to be another.
  var hasDoubtfulLanguage = false
  /// Languages of labels that were read before it was known which languages the tenant surely has; nil from then on.
  var labelLanguages: [Name]? = []
  package var audiencePath: String?
  package var linkBase: String?
  package var placeholders: [String] = []
  package var channels: [Channel: CheckedChannel] = [:]
  package var quietHours: (from: Int, until: Int)?
  package var caps: [(count: Int, per: CalendarOffset)] = []
  var layers: [String: Layer] = [:]

  /// A division of all members that experiments take slices of.
  struct Layer {
    var salt: String
    var span: Span
    /// The slices that are taken, each by an experiment of some campaign.
    var slices: [(basisPoints: Range<Int>, experiment: Name, campaign: String)] = []
  }
}
