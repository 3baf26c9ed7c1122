/// What a campaign's success is.
package struct ConversionRecord: Hashable, Sendable {
  /// How long after the entry it counts.
  package var window: OffsetRecord
  /// Answers for a member who entered whether they have converted: 1 where `now` is in the window and the predicate holds.
  package var program: StepProgram

  package init(window: OffsetRecord, program: StepProgram) {
    self.window = window
    self.program = program
  }
}

/// An offer with a code of its own for each member, for the list that the till gets.
package struct OfferRecord: Hashable, Sendable {
  package enum Amount: UInt8, CaseIterable, Sendable {
    /// Basis points.
    case percent
    /// Minor units of the tenant's currency.
    case money
  }

  package enum End: UInt8, CaseIterable, Sendable {
    case never
    /// Days since 1970.
    case date
    /// Seconds since 1970.
    case instant
  }

  /// What `answer` gives, by its operand.
  package enum Answer: UInt16, CaseIterable, Sendable { case amount, minimum, end }

  package static let maxPrefixBytes = 20
  /// Characters of each member's own behind the prefix.
  package static let memberCharacters = 12

  package var prefix: String
  package var amount: Amount
  package var hasMinimum: Bool
  package var end: End
  /// Decimal places of the tenant's currency.
  package var currencyDigits: UInt8
  /// Answers the amount, the minimum and the end; 0 for what there is none of.
  package var program: StepProgram

  package init(
    prefix: String, amount: Amount, hasMinimum: Bool, end: End, currencyDigits: UInt8, program: StepProgram
  ) {
    self.prefix = prefix
    self.amount = amount
    self.hasMinimum = hasMinimum
    self.end = end
    self.currencyDigits = currencyDigits
    self.program = program
  }
}

/// What a step's message can be asked about; the operand of `step-fact`.
package enum PlanEvent: UInt16, CaseIterable, Sendable { case sent, opened, clicked }

/// What a program of a plan is for: it decides what may stand in it.
package enum ProgramPurpose: Hashable, Sendable {
  case step(Int)
  /// Answers a yes or no about a member.
  case question
  /// Answers what the offer is, for a member who got a message.
  case offer
}

extension Plan {
  /// Every program, with its purpose.
  package var programs: [(purpose: ProgramPurpose, program: StepProgram)] {
    var all: [(purpose: ProgramPurpose, program: StepProgram)] = steps.enumerated().map { (.step($0), $1) }
    if let conversion { all.append((.question, conversion.program)) }
    if let offer { all.append((.offer, offer.program)) }
    return all
  }
}
