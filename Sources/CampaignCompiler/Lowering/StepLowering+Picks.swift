import CampaignPlan
import CampaignSemantics

extension StepLowering {
  /// Puts a cursor on the row that is picked, for all code behind this; where there is none, `otherwise` ends the program.
  func pick(_ pick: CheckedPick, otherwise: () -> Void) throws(CompileError) {
    let outer = code.span
    code.span = pick.span
    defer { code.span = outer }
    let predicate = pick.predicate?.folded()
    let hoisted = try hoist([predicate])
    let cursor = code.cursors.take()
    begin(cursor, pick.relation, order(pick.order, of: pick.relation))
    let head = code.label()
    let none = code.label()
    let found = code.label()
    code.place(head)
    code.rowsNext(cursor, none)
    cursors[pick.variable] = cursor
    if let predicate {
      try scoped { () throws(CompileError) in
        let holds = try condition(Condition(predicate))
        code.jump(.jumpIf, holds.register, found)
        release(holds)
      }
      code.jump(head)
    } else {
      code.jump(found)
    }
    code.place(none)
    otherwise()
    code.place(found)
    release(hoisted)
  }

  /// The order as the machine takes it, by the fields of the binding.
  func order(_ keys: [(field: Int, isDescending: Bool)], of relation: RelationID) -> [OrderRecord] {
    keys.compactMap { key in
      binding.fieldIndex(relation, key.field).map {
        OrderRecord(field: UInt16(clamping: $0), isDescending: key.isDescending)
      }
    }
  }
}
