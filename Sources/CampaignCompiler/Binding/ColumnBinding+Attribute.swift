import CampaignPlan
import CampaignSemantics
import CampaignValues

extension ColumnBinding {
  /// How the machine reads an attribute's column; registers are given later.
  init(_ attribute: CheckedAttribute, _ source: Source, soundness: UInt16) {
    self.init(
      name: attribute.name, column: attribute.column, kind: .integer, source: source,
      isOptional: attribute.type.isOptional,
      invalidIsMissing: attribute.invalidIsMissing && attribute.type.isOptional, soundness: soundness)
    switch attribute.type.base {
    case .text(let type):
      kind = .text
      maxCharacters = UInt32(clamping: type.maxCharacters)
      textClass = PlanTextClass(type.textClass)
    case .integer(let bounds), .money(let bounds): setBounds(bounds)
    case .percent(let bounds):
      setBounds(bounds)
      if attribute.encoding == .wholePercent { multiplier = 100 }
    case .decimal(let bounds):
      kind = .decimal
      setBounds(bounds)
    case .bool:
      kind = .bool
      setBounds(0...1)
      if case .pair(let yes, let no) = attribute.encoding {
        kind = .boolPair
        texts = [yes, no]
      }
    case .date:
      kind = .isoDate
      setBounds(Int64(CivilDate.first.days)...Int64(CivilDate.last.days))
    case .timestamp:
      setBounds(Int64(CivilDate.first.days) * 86_400...(Int64(CivilDate.last.days) + 1) * 86_400 - 1)
      switch attribute.encoding {
      case .seconds: break
      case .milliseconds: divisor = 1_000
      default: kind = .isoTimestamp
      }
    case .time:
      kind = attribute.encoding == .seconds ? .integer : .isoTime
      setBounds(0...86_399)
    case .duration: setBounds(BaseType.defaultBounds)
    case .timezone: kind = .timezone
    case .email: kind = .email
    case .phone: kind = .phone
    case .url(let host):
      kind = .url
      texts = [host]
    case .choice(let choice):
      kind = .choice
      texts = choice.options.map(\.stored)
      setBounds(0...Int64(max(choice.options.count, 1) - 1))
    case .item:
      kind = .reference
      setBounds(1...1)
    case .set, .rows: break
    }
  }

  private mutating func setBounds(_ bounds: ClosedRange<Int64>) {
    lowerBound = bounds.lowerBound
    upperBound = bounds.upperBound
  }
}

extension PlanTextClass {
  init(_ textClass: TextType.Class) {
    self =
      switch textClass {
      case .any: .any
      case .name: .name
      case .gsm: .gsm
      }
  }
}
