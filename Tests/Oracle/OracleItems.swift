import CampaignSemantics

/// The values of one row, those of the catalogs' items that it refers to included.
struct OracleItems {
  let oracle: Oracle
  let attributes: [CheckedAttribute]
  let cells: [String: Cell]

  func reading(_ index: Int) -> OracleReading {
    let attribute = attributes[index]
    if case .item(let catalog) = attribute.type.base { return reference(attribute, catalog) }
    guard let item = attribute.item else { return oracle.decoding.read(cell(attribute), attribute) }
    let reference = attributes[item.reference]
    guard case .item(let catalog) = reference.type.base, case .known = reading(item.reference),
      let row = row(cell(reference), catalog)
    else { return .missing }
    var required = attribute
    required.type.isOptional = !item.isRequired
    return oracle.decoding.read(row[attribute.column] ?? .null, required)
  }

  private func cell(_ attribute: CheckedAttribute) -> Cell { cells[attribute.column] ?? .null }

  private func row(_ key: Cell, _ id: CatalogID) -> [String: Cell]? {
    let catalog = oracle.tenant.audience.catalogs[id.index]
    return key == .null ? nil : oracle.catalogs[catalog.table]?.first { $0[catalog.keyColumn] == key }
  }

  /// Known where there is an item; what is blank or a placeholder is missing, anything else bad.
  private func reference(_ attribute: CheckedAttribute, _ catalog: CatalogID) -> OracleReading {
    if row(cell(attribute), catalog) != nil { return .known(.integer(1)) }
    if case .text(let bytes) = cell(attribute), !oracle.decoding.isMissing(bytes) {
      return attribute.invalidIsMissing ? .missing : .bad
    }
    switch cell(attribute) {
    case .null, .text: return attribute.type.isOptional ? .missing : .bad
    default: return attribute.invalidIsMissing ? .missing : .bad
    }
  }
}
