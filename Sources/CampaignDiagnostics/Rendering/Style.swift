/// Whether output is coloured, and the colours.
package struct Style: Sendable {
  package let isColored: Bool

  package init(isColored: Bool) { self.isColored = isColored }

  package static let plain = Style(isColored: false)

  /// Decides as https://no-color.org and https://bixense.com/clicolors say: `NO_COLOR` turns colours off, then
  /// `CLICOLOR_FORCE` on; otherwise a terminal has them unless it is dumb or `CLICOLOR` is 0.
  package static func decide(isTerminal: Bool, environment: (String) -> String?) -> Style {
    if let no = environment("NO_COLOR"), !no.isEmpty { return .plain }
    if let force = environment("CLICOLOR_FORCE"), !force.isEmpty, force != "0" { return Style(isColored: true) }
    return Style(isColored: isTerminal && environment("TERM") != "dumb" && environment("CLICOLOR") != "0")
  }

  /// Select Graphic Rendition parameters (ECMA-48, 8.3.117).
  package enum Paint: String, Sendable {
    case error = "1;31"
    case warning = "1;33"
    case advice = "1;36"
    case gutter = "1;34"
    case strong = "1"
    case added = "32"
    case removed = "31"
  }

  package func paint(_ text: String, _ paint: Paint) -> String {
    isColored && !text.isEmpty ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension Severity {
  var paint: Style.Paint {
    switch self {
    case .error: .error
    case .warning: .warning
    case .advice: .advice
    }
  }
}
