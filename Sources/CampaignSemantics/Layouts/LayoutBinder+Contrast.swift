import CampaignDiagnostics

/// Whether everybody can read what is written in the brand's colors.
extension LayoutBinder {
  typealias WrittenColor = (color: ScreenColor, span: Span)

  /// Reports each of the brand's colors once, in the pair in which it is read worst.
  func reportContrast(_ layout: LibraryLayout, _ written: [String: WrittenColor]) {
    let pairs = LayoutContrast(layout, written.mapValues(\.color)).pairs
    let weak = pairs.filter { $0.contrast < ScreenColor.leastContrast }.sorted { $0.contrast < $1.contrast }
    var reported: Set<String> = []
    for pair in weak {
      let names = [pair.text.name, pair.background.name].compactMap { $0 }
      if names.contains(where: reported.contains) { continue }
      reported.formUnion(names)
      // Of two colors of the brand, that is the one to change of which the least has to change.
      let found = names.map { (name: $0, better: better($0, written, layout)) }
      let easiest = found.min { $0.better?.steps ?? .max < $1.better?.steps ?? .max }
      guard let easiest, let color = written[easiest.name] else { continue }
      report(pair, easiest.name, color, easiest.better?.color)
    }
  }

  private func report(_ pair: LayoutContrast.Pair, _ name: String, _ color: WrittenColor, _ better: ScreenColor?) {
    let place = pair.selector == "body" ? "" : " (`\(pair.selector)`)"
    let time = pair.isDark ? " by night" : ""
    context.report(
      .weakContrast,
      "text in \(Self.words(pair.text)) on \(Self.words(pair.background))\(place) has a contrast of \(Self.ratio(pair.contrast))\(time), and needs 4.5",
      at: color.span,
      notes: [Note("with less, many people can't read it, and nobody can in the sun")],
      helps: [
        better.map { "write `\(name) \($0)`, which can be read wherever the layout has it" }
          ?? "choose another `\(name)`: no lighter or darker one can be read wherever the layout has it"
      ], fixes: better.map { [Fix("write `\($0)`", replace: color.span, with: $0.description)] } ?? [])
  }

  /// The color, as little darker or lighter as will do in every pair that it is part of.
  private func better(
    _ name: String, _ written: [String: WrittenColor], _ layout: LibraryLayout
  ) -> (color: ScreenColor, steps: Int)? {
    guard let own = written[name]?.color else { return nil }
    let others = written.mapValues(\.color)
    for steps in 1...100 {
      for end in [ScreenColor.black, .white] {
        let color = own.moved(towards: end, steps: steps)
        let pairs = LayoutContrast(layout, others.merging([name: color]) { $1 }).pairs
        let own = pairs.filter { $0.text.name == name || $0.background.name == name }
        if own.allSatisfy({ $0.contrast >= ScreenColor.leastContrast }) { return (color, steps) }
      }
    }
    return nil
  }

  private static func words(_ paint: LayoutContrast.Paint) -> String {
    paint.name.map { "`\($0)` \(paint.color)" } ?? "\(paint.color)"
  }

  /// Never rounded up to what would do.
  private static func ratio(_ contrast: Double) -> String {
    let hundredths = Int(contrast * 100)
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
