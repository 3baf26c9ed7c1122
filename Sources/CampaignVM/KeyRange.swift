import CampaignSQLite

/// A part of the audience: members whose keys lie next to each other.
struct KeyRange {
  enum Part {
    case all
    /// Members without a key, who come before all others; and all others.
    case keyless, keyed
    /// By their keys: up to one, behind one and up to another, behind one.
    case upTo, between, after
    /// The member with a key.
    case single

    /// What an audience that is shared is divided into.
    static let ofRanges: [Part] = [.keyless, .keyed, .upTo, .between, .after]

    /// As SQL; the upper key's parameter follows the lower one's, and stands in its place where there is none.
    func conditions(_ key: String, lower: Int32) -> [String] {
      switch self {
      case .all: []
      case .keyless: ["\(key) IS NULL"]
      case .keyed: ["\(key) IS NOT NULL"]
      case .upTo: ["\(key) <= ?\(lower)"]
      case .between: ["\(key) > ?\(lower)", "\(key) <= ?\(lower + 1)"]
      case .after: ["\(key) > ?\(lower)"]
      case .single: ["\(key) = ?\(lower)"]
      }
    }
  }

  /// Its place among the ranges of the run, from 0.
  let index: Int
  let part: Part
  let lower: OwnedValue?
  let upper: OwnedValue?

  /// Binds its keys from a parameter on.
  func bind(to row: Row, from parameter: Int32) -> Int32 {
    var next = parameter
    for key in [lower, upper] {
      guard let key else { continue }
      let code = key.bind(to: row, next)
      if code != SQLiteCode.ok { return code }
      next += 1
    }
    return SQLiteCode.ok
  }
}
