import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics
import CampaignVM

/// What became of a test's member.
enum MemberResult {
  /// By the clause as it is written.
  case excluded(by: String)
  case heldOut, unreachable
  /// Before the step.
  case converted
  /// Why.
  case quarantined(String)
  case made(MadeMessage)

  /// In words, as a reason why there is no message.
  var words: String {
    switch self {
    case .excluded(let clause): "the member was excluded by `\(clause)`"
    case .heldOut: "the member was held out"
    case .converted: "the member has converted, and is not followed up"
    case .unreachable: "no channel reaches the member: an address or a consent is missing"
    case .quarantined(let reason): "the message was quarantined: \(reason)"
    case .made(let message): "the message went by `\(message.channel)`"
    }
  }

  var reason: String? {
    switch self {
    case .excluded(let clause): clause
    case .quarantined(let reason): reason
    case .unreachable: "no channel reaches the member"
    case .heldOut: "held out"
    case .converted: "converted"
    case .made: nil
    }
  }

  func `is`(_ outcome: TestOutcome) -> Bool {
    switch (self, outcome) {
    case (.excluded, .excluded), (.heldOut, .heldOut), (.unreachable, .unreachable), (.quarantined, .quarantined),
      (.converted, .converted):
      true
    case (.excluded, .selected), (.converted, .selected): false
    case (_, .selected): true
    default: false
    }
  }
}

/// A value that is shown under a part of an expectation.
struct ShownValue {
  var span: Span
  var text: String
}

/// An expectation that was asked.
struct AskedExpectation {
  var expectation: CheckedExpectation
  /// Nil where it read a message that was not made.
  var holds: Bool?
  var values: [ShownValue]
  /// Why it has no value.
  var absence: String?
}

/// A test that was run.
struct TestResult {
  var test: CheckedTest
  var tenant: String
  /// Unless it is the first.
  var step: String?
  /// In words, what the member had come to.
  var course: String?
  var asked: [AskedExpectation]
  var member: MemberResult
  /// What kept it from being run.
  var problem: String?
  var seconds: Double

  /// Of the campaign, and of a later step.
  var name: String { "\(tenant)/\(test.campaign)" + (step.map { ".\($0)" } ?? "") }

  var hasPassed: Bool { problem == nil && asked.allSatisfy { $0.holds == true } }
}
