import CampaignPlan
import CampaignSemantics
import CampaignValues

extension StepLowering {
  /// The text of the number's form. The last form needs no test: the number has one of them.
  func plural(_ plural: CheckedPlural) throws(CompileError) {
    let outer = code.span
    code.span = plural.span
    defer { code.span = outer }
    let number = try value(plural.number.folded())
    let form = takeInteger()
    code.emit(.plural, form.register, number.register, pools.plural(plural.rules))
    pluralNumbers.append(number)
    let end = code.label()
    for written in plural.forms.dropLast() {
      let next = code.label()
      try scoped { () throws(CompileError) in
        let isThis = takeInteger()
        let wanted = constant(Int64(written.form.rawValue))
        code.emit(.equal, isThis.register, form.register, wanted.register)
        code.jump(.jumpUnless, isThis.register, next)
        release(isThis)
        note(.pluralForm("\(written.form)"), plural.span, at: code.code.count)
        try inner(written.nodes)
        code.jump(end)
      }
      code.place(next)
    }
    if let last = plural.forms.last {
      note(.pluralForm("\(last.form)"), plural.span, at: code.code.count)
      try inner(last.nodes)
    }
    code.place(end)
    pluralNumbers.removeLast()
    release(form)
    release(number)
  }
}
