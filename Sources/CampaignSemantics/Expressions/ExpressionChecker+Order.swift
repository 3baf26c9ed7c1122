import CampaignDiagnostics
import CampaignSyntax

extension ExpressionChecker {
  /// The fields that rows are ordered by, of the rows that `variable` stands on; what is wrong is reported and left out.
  func order(
    _ keys: [OrderKey], of source: Path, _ relation: RelationID, _ variable: VariableID
  ) -> [(field: Int, isDescending: Bool)] {
    var row = self
    row.scope.rows.append(Scope.Row(name: nil, variable: variable, relation: relation))
    return keys.compactMap { key in row.field(of: key, source).map { ($0, key.isDescending) } }
  }

  private func field(of key: OrderKey, _ source: Path) -> Int? {
    switch resolve(key.path) {
    case .value(let value):
      guard case .field(let variable, let relation, let field) = value, variable == scope.rows.last?.variable else {
        break
      }
      markRead(value)
      let declared = context.audience.relations[relation.index].fields[field]
      if case .item(let catalog)? = declared.type?.base {
        _ = reportWholeItem(key.path, catalog)
        return nil
      }
      if declared.type?.isOptional == true, !isKnown(value) {
        context.report(
          .orderKey, "`\(key.path.text)` may be missing, so it gives no order", at: key.path.span,
          helps: ["add `where \(key.path.text) is known` before `by`, or order by another field"])
        return nil
      }
      return field
    case .silent: return nil
    case .unknown(let name, let owner):
      reportUnknown(name, owner)
      return nil
    default: break
    }
    context.report(
      .orderKey, "`\(key.path.text)` is not a field of `\(source.text)`", at: key.path.span,
      helps: ["order by one of their fields"])
    return nil
  }
}
