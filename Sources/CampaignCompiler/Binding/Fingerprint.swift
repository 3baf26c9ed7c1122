import CampaignSemantics
import CampaignValues

extension CheckedAudience {
  /// XXH64 of the declared audience as canonical text, whatever its spelling: a plan is refused beside another declaration.
  package var fingerprint: UInt64 { XXH64.hash(Array(canonicalText.utf8)) }

  /// One line for the table, each attribute, relation, catalog and field, with types and encodings in full.
  var canonicalText: String {
    var lines = ["audience \(name.debugDescription) \(table.debugDescription) \(keyColumn.debugDescription)"]
    lines += attributes.filter { $0.item == nil }.map { "attribute " + Self.text($0) }
    for event in events {
      lines.append(
        "event \(event.name.debugDescription) \(event.table.debugDescription) \(event.memberColumn.debugDescription) "
          + "\(event.keyColumn.debugDescription) \(event.time.index)")
    }
    for relation in relations {
      let key = relation.keyColumn?.debugDescription ?? "-"
      lines.append(
        "relation \(relation.name.debugDescription) \(relation.table.debugDescription) "
          + "\(relation.foreignKey.debugDescription) \(key) \(relation.upTo) \(relation.isSet ? "set" : "rows")"
          + Self.text(relation.owner))
      lines += relation.fields.filter { $0.item == nil }.map { "field " + Self.text($0) }
    }
    for catalog in catalogs {
      lines.append(
        "catalog \(catalog.name.debugDescription) \(catalog.table.debugDescription) "
          + "\(catalog.keyColumn.debugDescription) \(catalog.upTo)")
      lines += catalog.fields.map { "field " + Self.text($0) }
    }
    return lines.joined(separator: "\n")
  }

  private static func text(_ attribute: CheckedAttribute) -> String {
    var words = [
      attribute.name.debugDescription, attribute.column.debugDescription, text(attribute.type.base),
      text(attribute.encoding),
    ]
    if attribute.type.isOptional { words.append("optional") }
    if attribute.invalidIsMissing { words.append("invalid-is-missing") }
    return words.joined(separator: " ") + text(attribute.owner)
  }

  private static func text(_ owner: RowOwner) -> String {
    switch owner {
    case .member: ""
    case .event(let event): " event(\(event.index))"
    }
  }

  private static func text(_ type: BaseType) -> String {
    switch type {
    case .text(let type): "text(\(type.maxCharacters),\(type.textClass.rawValue))"
    case .integer(let bounds): "int(\(bounds.lowerBound),\(bounds.upperBound))"
    case .decimal(let bounds): "decimal(\(bounds.lowerBound),\(bounds.upperBound))"
    case .money(let bounds): "money(\(bounds.lowerBound),\(bounds.upperBound))"
    case .percent(let bounds): "percent(\(bounds.lowerBound),\(bounds.upperBound))"
    case .bool: "bool"
    case .date: "date"
    case .timestamp: "timestamp"
    case .time: "time"
    case .duration: "duration"
    case .timezone: "timezone"
    case .email: "email"
    case .phone: "phone"
    case .url(let host): "url(\(host.debugDescription))"
    case .choice(let choice):
      "choice(" + choice.options.map { $0.stored.debugDescription }.joined(separator: choice.isOrdered ? "<" : ",")
        + ")"
    case .set(let relation): "set(\(relation.index))"
    case .rows(let relation): "rows(\(relation.index))"
    case .item(let catalog): "item(\(catalog.index))"
    }
  }

  private static func text(_ encoding: ColumnEncoding) -> String {
    switch encoding {
    case .native: "native"
    case .cents: "cents"
    case .basisPoints: "basis-points"
    case .wholePercent: "percent"
    case .seconds: "seconds"
    case .milliseconds: "milliseconds"
    case .iso: "iso"
    case .pair(let yes, let no): "pair(\(yes.debugDescription),\(no.debugDescription))"
    }
  }
}
