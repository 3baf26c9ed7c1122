import CampaignDiagnostics
import CampaignSyntax

/// What the text of a template reads by name: its parameters, and what it needs of a member. While a template is checked
/// alone, parameters stand for every value of their type; in a campaign they are the campaign's arguments.
package final class TemplateBinding {
  package struct Parameter {
    var declaration: Name
    var type: ValueType
    /// The argument; alone, some value with all of the type's bounds. Of a duration see `duration`.
    var value: CheckedExpression
    /// Of a duration: as it was written; nil while the template is checked alone.
    var duration: DurationSyntax?

    /// Where the value was written.
    var place: Span { value.span }
  }

  let template: TemplateSyntax
  let needs: Set<String>
  /// Parameters by name; nil for one that was wrong, and was reported.
  private(set) var parameters: [String: Parameter?] = [:]
  /// Where a parameter is read, by the place at which its name begins.
  private struct Position: Hashable {
    var file: FileID
    var start: UInt32
  }

  private var reads: [Position: (name: Span, argument: Span)] = [:]

  init(_ template: TemplateSyntax) {
    self.template = template
    var needs: Set<String> = []
    for case .needs(let name, _, _) in template.items { needs.insert(name.text) }
    self.needs = needs
  }

  /// Whether something was written in the template rather than in the campaign that is made from it.
  func contains(_ span: Span) -> Bool { template.span.covers(span) }

  func bind(_ name: String, to parameter: Parameter?) { parameters[name] = .some(parameter) }

  /// Remembers that a parameter is read here.
  func noteRead(of parameter: Parameter, at span: Span) {
    reads[Position(file: span.file, start: span.start)] = (span, parameter.place)
  }

  /// Where the argument stands whose parameter's name is there; nil where none is read.
  func argument(readAt span: Span) -> Span? {
    let read = reads[Position(file: span.file, start: span.start)]
    return read?.name == span ? read?.argument : nil
  }

  /// The places within a text at which parameters are read, in order, each with that of its argument.
  func reads(in span: Span) -> [(name: Span, argument: Span)] {
    (span.start..<span.end).compactMap { reads[Position(file: span.file, start: $0)] }.filter { span.covers($0.name) }
  }
}

extension TemplateSyntax {
  /// What it needs, in order.
  var needs: [(name: Name, type: TypeSyntax, span: Span)] {
    items.compactMap { item in
      if case .needs(let name, let type, let span) = item { (name, type, span) } else { nil }
    }
  }
}
