import CampaignDiagnostics
import CampaignSemantics

/// A checked program as a golden case shows it: names instead of numbers, one clause a line.
package struct CheckedDump {
  let audience: CheckedAudience

  package static func text(_ workspace: CheckedWorkspace) -> String {
    workspace.tenants.map { text($0) }.joined(separator: "\n")
  }

  package static func text(_ tenant: CheckedTenant) -> String {
    tenant.campaigns.map { CheckedDump(audience: tenant.audience).text($0) }.joined(separator: "\n")
  }

  private func text(_ campaign: CheckedCampaign) -> String {
    var lines = ["campaign \(campaign.name)"]
    for clause in campaign.clauses + campaign.pickClauses {
      lines.append("  clause   \(text(clause.expression))")
      lines.append("    written  \(clause.text)")
    }
    for pick in campaign.picks {
      let relation = audience.relations[pick.relation.index]
      let keys = pick.order.map { relation.fields[$0.field].name + ($0.isDescending ? " descending" : "") }
      lines.append(
        "  pick     \(pick.name) v\(pick.variable.index) of \(relation.name)"
          + (pick.predicate.map { " where \(text($0))" } ?? "") + (keys.isEmpty ? "" : " by \(keys)"))
    }
    for clause in campaign.standingClauses { lines.append("  while    \(text(clause.expression))") }
    if let conversion = campaign.conversion {
      lines.append("  conversion \(text(conversion.predicate)) within \(text(conversion.window))")
    }
    if let former = campaign.formerName { lines.append("  was      \(former)") }
    if let schedule = campaign.schedule {
      let times =
        schedule.bestHour.map { "the best hour of \($0.lowerBound) to \($0.upperBound)" }
        ?? schedule.times.map { "\($0 / 3_600):\($0 % 3_600 / 60)" }.joined(separator: " ")
      var line = "  schedule \(recurrence(schedule.recurrence)) at \(times)"
      switch schedule.zone {
      case .named(let name): line += " in \(name)"
      case .member(let id, let other): line += " in \(audience.attributes[id.index].name) else \(other)"
      }
      if let from = schedule.from { line += " from day \(from)" }
      if let until = schedule.until { line += " until day \(until)" }
      lines.append(line)
    }
    if let trigger = campaign.trigger {
      lines.append("  trigger  \(audience.events[trigger.event.index].name) after \(text(trigger.delay))")
    }
    lines.append("  repeat   \(campaign.repetition)")
    if let expires = campaign.expires { lines.append("  expires  \(text(expires))") }
    if let holdout = campaign.holdout { lines.append("  holdout  \(holdout.basisPoints) \(holdout.salt)") }
    for experiment in campaign.experiments {
      let variants = experiment.variants.map { "\($0.name) \($0.weightBasisPoints)" }
      lines.append("  experiment \(experiment.name) \(experiment.salt): \(variants.joined(separator: ", "))")
      if let slice = experiment.slice {
        lines.append("    in \(slice.layer) \(slice.salt) \(slice.basisPoints)")
      }
      if let optimization = experiment.optimization {
        lines.append(
          "    optimize \(optimization.goal) floor \(optimization.floorBasisPoints) within \(optimization.windowSeconds)s"
        )
      }
      lines += experiment.stops.map { "    stop \($0.harm) above \($0.limitBasisPoints)" }
    }
    if campaign.priority != CheckedCampaign.usualPriority { lines.append("  priority \(campaign.priority)") }
    if let offer = campaign.offer {
      var parts: [String] = []
      if let percent = offer.percentOff { parts.append("percent \(text(percent))") }
      if let amount = offer.amountOff { parts.append("amount \(text(amount))") }
      if let minimum = offer.minimum { parts.append("from \(text(minimum))") }
      if let code = offer.code { parts.append("code \(code)") }
      if let prefix = offer.uniquePrefix { parts.append("code unique \(prefix)") }
      if let validity = offer.validity { parts.append("valid \(text(validity))") }
      lines.append("  offer    \(parts.joined(separator: ", "))")
    }
    lines += campaign.steps[0].messages.map { "  message  \(text($0))" }
    for step in campaign.steps.dropFirst() {
      lines.append("  then     \(step.name) after \(text(step.delay))")
      lines += step.clauses.map { "    where    \(text($0.expression))" }
      lines += step.messages.map { "    message  \(text($0))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func text(_ message: CheckedMessage) -> String {
    let condition = message.condition.map { " in \(message.language) if \(text($0))" } ?? ""
    return message.channel.rawValue + condition
  }

  private func recurrence(_ recurrence: CheckedSchedule.Recurrence) -> String {
    switch recurrence {
    case .once(let day): "once on day \(day)"
    case .daily: "daily"
    case .weekly(let days): "weekly \(days.sorted())"
    case .monthly(let days): "monthly \(days.sorted())"
    }
  }

  private func text(_ offset: CalendarOffset) -> String {
    var parts: [String] = []
    if offset.months != 0 { parts.append("\(offset.months)mo") }
    if offset.days != 0 { parts.append("\(offset.days)d") }
    if offset.seconds != 0 { parts.append("\(offset.seconds)s") }
    return parts.isEmpty ? "0" : parts.joined(separator: " ")
  }

  private func text(_ constant: Constant) -> String {
    switch constant {
    case .integer(let value): "\(value)"
    case .text(let text): "\"\(text)\""
    }
  }

  func text(_ e: CheckedExpression) -> String {
    switch e.kind {
    case .constant(let constant): text(constant)
    case .attribute(let id):
      (audience.attributes[id.index].owner == .member ? "" : "event.") + audience.attributes[id.index].name
        + (e.type.isOptional ? "?" : "")
    case .field(let variable, let relation, let field):
      "v\(variable.index).\(audience.relations[relation.index].fields[field].name)\(e.type.isOptional ? "?" : "")"
    case .runInstant(let offset): "now[\(text(offset))]"
    case .entered: "entered"
    case .history(.converted): "converted"
    case .history(.message(let event, let step)): "\(event.rawValue)(\(step.map(String.init) ?? "before"))"
    case .uniqueCode(let prefix): "code(\(prefix))"
    case .runDate(let offset): "today[\(text(offset))]"
    case .movedInstant(let inner, let offset), .movedDate(let inner, let offset): "\(text(inner))[\(text(offset))]"
    case .localInstant(let seconds): "local[\(seconds)]"
    case .localDate(let a): "date(\(text(a)))"
    case .months(let a, let b): "months(\(text(a)) to \(text(b)))"
    case .variant(let index, let values): "variant\(index)(\(list(values)))"
    case .add(let a, let b): "(\(text(a)) + \(text(b)))"
    case .subtract(let a, let b): "(\(text(a)) - \(text(b)))"
    case .multiply(let a, let b): "(\(text(a)) * \(text(b)))"
    case .divide(let a, let by): "(\(text(a)) / \(by))"
    case .compare(let op, let a, let b): "\(text(a)) \(op.rawValue) \(text(b))"
    case .isKnown(let a): "known(\(text(a)))"
    case .oneOf(let a, let constants): "\(text(a)) in (\(constants.map(text).joined(separator: ", ")))"
    case .textTest(let test, let a, let texts): "\(text(a)) \(test) \(texts)"
    case .not(let a): "not(\(text(a)))"
    case .and(let all): "and(\(list(all)))"
    case .or(let all): "or(\(list(all)))"
    case .aggregate(let rows): aggregate(rows, e.type.isOptional)
    case .otherwise(let a, let b): "\(text(a)) otherwise \(text(b))"
    case .fits(let a, let type): "fits(\(text(a)), \(type.maxCharacters) \(type.textClass))"
    }
  }

  private func list(_ all: [CheckedExpression]) -> String { all.map(text).joined(separator: ", ") }

  private func aggregate(_ rows: CheckedAggregate, _ isOptional: Bool) -> String {
    var result = "\(rows.function)(v\(rows.variable.index) of \(audience.relations[rows.relation.index].name)"
    if let predicate = rows.predicate { result += " where \(text(predicate))" }
    if let value = rows.value { result += ": \(text(value))" }
    return result + ")" + (isOptional ? "?" : "")
  }
}
