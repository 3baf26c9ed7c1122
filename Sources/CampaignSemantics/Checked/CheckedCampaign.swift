import CampaignCalendar
import CampaignDiagnostics

/// A campaign that was found to be sound.
package struct CheckedCampaign: Sendable {
  package var name: String
  /// Its name before it was renamed: who entered under that one has entered.
  package var formerName: String?
  package var goal: String?
  /// The audience: a member is selected for whom every clause holds. Exceptions stand here negated, segments written
  /// out.
  package var clauses: [CheckedClause]
  /// What `while` demands: at the entry as a part of the audience, and again at each step.
  package var standingClauses: [CheckedClause]
  package var conversion: CheckedConversion?
  /// When it runs; nil where it answers an event.
  package var schedule: CheckedSchedule?
  package var trigger: CheckedTrigger?
  package var repetition: Repetition
  package var expires: CalendarOffset?
  package var holdout: Holdout?
  package var experiments: [CheckedExperiment]
  package var offer: CheckedOffer?
  /// Which campaign goes first where a cap leaves room for one: 10 before 1.
  package var priority: Int
  /// Of each pick: a member without such a row is not selected, at no step.
  package var pickClauses: [CheckedClause]
  package var picks: [CheckedPick]
  /// At least one; the first is the campaign's own, named like the campaign.
  package var steps: [CheckedStep]
  package var file: FileID
  /// The files of the library that it is made from as well.
  package var libraryFiles: Set<FileID> = []
  package var span: Span

  package init(
    name: String, formerName: String? = nil, goal: String?, clauses: [CheckedClause],
    standingClauses: [CheckedClause] = [], conversion: CheckedConversion? = nil, schedule: CheckedSchedule?,
    trigger: CheckedTrigger? = nil, repetition: Repetition, expires: CalendarOffset?, holdout: Holdout?,
    experiments: [CheckedExperiment], offer: CheckedOffer? = nil, priority: Int = Self.usualPriority,
    pickClauses: [CheckedClause] = [], picks: [CheckedPick] = [], steps: [CheckedStep], file: FileID, span: Span
  ) {
    self.name = name
    self.formerName = formerName
    self.goal = goal
    self.clauses = clauses
    self.standingClauses = standingClauses
    self.conversion = conversion
    self.schedule = schedule
    self.trigger = trigger
    self.repetition = repetition
    self.expires = expires
    self.holdout = holdout
    self.experiments = experiments
    self.offer = offer
    self.priority = priority
    self.pickClauses = pickClauses
    self.picks = picks
    self.steps = steps
    self.file = file
    self.span = span
  }

  /// What excludes members at any step, in the order of the plan's clauses.
  package var clausesOfAllSteps: [CheckedClause] {
    let followed = steps.count > 1 ? conversion : nil
    return clauses + pickClauses + standingClauses + steps.flatMap(\.clauses)
      + (followed.map { [CheckedClause(expression: $0.predicate, text: $0.text, span: $0.span)] } ?? [])
  }

  /// Of a campaign that says none.
  package static let usualPriority = 5

  package enum Repetition: Hashable, Sendable {
    case never, everyRun
    case after(CalendarOffset)
  }

  package struct Holdout: Hashable, Sendable {
    package var basisPoints: Int
    package var salt: String

    package init(basisPoints: Int, salt: String) {
      self.basisPoints = basisPoints
      self.salt = salt
    }
  }
}

/// What a campaign offers. Its expressions read the run and the campaign's experiment, never missing values.
package struct CheckedOffer: Sendable {
  /// One of the two: percent, or money.
  package var percentOff: CheckedExpression?
  package var amountOff: CheckedExpression?
  package var minimum: CheckedExpression?
  /// One code for all.
  package var code: String?
  /// Where each member has a code of their own: what all of them begin with. Letters, digits and hyphens.
  package var uniquePrefix: String?
  /// Counted from the entry: `offer.ends` is the entry's date or instant moved by it.
  package var validity: CalendarOffset?
  package var span: Span

  package init(
    percentOff: CheckedExpression? = nil, amountOff: CheckedExpression? = nil, minimum: CheckedExpression? = nil,
    code: String? = nil, uniquePrefix: String? = nil, validity: CalendarOffset? = nil, span: Span
  ) {
    self.percentOff = percentOff
    self.amountOff = amountOff
    self.minimum = minimum
    self.code = code
    self.uniquePrefix = uniquePrefix
    self.validity = validity
    self.span = span
  }
}

/// One related row of each member, which messages read: the first in its order for which the predicate holds.
package struct CheckedPick: Sendable {
  package var name: String
  package var relation: RelationID
  /// The row.
  package var variable: VariableID
  package var predicate: CheckedExpression?
  /// Ties, and all where it is empty, go by the relation's key.
  package var order: [(field: Int, isDescending: Bool)]
  package var span: Span

  package init(
    name: String, relation: RelationID, variable: VariableID, predicate: CheckedExpression?,
    order: [(field: Int, isDescending: Bool)], span: Span
  ) {
    self.name = name
    self.relation = relation
    self.variable = variable
    self.predicate = predicate
    self.order = order
    self.span = span
  }
}

/// One conjunct of an audience, as the funnel shows it.
package struct CheckedClause: Sendable {
  package var expression: CheckedExpression
  /// What the author wrote, on one line.
  package var text: String
  package var span: Span
  /// Where the segment is named that the clause belongs to: `in regulars`.
  package var segmentUse: Span?

  package init(expression: CheckedExpression, text: String, span: Span) {
    self.expression = expression
    self.text = text
    self.span = span
  }
}

package struct CheckedStep: Sendable {
  package var name: String
  /// How long after the entry it comes; zero for the first.
  package var delay: CalendarOffset
  /// What its own `where` demands.
  package var clauses: [CheckedClause]
  /// Alternatives in order.
  package var messages: [CheckedMessage]
  package var span: Span

  package init(
    name: String, delay: CalendarOffset = .zero, clauses: [CheckedClause] = [], messages: [CheckedMessage], span: Span
  ) {
    self.name = name
    self.delay = delay
    self.clauses = clauses
    self.messages = messages
    self.span = span
  }
}

/// When a campaign runs. Dates are days since 1970, times seconds after midnight, both local to the zone.
package struct CheckedSchedule: Sendable {
  package enum Recurrence: Hashable, Sendable {
    case once(date: Int64)
    case daily
    /// 1 is Monday.
    case weekly(Set<Int>)
    /// Days of the month; 0 is the last, and so is a day that the month doesn't have.
    case monthly(Set<Int>)
  }

  package enum Zone: Hashable, Sendable {
    case named(String)
    /// The member's own, else the named one.
    case member(AttributeID, otherwise: String)
  }

  package var recurrence: Recurrence
  /// Empty for `at the best hour between`.
  package var times: [Int]
  /// Set for `at the best hour between`: an hour long or more.
  package var bestHour: ClosedRange<Int>?
  package var zone: Zone
  package var from: Int64?
  package var until: Int64?
  package var span: Span

  package init(
    recurrence: Recurrence, times: [Int], bestHour: ClosedRange<Int>?, zone: Zone, from: Int64?, until: Int64?,
    span: Span
  ) {
    self.recurrence = recurrence
    self.times = times
    self.bestHour = bestHour
    self.zone = zone
    self.from = from
    self.until = until
    self.span = span
  }
}
