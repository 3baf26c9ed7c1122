import CampaignPlan
import CampaignSemantics

/// The columns, relations and soundness numbers of what a campaign reads, in declared order.
struct BindingPlan {
  let audience: CheckedAudience
  private(set) var columns: [ColumnBinding] = []
  /// Of the event that the campaign answers; the first is its time.
  private(set) var eventColumns: [ColumnBinding] = []
  private(set) var relations: [RelationBinding] = []
  private(set) var catalogs: [CatalogBinding] = []
  private(set) var integerRegisterCount: UInt16 = 0
  private(set) var textRegisterCount: UInt16 = 0
  private var columnIndices: [AttributeID: Int] = [:]
  private var eventColumnIndices: [AttributeID: Int] = [:]
  private var catalogIndices: [CatalogID: UInt16] = [:]
  private var relationIndices: [RelationID: Int] = [:]
  private var fieldIndices: [RelationID: [Int: Int]] = [:]

  /// `event` is the one that the campaign answers: its time is bound, read or not.
  init(audience: CheckedAudience, reads: ReadSet, event: EventID? = nil) throws(CompileError) {
    self.audience = audience
    let isOfEvent = { (attribute: AttributeID) in audience.attributes[attribute.index].owner != .member }
    var next = 0
    func number() -> UInt16 {
      defer { next += 1 }
      return UInt16(clamping: next)
    }
    let attributes = Self.inReadingOrder(reads.attributes.map(\.index), of: audience.attributes)
    for index in attributes where !isOfEvent(AttributeID(index)) {
      let attribute = audience.attributes[index]
      columnIndices[AttributeID(index)] = columns.count
      let reference = attribute.item.flatMap { columnIndices[AttributeID($0.reference)] }
      var column = ColumnBinding(attribute, source(of: attribute, reference), soundness: number())
      giveRegisters(to: &column)
      columns.append(column)
    }
    for id in reads.relations {
      let relation = audience.relations[id.index]
      relationIndices[id] = relations.count
      let own = number()
      // A set is read as its one field, even where its values are only counted: they have to be told apart.
      let fields =
        relation.isSet ? [0] : Self.inReadingOrder(Array(reads.fields[id] ?? []), of: relation.fields)
      let indices = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1, $0) })
      fieldIndices[id] = indices
      let sources = fields.map { field in
        let field = relation.fields[field]
        return source(of: field, field.item.flatMap { indices[$0.reference] })
      }
      relations.append(
        RelationBinding(
          name: relation.name, table: relation.table, foreignKey: relation.foreignKey, keyColumn: relation.keyColumn,
          upTo: UInt32(clamping: relation.upTo), soundness: own,
          fields: zip(fields, sources).map { ColumnBinding(relation.fields[$0], $1, soundness: number()) },
          owner: relation.owner == .member ? .member : .event))
    }
    if let event {
      let time = audience.events[event.index].time
      for index in [time.index] + attributes
      where isOfEvent(AttributeID(index)) && eventColumnIndices[AttributeID(index)] == nil {
        let attribute = audience.attributes[index]
        eventColumnIndices[AttributeID(index)] = eventColumns.count
        let reference = attribute.item.flatMap { eventColumnIndices[AttributeID($0.reference)] }
        var column = ColumnBinding(attribute, source(of: attribute, reference), soundness: number())
        giveRegisters(to: &column)
        eventColumns.append(column)
      }
    }
    guard next <= PlanLimits.soundnessNumbers else {
      throw CompileError(
        "the campaign reads \(next) attributes and fields, more than \(PlanLimits.soundnessNumbers)",
        at: audience.span, help: "split it into campaigns that each read fewer")
    }
  }

  /// In declared order, but what is read by way of a catalog comes last.
  private static func inReadingOrder(_ indices: [Int], of attributes: [CheckedAttribute]) -> [Int] {
    indices.sorted { left, right in
      let (first, second) = (attributes[left].usesCatalog, attributes[right].usesCatalog)
      return first == second ? left < right : second
    }
  }

  /// `reference` is where the binding of the reference stands that leads to the attribute.
  private mutating func source(of attribute: CheckedAttribute, _ reference: Int?) -> ColumnBinding.Source {
    if case .item(let catalog) = attribute.type.base { return .reference(catalog: catalogIndex(catalog)) }
    guard let item = attribute.item, let reference else { return .row }
    return .item(reference: UInt16(clamping: reference), isRequired: item.isRequired)
  }

  private mutating func catalogIndex(_ id: CatalogID) -> UInt16 {
    if let index = catalogIndices[id] { return index }
    let catalog = audience.catalogs[id.index]
    catalogIndices[id] = UInt16(clamping: catalogs.count)
    catalogs.append(
      CatalogBinding(
        name: catalog.name, table: catalog.table, keyColumn: catalog.keyColumn, upTo: UInt32(clamping: catalog.upTo)))
    return UInt16(clamping: catalogs.count - 1)
  }

  private mutating func giveRegisters(to column: inout ColumnBinding) {
    if column.isText {
      column.register = textRegisterCount
      textRegisterCount += 1
    } else {
      column.register = integerRegisterCount
      integerRegisterCount += 1
    }
    if column.mayBeMissing {
      column.knownRegister = integerRegisterCount
      integerRegisterCount += 1
    }
  }

  /// Of an attribute of the member.
  func columnIndex(_ attribute: AttributeID) -> Int? { columnIndices[attribute] }

  func column(_ attribute: AttributeID) -> ColumnBinding? {
    columnIndices[attribute].map { columns[$0] } ?? eventColumnIndices[attribute].map { eventColumns[$0] }
  }

  /// Whether any of it is the event's own, which SQL over the members doesn't know.
  func readsEvent(_ reads: ReadSet) -> Bool {
    reads.attributes.contains { eventColumnIndices[$0] != nil }
      || reads.relations.contains { relation($0)?.owner == .event }
  }

  func relationIndex(_ relation: RelationID) -> Int? { relationIndices[relation] }

  func relation(_ relation: RelationID) -> RelationBinding? { relationIndices[relation].map { relations[$0] } }

  func fieldIndex(_ relation: RelationID, _ field: Int) -> Int? { fieldIndices[relation]?[field] }

  func field(_ relation: RelationID, _ field: Int) -> ColumnBinding? {
    guard let binding = self.relation(relation), let index = fieldIndex(relation, field) else { return nil }
    return binding.fields[index]
  }

  /// The soundness numbers of what is read, rising.
  func soundness(of reads: ReadSet, includingRows: Bool) -> [UInt16] {
    var numbers = reads.attributes.compactMap { column($0)?.soundness }
    if includingRows {
      for (id, indices) in reads.fields {
        guard let relation = relation(id) else { continue }
        numbers.append(relation.soundness)
        let read = audience.relations[id.index].isSet ? [0] : indices
        numbers += read.compactMap { field(id, $0)?.soundness }
      }
    }
    return Set(numbers).sorted()
  }
}

extension CheckedAttribute {
  /// Whether it is a reference, or a field of a reference's item.
  var usesCatalog: Bool {
    if case .item = type.base { return true }
    return item != nil
  }
}
