import CampaignDiagnostics
import CampaignSyntax

/// The names of an audience, for lookups while checking. A declaration whose type could not be read keeps its name and
/// has no type: reading it gives nothing and reports nothing, for its mistake was reported where it stands.
package struct AudienceTable {
  struct Attribute {
    var name: Name
    var type: ValueType?
    /// Where its bounds were written, for notes.
    var declaration: Span
    var owner = RowOwner.member
    var isRead = false
    /// Of a field of a reference's item.
    var item: ItemField?

    /// Whether it refers to an item of a catalog.
    var isReference: Bool {
      if case .item? = type?.base { true } else { false }
    }
  }

  /// What an attribute reads that is named `product.name`.
  struct ItemField {
    /// The reference's index, among the attributes or fields beside it.
    var reference: Int
    var catalog: CatalogID
    var field: Int
  }

  struct Catalog {
    var name: Name
    var fields: [Attribute]
    var fieldIndex: [String: Int]
  }

  struct Relation {
    var name: Name
    var isSet: Bool
    var upTo: Int
    var fields: [Attribute]
    var fieldIndex: [String: Int]
    var owner = RowOwner.member
    var isRead = false

    /// As a campaign writes it.
    var written: String { owner == .member ? name.text : "event.\(name.text)" }
  }

  /// An event's names, as `event.…` finds them.
  struct Event {
    var name: Name
    var attributeIndex: [String: Int] = [:]
    var relationIndex: [String: Int] = [:]
    /// Whether a campaign answers it.
    var isRead = false
  }

  /// What a member is called: `member.first_name` is `first_name`.
  var memberName = "member"
  /// Of members and of events; the two indexes hold members' names alone.
  var attributes: [Attribute] = []
  var attributeIndex: [String: Int] = [:]
  var relations: [Relation] = []
  var relationIndex: [String: Int] = [:]
  var events: [Event] = []
  var eventIndex: [String: Int] = [:]
  var catalogs: [Catalog] = []
  var catalogIndex: [String: Int] = [:]
  package var reaches: [Channel: CheckedReach] = [:]
  /// Whether declarations may have been lost to a syntax error: then no name is said to be unknown.
  var isIncomplete = false
  package var checked: CheckedAudience?

  package init() {}
}

/// The segments of a tenant, each checked when it is first asked for.
package struct SegmentTable {
  struct Segment {
    var syntax: SegmentSyntax
    var state = State.unchecked
    var isRead = false
  }

  enum State {
    case unchecked, checking, failed
    case checked(CheckedSegment)
  }

  var segments: [Segment] = []
  var index: [String: Int] = [:]
  var isIncomplete = false
  /// How many segments are being checked, each for the sake of the one before.
  var depth = 0
}

/// A segment that was found to be sound; its variables are numbered from 0.
struct CheckedSegment {
  var clauses: [CheckedClause]
  var expression: CheckedExpression
  var variableCount: Int
  /// How many expressions it is made of.
  var size: Int
  /// What holds of every member of the segment.
  var facts: Facts
}
