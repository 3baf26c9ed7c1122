import CampaignDiagnostics
import CampaignSyntax

/// What is known at one place of a program about the member and the current rows: which values are there, which related
/// tables have rows. Grows inwards: what a condition guards is checked with the facts that the condition gives.
package struct Facts: Hashable, Sendable {
  /// A value that may be missing elsewhere.
  package enum Reference: Hashable, Sendable {
    case attribute(AttributeID)
    case field(VariableID, Int)
    case extreme(Extreme)

    package init(_ value: Resolution.Value) {
      switch value {
      case .attribute(let id): self = .attribute(id)
      case .field(let variable, _, let field): self = .field(variable, field)
      }
    }
  }

  /// `min`, `max` or `average` of a field, which is missing where there is no row.
  package struct Extreme: Hashable, Sendable {
    package var function: Expression.AggregateFunction
    package var relation: RelationID
    package var field: Int
    package var condition: Condition?
  }

  /// A condition as it is written, with all that its names may mean: the same words of one file, among the same rows, ask
  /// the same.
  package struct Condition: Hashable, Sendable {
    package var source: String
    package var file: FileID
    package var rows: [VariableID]
  }

  /// The rows of a table, or those that meet a condition.
  private struct Rows: Hashable {
    var relation: RelationID
    var condition: Condition?
  }

  private var known: Set<Reference> = []
  private var nonEmpty: Set<Rows> = []
  /// A condition that was wrong, and reported, may have been meant to say anything: what it guards is not reported for
  /// it.
  private var isAnything = false

  package init() {}

  /// What a condition gives that is wrong.
  package static let anything: Facts = {
    var facts = Facts()
    facts.isAnything = true
    return facts
  }()

  package init(known reference: Reference) { known = [reference] }

  /// There is a row that meets the condition; and so there is a row.
  package init(nonEmpty relation: RelationID, where condition: Condition? = nil) {
    nonEmpty = [Rows(relation: relation), Rows(relation: relation, condition: condition)]
  }

  package var isEmpty: Bool { known.isEmpty && nonEmpty.isEmpty && !isAnything }

  package func isKnown(_ reference: Reference) -> Bool { isAnything || known.contains(reference) }

  /// Whether the related table or set has a row, one that meets the condition: a loop over those needs no `{else}`.
  package func isNonEmpty(_ relation: RelationID, where condition: Condition? = nil) -> Bool {
    isAnything || nonEmpty.contains(Rows(relation: relation, condition: condition))
  }

  /// What holds where both hold.
  package func and(_ other: Facts) -> Facts {
    if other.isEmpty { return self }
    if isEmpty { return other }
    var result = self
    result.known.formUnion(other.known)
    result.nonEmpty.formUnion(other.nonEmpty)
    result.isAnything = isAnything || other.isAnything
    return result
  }

  /// What holds where one of them holds.
  package func or(_ other: Facts) -> Facts {
    if isAnything { return other }
    if other.isAnything { return self }
    var result = self
    result.known.formIntersection(other.known)
    result.nonEmpty.formIntersection(other.nonEmpty)
    return result
  }
}
