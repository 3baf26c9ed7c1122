import CampaignDiagnostics
import CampaignSyntax

/// Which names can be read at one place, besides those of the tenant.
package struct Scope {
  /// A current row: of a loop, by the loop's name; or of an aggregate, whose fields are read by their bare names.
  package struct Row {
    package var name: String?
    package var variable: VariableID
    package var relation: RelationID
  }

  /// Where in a campaign's course it is asked: what can have happened by then.
  package enum Stage: Hashable, Sendable {
    /// In the audience and the first messages, before anything was sent.
    case entry
    /// In `while`, which every step asks.
    case everyStep
    case conversion
    /// In the step of this number.
    case followUp(Int)
  }

  package var rows: [Row] = []
  package var stage = Stage.entry
  /// In a follow-up: what the audience demanded when the member entered, which may no longer hold.
  package var entryFacts = Facts()
  /// The campaign whose experiment and offer can be read; nil in segments and in `reach`.
  package var campaign: CampaignNames?
  /// Whether it is a field of an experiment, which reads no experiment: each stands and is ended by itself.
  package var isExperimentField = false
  /// Whether it is a text that members read.
  package var isMessage = false
  /// Whether it is a form of a plural, where `n` is the number.
  package var hasPluralNumber = false
  /// Directives that could stand where a name does: `{els}` was perhaps meant to be `{else}`.
  package var directives: [String] = []
  package let variables: VariableAllocator

  /// What can be read here besides the tenant's own names.
  var localNames: [String] {
    rows.compactMap(\.name) + (campaign?.experiments.map(\.name.text) ?? [])
      + (campaign?.event == nil ? [] : ["event"]) + (campaign?.template?.parameters.keys.sorted() ?? []) + directives
      + (hasPluralNumber ? ["n"] : []) + historyNames
  }

  package init(campaign: CampaignNames? = nil, variables: VariableAllocator = VariableAllocator()) {
    self.campaign = campaign
    self.variables = variables
  }
}

/// Gives out the variables of one campaign or segment.
package final class VariableAllocator {
  package private(set) var count = 0
  /// How many parts of segments were written out so far.
  private var writtenOut = 0
  /// Segments that repeat each other can grow without end; a campaign's stay below this.
  private static let maxWrittenOut = 20_000

  package init() {}

  /// Counts a segment's parts that are to be written out; false where they are too many.
  func mayWriteOut(_ parts: Int) -> Bool {
    writtenOut += parts
    return writtenOut <= Self.maxWrittenOut
  }

  package func next() -> VariableID { reserve(1) }

  /// Takes several, and returns the first.
  func reserve(_ number: Int) -> VariableID {
    defer { count += number }
    return VariableID(count)
  }
}

/// What a campaign's own parts can read: its experiment's fields and its offer.
package final class CampaignNames {
  package let name: Name
  /// The template that the campaign is made from, or that is checked by itself.
  let template: TemplateBinding?
  package private(set) var experiments: [ExperimentNames] = []
  /// Where in `experiments` the first of a name stands.
  private(set) var experimentIndex: [String: Int] = [:]
  /// The first is the campaign's own name.
  package var steps: [Name]
  package var hasConversion = false
  package var offer: CheckedOffer?
  /// Where the messages of later steps read the offer: the part, and the step's number.
  var offerReads: [(part: String, step: Int, span: Span)] = []
  /// Why `offer.…` can't be read where there is none: an offer that was wrong gives nothing and reports nothing.
  var hasBrokenOffer = false
  /// The event that the campaign answers.
  var event: EventID?
  /// Whether its trigger names no event, which was reported: reading `event.…` reports nothing more.
  var hasBrokenTrigger = false
  /// What is demanded of everybody who gets a message of the step that is being checked.
  var demanded: [CheckedExpression] = []
  /// Whether it was said that no event is answered here.
  var reportedNoEvent = false
  /// Names of what its picks bind.
  var picks: Set<String> = []
  /// Names that stand for something that is not there because it was wrong: reading them reports nothing more.
  var silentNames: Set<String> = []
  /// Whether something of the campaign was lost to a syntax error.
  var isIncomplete = false
  /// Whether an experiment may have been lost: `opening` of `opening.line`.
  var lacksOwners = false
  /// Whether an item may have been lost that declares any name: a pick, or one of which nothing is known.
  var lacksNames = false

  init(name: Name, template: TemplateBinding? = nil) {
    self.name = name
    self.template = template
    steps = [name]
  }

  func add(_ experiment: ExperimentNames) {
    experimentIndex[experiment.name.text] = experimentIndex[experiment.name.text] ?? experiments.count
    experiments.append(experiment)
  }

  /// What has a part of that name: `offer`, or the experiment.
  func owner(ofPart part: String) -> String? {
    if let offer {
      let parts: [(String, Bool)] = [
        ("percent_off", offer.percentOff != nil), ("amount_off", offer.amountOff != nil),
        ("minimum", offer.minimum != nil), ("code", offer.code != nil || offer.uniquePrefix != nil),
        ("ends", offer.validity != nil),
      ]
      if parts.contains(where: { $0.0 == part && $0.1 }) { return "offer" }
    }
    return experiments.first { $0.fields.contains { $0.name.text == part } }?.name.text
  }
}

/// An experiment as its campaign reads it.
package struct ExperimentNames {
  package let name: Name
  package let variants: [Name]
  package let fields: [ExperimentField]
  /// Whether the experiment was reported: then an unknown field is not reported again.
  let isBroken: Bool
}

/// One field of an experiment: what it is in each variant, as written.
package struct ExperimentField {
  package let name: Name
  /// In the order of the variants; for a field that is text, each is a `template`.
  package let values: [Expression]
  /// Nil for text, which is rendered where it is read.
  package let checked: [CheckedExpression]?
}
