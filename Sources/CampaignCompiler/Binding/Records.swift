import CampaignDiagnostics
import CampaignPlan
import CampaignSemantics
import CampaignValues

/// The plan's sources, in byte order of their paths, and the places in them.
struct SourceTable {
  let records: [SourceRecord]
  private let indices: [FileID: UInt16]

  init(_ files: [SourceFile]) {
    let sorted = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    records = sorted.map {
      SourceRecord(path: $0.path, sizeBytes: UInt64($0.bytes.count), digest: XXH64.hash($0.bytes))
    }
    indices = Dictionary(
      sorted.enumerated().map { ($1.id, UInt16(clamping: $0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// A place as the plan has it; the start of the first source for a file that the plan does not list.
  func record(_ span: Span) -> SourceSpan {
    guard let index = indices[span.file] else { return SourceSpan(source: 0, start: 0, end: 0) }
    let size = UInt32(clamping: records[Int(index)].sizeBytes)
    return SourceSpan(source: index, start: min(span.start, size), end: min(span.end, size))
  }
}

extension TenantBinding {
  init(_ tenant: CheckedTenant) {
    self.init(
      name: tenant.name, timezone: tenant.timezone, currencyCode: tenant.currency.code,
      linkBase: Self.withoutSlash(tenant.linkBase ?? ""), audiencePath: tenant.audiencePath)
  }

  private static func withoutSlash(_ text: String) -> String { text.hasSuffix("/") ? String(text.dropLast()) : text }
}

extension ExperimentRecord {
  init(_ experiment: CheckedExperiment) {
    var sum = 0
    let cumulative = experiment.variants.map { variant in
      sum += variant.weightBasisPoints
      return UInt16(clamping: sum)
    }
    self.init(
      name: experiment.name, salt: experiment.salt, variants: experiment.variants.map(\.name),
      cumulativeBasisPoints: cumulative,
      slice: experiment.slice.map {
        Slice(
          layer: $0.layer, salt: $0.salt, lower: UInt16(clamping: $0.basisPoints.lowerBound),
          upper: UInt16(clamping: $0.basisPoints.upperBound))
      },
      optimization: experiment.optimization.map {
        Optimization(
          goal: $0.goal.plan, floorBasisPoints: UInt16(clamping: $0.floorBasisPoints), windowSeconds: $0.windowSeconds)
      },
      stops: experiment.stops.map {
        StopRule(harm: $0.harm.plan, limitBasisPoints: UInt16(clamping: $0.limitBasisPoints))
      })
  }
}

extension CheckedExperiment.Optimization.Goal {
  fileprivate var plan: ExperimentRecord.Optimization.Goal {
    switch self {
    case .opens: .opens
    case .clicks: .clicks
    case .conversions: .conversions
    }
  }
}

extension CheckedExperiment.StopRule.Harm {
  fileprivate var plan: ExperimentRecord.StopRule.Harm {
    switch self {
    case .unsubscribes: .unsubscribes
    case .complaints: .complaints
    case .bounces: .bounces
    }
  }
}

extension MessageRecord {
  init(_ message: CheckedMessage, _ tenant: CheckedTenant) {
    self.init(
      channel: message.channel.plan, language: message.language,
      sender: tenant.channels[message.channel]?.sender ?? "")
  }
}

extension ScheduleRecord {
  init(_ schedule: CheckedSchedule, _ campaign: CheckedCampaign, _ binding: BindingPlan) {
    let recurrence: Recurrence =
      switch schedule.recurrence {
      case .once(let date): .once(date: date)
      case .daily: .daily
      case .weekly(let days): .weekly(days.sorted().map { UInt8(clamping: $0) })
      case .monthly(let days): .monthly(days.sorted().map { UInt8(clamping: $0) })
      }
    let zone: (name: String, attribute: AttributeID?) =
      switch schedule.zone {
      case .named(let name): (name, nil)
      case .member(let attribute, let otherwise): (otherwise, attribute)
      }
    self.init(
      recurrence: recurrence, times: schedule.times.map { Int32(clamping: $0) },
      bestHour: schedule.bestHour.map {
        BestHour(fromSeconds: Int32(clamping: $0.lowerBound), untilSeconds: Int32(clamping: $0.upperBound))
      }, zone: zone.name,
      memberZone: zone.attribute.flatMap { binding.columnIndex($0) }.map { UInt16(clamping: $0) }, from: schedule.from,
      until: schedule.until,
      repetition: Repetition(campaign.repetition), expires: campaign.expires.map { OffsetRecord($0) })
  }
}

extension ScheduleRecord.Repetition {
  init(_ repetition: CheckedCampaign.Repetition) {
    self =
      switch repetition {
      case .never: .never
      case .everyRun: .everyRun
      case .after(let offset): .after(OffsetRecord(offset))
      }
  }
}

extension EventBinding {
  init(_ trigger: CheckedTrigger, _ campaign: CheckedCampaign, _ audience: CheckedAudience, columns: [ColumnBinding]) {
    let event = audience.events[trigger.event.index]
    self.init(
      name: event.name, table: event.table, keyColumn: event.keyColumn, memberColumn: event.memberColumn,
      columns: columns,
      delay: OffsetRecord(trigger.delay),
      repetition: ScheduleRecord.Repetition(campaign.repetition), expires: campaign.expires.map { OffsetRecord($0) })
  }
}
