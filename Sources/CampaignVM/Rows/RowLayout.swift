import CampaignPlan

/// By what names a plan's values stand in rows that are given: those that the audience declares.
struct RowLayout {
  /// Columns of one row: the row's own by name, and what a reference leads to by the names within its object.
  struct Columns {
    struct Name {
      let bytes: [UInt8]
      /// The places that take the value: several attributes may not have one name, but a plan is only data.
      let place: Int
      /// Of a reference: the names of its item's fields; nil for a value.
      let item: [Name]?
    }

    let names: [Name]
    let count: Int

    init(_ bindings: [ColumnBinding]) {
      func name(_ place: Int, item: [Name]?) -> Name {
        let last = bindings[place].name.split(separator: ".").last.map(String.init) ?? bindings[place].name
        return Name(bytes: Array(last.utf8), place: place, item: item)
      }
      count = bindings.count
      names = bindings.indices.compactMap { place in
        switch bindings[place].source {
        case .row: return name(place, item: nil)
        case .item: return nil
        case .reference:
          let fields = bindings.indices.filter { index in
            if case .item(let reference, _) = bindings[index].source { Int(reference) == place } else { false }
          }
          return name(place, item: fields.map { name($0, item: nil) })
        }
      }
    }
  }

  struct Relation {
    let name: [UInt8]
    let columns: Columns
    /// A set has values rather than rows.
    let isSet: Bool
    let upTo: Int
  }

  let key: [UInt8]
  let columns: Columns
  let relations: [Relation]

  init(_ plan: Plan) {
    key = Array(plan.audience.keyColumn.utf8)
    columns = Columns(plan.audience.columns)
    relations = plan.audience.relations.map {
      Relation(
        name: Array($0.name.utf8), columns: Columns($0.fields), isSet: $0.keyColumn == nil, upTo: Int($0.upTo))
    }
  }
}
