import CampaignDiagnostics
import CampaignSyntax
import Testing

/// What people write who come from elsewhere: one finding each, and a fix that mends it.
@Suite struct ForeignIdiomTests {
  struct Idiom: Sendable, CustomTestStringConvertible {
    let written: String
    let mended: String?
    let code: DiagnosticCode
    var testDescription: String { written }

    init(_ written: String, _ mended: String?, _ code: DiagnosticCode) {
      self.written = written
      self.mended = mended
      self.code = code
    }
  }

  static let predicates: [Idiom] = [
    Idiom("tier == gold", "tier is gold", .foreignOperator),
    Idiom("tier = gold", "tier is gold", .foreignOperator),
    Idiom("tier != gold", "tier is not gold", .foreignOperator),
    Idiom("tier <> gold", "tier is not gold", .foreignOperator),
    Idiom("tier is gold && spend > 5 USD", "tier is gold and spend > 5 USD", .foreignOperator),
    Idiom("tier is gold || spend > 5 USD", "tier is gold or spend > 5 USD", .foreignOperator),
    Idiom("!email_opt_in", "not email_opt_in", .foreignOperator),
    Idiom("tier in (gold, silver)", "tier is one of (gold, silver)", .foreignOperator),
    Idiom("tier not in (gold, silver)", "tier is not one of (gold, silver)", .foreignOperator),
    Idiom("last_order IS NULL", "last_order is not known", .nullTest),
    Idiom("last_order is null", "last_order is not known", .nullTest),
    Idiom("last_order IS NOT NULL", "last_order is known", .nullTest),
    Idiom("last_order != null", "last_order is known", .nullTest),
    Idiom("last_order == null", "last_order is not known", .nullTest),
    Idiom("tier is gold AND email_opt_in", "tier is gold and email_opt_in", .miscasedWord),
    Idiom("tier is gold OR email_opt_in", "tier is gold or email_opt_in", .miscasedWord),
    Idiom("NOT email_opt_in", "not email_opt_in", .miscasedWord),
    Idiom("first_name is 'Ada'", "first_name is \"Ada\"", .foreignQuotes),
    Idiom("first_name is “Ada”", "first_name is \"Ada\"", .foreignQuotes),
    Idiom("first_name is \"Ada”", "first_name is \"Ada\"", .foreignQuotes),
    Idiom("first_name LIKE 'Ad%'", "first_name starts with \"Ad\"", .foreignOperator),
    Idiom("first_name like \"%da%\"", "first_name contains \"da\"", .foreignOperator),
    Idiom("email_opt_in is true", "email_opt_in is yes", .foreignConstant),
    Idiom("email_opt_in is False", "email_opt_in is no", .foreignConstant),
    Idiom("spend >= $50", "spend >= 50 USD", .currencySign),
    Idiom("spend >= $1,250.50", "spend >= 1250.50 USD", .currencySign),
    Idiom("spend >= €50", "spend >= 50 EUR", .currencySign),
    Idiom("spend >= 50USD", "spend >= 50 USD", .badNumber),
    Idiom("share >= 10 %", "share >= 10%", .badNumber),
    Idiom("joined before 25/12/2027", "joined before 2027-12-25", .foreignDate),
    Idiom("joined before 03/02/2027", nil, .foreignDate),
    Idiom("joined before 2027-02-30", nil, .noSuchDate),
    Idiom("joined within last 3days", "joined within last 3 days", .badNumber),
    Idiom("spend ≥ 50 USD", "spend >= 50 USD", .lookAlike),
    Idiom("spend >=\u{00A0}50 USD", "spend >= 50 USD", .lookAlike),
    Idiom("spend > 5 USD -- enough", "spend > 5 USD // enough", .foreignComment),
    Idiom("spend > 5 USD # enough", "spend > 5 USD // enough", .foreignComment),
    Idiom("spend > 5 USD /* enough */", "spend > 5 USD // enough ", .foreignComment),
    Idiom("spend > 5 USD;", "spend > 5 USD", .foreignSeparator),
    Idiom("5 USD < spend < 9 USD", nil, .chainedComparison),
    Idiom("spend > 5 USD adn email_opt_in", "spend > 5 USD and email_opt_in", .misspeltWord),
    Idiom("joined withn last 3 days", "joined within last 3 days", .misspeltWord),
    Idiom("joined within last 3 dasy", "joined within last 3 days", .misspeltWord),
    Idiom("tier is one off (gold, silver)", "tier is one of (gold, silver)", .misspeltWord),
    Idiom("first_name starst with \"A\"", "first_name starts with \"A\"", .misspeltWord),
    Idiom("spend betwen 1 USD and 5 USD", "spend between 1 USD and 5 USD", .misspeltWord),
    Idiom("any(orders wehre total > 5 USD)", "any(orders where total > 5 USD)", .misspeltWord),
    Idiom("(spend > 5 USD", "(spend > 5 USD)", .unclosedBracket),
    Idiom("tier is one of (gold, silver,)", "tier is one of (gold, silver)", .foreignSeparator),
  ]

  static let texts: [Idiom] = [
    Idiom("{{ first_name }}", "{first_name}", .foreignInterpolation),
    Idiom("{{first_name}}", "{first_name}", .foreignInterpolation),
    Idiom("{{ first_name | default: \"you\" }}", "{first_name otherwise \"you\"}", .foreignInterpolation),
    Idiom("{{ first_name | default: 'you' }}", "{first_name otherwise \"you\"}", .foreignInterpolation),
    Idiom("{first_name | default: \"you\"}", "{first_name otherwise \"you\"}", .foreignInterpolation),
    Idiom("{first_name | upcase}", nil, .foreignInterpolation),
    Idiom("{{ first_name | upcase }}", nil, .foreignInterpolation),
    Idiom("{% if a %}x{end}", "{if a}x{end}", .foreignInterpolation),
    Idiom("{#if a}x{end}", "{if a}x{end}", .foreignInterpolation),
    Idiom("{if a}x{/if}", "{if a}x{end}", .foreignInterpolation),
    Idiom("{if a}x{endif}", "{if a}x{end}", .foreignInterpolation),
    Idiom("{if a}x{% endif %}", "{if a}x{end}", .foreignInterpolation),
    Idiom("{if a}x{else:}y{end}", "{if a}x{else}y{end}", .foreignInterpolation),
    Idiom("{if a}x{elsif b}y{end}", "{if a}x{else if b}y{end}", .foreignInterpolation),
    Idiom("{if a == b}x{end}", "{if a is b}x{end}", .foreignOperator),
    Idiom("{if a}x", nil, .directiveMismatch),
    Idiom("x{end}", "x", .directiveMismatch),
    Idiom("x{else}", "x", .directiveMismatch),
    Idiom("{if a}x{else}y{else}z{end}", nil, .directiveMismatch),
    Idiom("{first_name", nil, .unclosedInterpolation),
    Idiom("first_name}", "first_name\\}", .unclosedInterpolation),
    Idiom("{}", nil, .unexpectedToken),
    Idiom("{fr p in picks}x{end}", "{for p in picks}x{end}", .misspeltWord),
    Idiom("{first_name othrwise \"you\"}", "{first_name otherwise \"you\"}", .misspeltWord),
    Idiom("{joined as lnog date}", "{joined as long date}", .misspeltWord),
    Idiom("\\q", "\\\\q", .badEscape),
    Idiom("\\u{110000}", nil, .badEscape),
    Idiom("{a otherwise \"{b otherwise \"c\"}\"}", nil, .nestedInterpolation),
  ]

  @Test(arguments: predicates)
  func predicate(_ idiom: Idiom) { check(idiom, "segment s where ", "\nsegment t where spend > 5 USD\n") }

  @Test(arguments: texts)
  func text(_ idiom: Idiom) {
    check(idiom, "campaign c {\n  sms {\n    text \"", "\"\n  }\n  goal \"after\"\n}\n")
  }

  private func check(_ idiom: Idiom, _ before: String, _ after: String) {
    let text = before + idiom.written + after
    let source = SourceFile(id: FileID(0), path: "", bytes: Array(text.utf8))
    let found = Parser.parse(source).diagnostics
    #expect(found.map(\.code.id) == [idiom.code.id], "\(Samples.shown(found, source))")
    #expect(found.allSatisfy { !$0.helps.isEmpty }, "no help")
    guard let diagnostic = found.first else { return }
    #expect(diagnostic.fixes.isEmpty == (idiom.mended == nil), "fixes: \(diagnostic.fixes)")
    guard let mended = idiom.mended, let fix = diagnostic.fixes.first else { return }
    let result = Samples.applied(fix, to: source.bytes)
    #expect(String(decoding: result, as: UTF8.self) == before + mended + after)
    #expect(Parser.parse(SourceFile(id: FileID(0), path: "", bytes: result)).diagnostics.isEmpty)
  }
}

extension Samples {
  /// The bytes after the fix.
  static func applied(_ fix: Fix, to bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for edit in fix.edits.sorted(by: { $0.span.start > $1.span.start }) {
      bytes.replaceSubrange(Int(edit.span.start)..<Int(edit.span.end), with: Array(edit.replacement.utf8))
    }
    return bytes
  }
}
