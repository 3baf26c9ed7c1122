import CampaignDiagnostics
import CampaignSyntax

/// A brand rule's condition with its words resolved.
indirect enum BrandPredicate {
  case measure(BrandMeasure, CheckedExpression.Comparison, Int64)
  case contains(part: String, Expression.TextTest, [String])
  case isKnown(part: String)
  case every(image: Bool, LinkPredicate)
  case not(BrandPredicate)
  case and([BrandPredicate])
  case or([BrandPredicate])

  /// Whether it hangs on what a text says, which data may add to.
  var speaksOfWords: Bool {
    switch self {
    case .contains: true
    case .measure, .isKnown, .every: false
    case .not(let inner): inner.speaksOfWords
    case .and(let inner), .or(let inner): inner.contains(where: \.speaksOfWords)
    }
  }
}

extension BrandPredicate {
  /// Whether it says where links lead or how they begin, of all of them.
  var speaksOfLinks: Bool {
    switch self {
    case .every(image: false, _): true
    case .and(let inner): inner.contains(where: \.speaksOfLinks)
    case .contains, .measure, .isKnown, .every, .not, .or: false
    }
  }
}

/// What a rule counts.
enum BrandMeasure: Hashable {
  case length(part: String)
  case emoji(part: String)
  /// In basis points of the letters.
  case capitals(part: String)
  /// Punctuation marks next to each other.
  case punctuationRun(part: String)
  case segments
  case links, images
  /// Basis points.
  case percentOff
  /// Minor units of the tenant's currency.
  case amountOff, minimum
}

/// What a rule says of each link or image.
/// It is asked of a link that begins with one scheme.
indirect enum LinkPredicate {
  case altIsKnown
  case host(Expression.TextTest?, [String])
  case scheme([String])
  case not(LinkPredicate)
  case and([LinkPredicate])
  case or([LinkPredicate])

  func holds(_ link: WrittenMessage.Link) -> Bool? {
    switch self {
    case .altIsKnown: return link.altIsKnown
    case .scheme(let names): return link.schemes.allSatisfy(names.contains)
    case .host(let test, let names):
      guard let host = link.host else { return nil }
      return names.contains { name in
        switch test {
        case nil: host == name
        case .startsWith: host.hasPrefix(name)
        case .endsWith: host.hasSuffix(name)
        case .contains: host.indices.contains { host[$0...].hasPrefix(name) }
        }
      }
    case .not(let inner): return inner.holds(link).map { !$0 }
    case .and(let inner):
      let results = inner.map { $0.holds(link) }
      return results.contains(false) ? false : results.contains(nil) ? nil : true
    case .or(let inner):
      let results = inner.map { $0.holds(link) }
      return results.contains(true) ? true : results.contains(nil) ? nil : false
    }
  }
}

extension LinkPredicate {
  /// Whether the link would keep to it if it began otherwise.
  func isBroken(bySchemeOf link: WrittenMessage.Link) -> Bool {
    switch self {
    case .scheme, .not(.scheme): return holds(link) == false
    case .and(let inner): return inner.contains { $0.isBroken(bySchemeOf: link) }
    case .altIsKnown, .host, .not, .or: return false
    }
  }
}

extension WrittenMessage.Link {
  /// The link once for each way in which it may begin.
  var byScheme: [WrittenMessage.Link] {
    guard schemes.count > 1 else { return [self] }
    return schemes.map { scheme in
      var link = self
      link.schemes = [scheme]
      return link
    }
  }
}

/// Where and how a condition holds or fails.
struct BrandWitness {
  var code: DiagnosticCode
  /// A sentence of its own.
  var message: String
  var span: Span
  var notes: [Note] = []
  var helps: [String] = []
  var fixes: [Fix] = []
}

/// What is known of a condition over all paths of a message, whoever gets it.
///
/// Conditions over the same path are not tied together: `or` is proven only where one side holds on every path.
struct BrandOutcome {
  /// Paths on which it holds, or fails, as far as that is known.
  var holding: [BrandWitness] = []
  var failing: [BrandWitness] = []
  /// Where no path is known on which all that it takes holds, or fails: one for each part, by which it may.
  var partsHolding: [BrandWitness] = []
  var partsFailing: [BrandWitness] = []
  /// Proven for every path.
  var alwaysHolds = false
  var alwaysFails = false
  /// Whether it speaks of something that the message does not have: such a rule is kept, whatever it says.
  var isVacuous = false

  static let vacuous = BrandOutcome(isVacuous: true)

  /// Whether it is proven that a rule with this condition is kept.
  func keeps(_ strength: BrandSyntax.Strength) -> Bool {
    isVacuous || (strength == .forbid ? alwaysFails : alwaysHolds)
  }

  var negated: BrandOutcome {
    BrandOutcome(
      holding: failing, failing: holding, partsHolding: partsFailing, partsFailing: partsHolding,
      alwaysHolds: alwaysFails, alwaysFails: alwaysHolds, isVacuous: isVacuous)
  }

  static func all(_ outcomes: [BrandOutcome]) -> BrandOutcome {
    let outcomes = outcomes.filter { !$0.isVacuous }
    if outcomes.isEmpty { return .vacuous }
    var result = BrandOutcome()
    result.failing = outcomes.filter { !$0.alwaysHolds }.flatMap(\.failing)
    result.alwaysFails = outcomes.contains(where: \.alwaysFails)
    result.alwaysHolds = outcomes.allSatisfy(\.alwaysHolds)
    let open = outcomes.filter { !$0.alwaysHolds }
    if open.count == 1 {
      (result.holding, result.partsHolding) = (open[0].holding, open[0].partsHolding)
    } else {
      result.partsHolding = open.flatMap { $0.holding.isEmpty ? $0.partsHolding : [$0.holding[0]] }
    }
    result.partsFailing = result.failing.isEmpty ? outcomes.flatMap(\.partsFailing) : []
    // Where all hold, whoever breaks one breaks the whole.
    if open.isEmpty { result.holding = outcomes[0].holding }
    return result
  }
}
