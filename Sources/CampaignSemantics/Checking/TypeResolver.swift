import CampaignDiagnostics
import CampaignSyntax
import CampaignValues

/// Turns types as written into types; nil where one was wrong, and was reported.
struct TypeResolver {
  let context: TenantContext

  static let names = [
    "text", "int", "decimal", "money", "percent", "bool", "date", "timestamp", "time", "duration", "timezone", "email",
    "phone",
    "url", "choice", "set",
  ]

  /// What other languages call the types.
  private static let idioms = [
    "string": "text", "varchar": "text", "char": "text", "integer": "int", "bigint": "int", "number": "int",
    "boolean": "bool",
    "datetime": "timestamp", "float": "decimal", "double": "decimal", "real": "decimal", "numeric": "decimal",
    "currency": "money",
    "enum": "choice", "percentage": "percent", "link": "url", "list": "set", "array": "set", "tz": "timezone",
  ]

  /// Every type but sets, which are related tables and belong to `AudienceChecker`.
  func resolve(_ type: TypeSyntax) -> ValueType? {
    switch type.kind {
    case .named(let name, let arguments):
      return named(name, arguments).map { ValueType($0, isOptional: type.isOptional) }
    case .choice(let choices, let isOrdered):
      return choice(choices, isOrdered).map { ValueType(.choice($0), isOptional: type.isOptional) }
    case .url(let host):
      guard isHost(host.value) else {
        context.report(
          .typeArgument, "`\(host.value)` is not the name of a host", at: host.span,
          helps: ["write the host alone, such as `\"shop.example\"`"])
        return nil
      }
      return ValueType(.url(host: host.value), isOptional: type.isOptional)
    case .set:
      context.report(
        .typeArgument, "a set can't stand here", at: type.span, helps: ["declare it as an attribute of the member"])
      return nil
    }
  }

  private func named(_ name: Name, _ arguments: [TypeSyntax.Argument]) -> BaseType? {
    switch name.text {
    case "text": return text(name, arguments)
    case "int": return numeric(name, arguments, digits: 0).map { .integer($0) }
    case "decimal": return numeric(name, arguments, digits: 4).map { .decimal($0) }
    case "money":
      // In the library bounds are whole units of any currency, or hundredths.
      let digits = context.isLibrary ? 2 : context.settings.currency?.fractionDigits
      return digits.flatMap { numeric(name, arguments, digits: $0) }.map { .money($0) }
    case "percent": return numeric(name, arguments, digits: 2).map { .percent($0) }
    case "bool", "date", "timestamp", "time", "duration", "timezone", "email", "phone":
      guard arguments.isEmpty else {
        context.report(
          .typeArgument, "`\(name.text)` has no bounds to give", at: name.span, helps: ["write `\(name.text)` alone"])
        return nil
      }
      return Self.plain[name.text]
    case "url":
      context.report(
        .typeArgument, "`url` needs the host that its links lead to", at: name.span,
        helps: ["write `url on \"shop.example\"`"])
      return nil
    case "": return nil
    default:
      guard let catalog = context.audience.catalogIndex[name.text] else {
        reportUnknown(name, mayBeCatalog: arguments.isEmpty && context.lacksCatalogs)
        return nil
      }
      guard arguments.isEmpty else {
        context.report(
          .typeArgument, "`\(name.text)` is a catalog, which has no bounds to give", at: name.span,
          helps: ["write `\(name.text)` alone"])
        return nil
      }
      return .item(CatalogID(catalog))
    }
  }

  private static let plain: [String: BaseType] = [
    "bool": .bool, "date": .date, "timestamp": .timestamp, "time": .time, "duration": .duration, "timezone": .timezone,
    "email": .email, "phone": .phone,
  ]

  private func reportUnknown(_ name: Name, mayBeCatalog: Bool) {
    let meant =
      Self.idioms[name.text.lowercased()]
      ?? Suggestion.nearest(to: name.text, among: Self.names + context.audience.catalogs.map(\.name.text))
    if meant == nil, mayBeCatalog { return }
    context.report(
      .unknownType, "`\(name.text)` is not a type", at: name.span,
      helps: [meant.map { "did you mean `\($0)`?" } ?? "the types are \(Self.names.quotedList(limit: 20))"],
      fixes: meant.map { [Fix("write `\($0)`", replace: name.span, with: $0)] } ?? [])
  }

  private func text(_ name: Name, _ arguments: [TypeSyntax.Argument]) -> BaseType? {
    guard case .number(let size)? = arguments.first, arguments.count <= 2 else {
      context.report(
        .typeArgument, "`text` needs the most characters that it can have", at: name.span,
        notes: [Note("without a bound nobody could say whether a subject line fits")],
        helps: ["write `text(40)`"],
        fixes: arguments.isEmpty ? [Fix("write `text(40)`", replace: name.span.endPoint, with: "(40)")] : [])
      return nil
    }
    var textClass: Name?
    if arguments.count == 2 {
      guard case .name(let written) = arguments[1] else {
        context.report(
          .typeArgument, "a class of text is a name", at: name.span,
          helps: ["write `text(40, name)` or `text(40, gsm)`"])
        return nil
      }
      textClass = written
    }
    return textType(size, textClass).map { .text($0) }
  }

  /// The most characters of a text, 1 to 10,000, and its class.
  func textType(_ size: Number, _ textClass: Name?) -> TextType? {
    guard case .success(let characters) = size.scaled(digits: 0), (1...10_000).contains(characters) else {
      context.report(
        .typeArgument, "\(context.quoted(size.span)) is not a number of characters", at: size.span,
        helps: ["write a whole number from 1 to 10_000"])
      return nil
    }
    guard let textClass else { return TextType(maxCharacters: Int(characters)) }
    guard let known = TextType.Class(rawValue: textClass.text), known != .any else {
      let meant = Suggestion.nearest(to: textClass.text, among: ["name", "gsm"])
      context.report(
        .typeArgument, "`\(textClass.text)` is not a class of text", at: textClass.span,
        helps: [meant.map { "did you mean `\($0)`?" } ?? "the classes are `name` and `gsm`"],
        fixes: meant.map { [Fix("write `\($0)`", replace: textClass.span, with: $0)] } ?? [])
      return nil
    }
    return TextType(maxCharacters: Int(characters), textClass: known)
  }

  private func numeric(_ name: Name, _ arguments: [TypeSyntax.Argument], digits: Int) -> ClosedRange<Int64>? {
    guard let first = arguments.first else { return BaseType.defaultBounds }
    guard case .range(let low, let high) = first, arguments.count == 1 else {
      context.report(
        .typeArgument, "the bounds of `\(name.text)` are two numbers", at: name.span,
        helps: ["write `\(name.text)(0 to 100)`"])
      return nil
    }
    guard let least = bound(low, digits), let most = bound(high, digits) else { return nil }
    guard least <= most else {
      context.report(
        .rangeReversed, "\(context.quoted(low.span)) is more than \(context.quoted(high.span))",
        at: low.span.union(high.span),
        helps: ["write the smaller one first"],
        fixes: [
          Fix("swap them", [Edit(low.span, context.source(high.span)), Edit(high.span, context.source(low.span))])
        ])
      return nil
    }
    return least...most
  }

  private func bound(_ e: Expression, _ digits: Int) -> Int64? {
    switch e.unwrapped.kind {
    case .missing: return nil
    case .negate(let inner): return bound(inner, digits).map { -$0 }
    case .literal(let literal):
      let number: Number
      switch literal.value {
      case .number(let plain): number = plain
      case .percent(let percent) where digits == 2: number = percent
      default:
        context.report(
          .typeArgument, "\(context.quoted(e.span)) is not a bound", at: e.span,
          helps: ["write a number without a unit"])
        return nil
      }
      guard case .success(let value) = number.scaled(digits: digits), value <= 1_000_000_000_000_000 else {
        context.report(
          .typeArgument, "\(context.quoted(e.span)) is too large or too precise for a bound", at: e.span,
          helps: ["a bound has at most \(digits) decimal places"])
        return nil
      }
      return value
    default:
      context.report(.typeArgument, "\(context.quoted(e.span)) is not a bound", at: e.span, helps: ["write a number"])
      return nil
    }
  }

  private func choice(_ choices: [ChoiceSyntax], _ isOrdered: Bool) -> ChoiceType? {
    var options: [ChoiceType.Option] = []
    var names: [String: Span] = [:]
    var stored: [String: Span] = [:]
    for choice in choices {
      if let first = names.updateValue(choice.name.span, forKey: choice.name.text) {
        context.reportTwice("the choice `\(choice.name.text)`", at: choice.name.span, first: first)
        continue
      }
      let value = choice.stored?.value ?? choice.name.text
      if let first = stored.updateValue(choice.stored?.span ?? choice.name.span, forKey: value) {
        context.report(
          .declaredTwice, "two choices are stored as `\(value)`", at: choice.stored?.span ?? choice.name.span,
          notes: [Note("the first is here", at: first)], helps: ["a stored text tells the choice, so give each its own"]
        )
      }
      options.append(ChoiceType.Option(name: choice.name.text, stored: value, labels: labels(choice)))
    }
    return options.isEmpty ? nil : ChoiceType(options: options, isOrdered: isOrdered)
  }

  private func labels(_ choice: ChoiceSyntax) -> [String: String] {
    var labels: [String: String] = [:]
    for label in choice.labels {
      if let language = label.language, !context.checkLabelLanguage(language) { continue }
      if labels.updateValue(label.text.value, forKey: label.language?.text ?? "") != nil {
        context.report(
          .declaredTwice, "`\(choice.name.text)` has two labels\(label.language.map { " in `\($0.text)`" } ?? "")",
          at: label.text.span,
          helps: ["leave one out"])
      }
      if label.text.value.isBlankText {
        context.report(.blankText, "a label can't be blank", at: label.text.span, helps: ["write what is to be shown"])
      }
    }
    return labels
  }

  private func isHost(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { Addresses.isDomain(UnsafeRawBufferPointer($0), minLabels: 1) }
  }
}
