/// What a revision does to a campaign.
struct CampaignChange {
  enum Kind: String, CaseIterable {
    case new, changed, same, removed
    /// Something is wrong with the tenant's files, and what runs goes on.
    case kept
  }

  var tenant: String
  var campaign: String
  var kind: Kind
  /// Of the plan that runs afterwards, or ran.
  var plan: String

  /// A line for each of the changes, and for those that change nothing where `all` are asked for.
  static func table(_ changes: [CampaignChange], all: Bool) -> String {
    var table = TextTable()
    for change in changes where all || change.kind != .same {
      table.add(["\(change.tenant)/\(change.campaign)", change.kind.rawValue, String(change.plan.prefix(12))])
    }
    return table.text
  }

  /// Such as `1 new, 2 the same`.
  static func summary(_ changes: [CampaignChange]) -> String {
    let counts = Kind.allCases.compactMap { kind in
      let count = changes.count { $0.kind == kind }
      return count == 0 ? nil : "\(count) \(kind == .same ? "the same" : kind.rawValue)"
    }
    return counts.isEmpty ? "no campaigns" : counts.joined(separator: ", ")
  }
}
