import CampaignPlan
import CampaignSQLite

/// How a query reaches the items to which its rows refer.
///
/// Each reference has a LEFT JOIN of its own on the catalog's key, which is unique: a join never multiplies rows.
struct CatalogJoins {
  /// What the query asks for, in the order of the bindings.
  let columns: [String]
  /// Behind the table of the rows; empty where nothing refers to a catalog.
  let joins: String

  /// `row` is the alias of the rows' table.
  init(_ bindings: [ColumnBinding], of row: String, _ catalogs: [CatalogBinding]) {
    let quote = Identifier.quoted
    var joins = ""
    columns = bindings.enumerated().map { index, binding in
      let column = "\(row).\(quote(binding.column))"
      switch binding.source {
      case .row: return column
      case .item(let reference, _): return "c\(reference).\(quote(binding.column))"
      case .reference(let catalog):
        let table = catalogs[Int(catalog)]
        let key = "c\(index).\(quote(table.keyColumn))"
        joins += " LEFT JOIN \(quote(table.table)) AS c\(index) ON \(key) = \(column) COLLATE BINARY"
        // An empty blob says that there is an item, whatever the key is; a blob of the row's own must not.
        return "CASE WHEN \(key) IS NOT NULL THEN x'' WHEN typeof(\(column)) = 'blob' THEN 0 ELSE \(column) END"
      }
    }
    self.joins = joins
  }
}
