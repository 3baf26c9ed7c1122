import Foundation

/// A mistake that somebody makes in files that were right, made at every place where it can be made.
package struct MutationOperator: Sendable {
  /// The files that it changes.
  package enum Files: Sendable {
    case audiences, brands, campaigns, library, tenants

    package func contains(_ path: String) -> Bool {
      switch self {
      case .audiences: path.hasSuffix("/audience.campaign")
      case .brands: path.hasSuffix("/brand.campaign")
      case .campaigns: path.contains("/campaigns/") || path == "library/winback.campaign"
      case .library: path.hasPrefix("library/")
      case .tenants: path.hasSuffix("/tenant.campaign")
      }
    }
  }

  /// In the imperative.
  package let name: String
  package let files: Files
  /// Where it can be made; a dot matches no line break, and `^` and `$` are the ends of a line.
  let pattern: String
  /// Whether the tenant has no quiet hours, which keep messages from what happens at night.
  package let isWithoutQuietHours: Bool
  /// What stands there then, from the groups of the match; nil where that would be no mistake.
  let replacement: @Sendable (_ groups: [String], _ tenant: SampleTenant) -> String?

  package init(
    _ name: String, _ files: Files, isWithoutQuietHours: Bool = false, _ pattern: String,
    _ replacement: @escaping @Sendable (_ groups: [String], _ tenant: SampleTenant) -> String?
  ) {
    self.name = name
    self.files = files
    self.pattern = pattern
    self.isWithoutQuietHours = isWithoutQuietHours
    self.replacement = replacement
  }

  /// A place at which the mistake can be made.
  package struct Place {
    package let range: NSRange
    package let before: String
    package let after: String
  }

  /// Every place of a file.
  package func places(in text: NSString, _ tenant: SampleTenant) throws -> [Place] {
    let expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
    return expression.matches(in: text as String, range: NSRange(location: 0, length: text.length)).compactMap {
      match in
      let groups = (0..<match.numberOfRanges).map { index in
        let range = match.range(at: index)
        return range.location == NSNotFound ? "" : text.substring(with: range)
      }
      guard let after = replacement(groups, tenant), after != groups[0] else { return nil }
      return Place(range: match.range, before: groups[0], after: after)
    }
  }

  /// Leaves out what matches, but for its first group.
  package init(dropping name: String, _ files: Files, _ pattern: String) {
    self.init("drop " + name, files, pattern) { groups, _ in groups.count > 1 ? groups[1] : "" }
  }
}

/// What mutations have to know of a sample tenant.
package struct SampleTenant: Sendable {
  package let name: String
  /// A condition that some members meet and some don't, wherever the attribute is not demanded.
  package let condition: String
  /// A phrase that the brand forbids in the whole message, as far as its first letters, and the rest.
  package let phrase: (start: String, end: String)
  /// A day and a time that the clocks skip there.
  package let gap: (day: String, time: String)
  /// The salt of another draw there.
  package let salt: String
  /// Whether its campaigns use the library's template.
  package let usesTemplate: Bool

  package static let all = [
    SampleTenant(
      name: "bazaar", condition: "city is known", phrase: ("che", "ap"), gap: ("2027-03-28", "01:30"),
      salt: "tier-gift-present", usesTemplate: false),
    SampleTenant(
      name: "fjordmat", condition: "city is known", phrase: ("garan", "tert"), gap: ("2027-03-28", "02:30"),
      salt: "velkommen-holdout", usesTemplate: false),
    SampleTenant(
      name: "freshmart", condition: "next_coffee is known", phrase: ("guar", "anteed"), gap: ("2027-03-14", "02:30"),
      salt: "weekly-depth", usesTemplate: true),
    SampleTenant(
      name: "journey", condition: "income is known", phrase: ("guar", "anteed"), gap: ("2027-03-14", "02:30"),
      salt: "visit-survey-holdout", usesTemplate: true),
  ]
}
