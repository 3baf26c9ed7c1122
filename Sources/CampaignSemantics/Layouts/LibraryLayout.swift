import CampaignDiagnostics
import CampaignSyntax

/// A layout of the library. Its colors have no values yet: each brand gives its own.
struct LibraryLayout {
  /// HTML or CSS, with colors in it.
  enum Part: Hashable {
    case text(String)
    case color(String)
    case slot(MailLayout.Slot)
  }

  var name: Name
  var colors: [Name]
  var style: [Part]
  var parts: [Part]
  /// Whether it was found to be right; of one that wasn't, nothing is reported of the brands that use it.
  var isSound: Bool

  /// The layout in a brand's colors, each `#RRGGBB`.
  func layout(colors: [String: String], file: FileID) -> MailLayout {
    func text(_ part: Part) -> String {
      switch part {
      case .text(let text): text
      case .color(let name): colors[name] ?? ""
      case .slot: ""
      }
    }
    func slot(_ slot: MailLayout.Slot) -> MailLayout.Slot {
      guard case .unsubscribe(let word, let attributes) = slot else { return slot }
      let colored = LayoutStyle(attributes).parts(Set(self.colors.map(\.text))) { _ in }
      return .unsubscribe(text: word, attributes: colored.map(text).joined())
    }
    var pieces: [MailLayout.Piece] = []
    for part in parts {
      if case .slot(let found) = part {
        pieces.append(.slot(slot(found)))
      } else if case .html(var before)? = pieces.last {
        pieces.removeLast()
        before += text(part)
        pieces.append(.html(before))
      } else {
        pieces.append(.html(text(part)))
      }
    }
    return MailLayout(style: style.map(text).joined(), pieces: pieces, file: file)
  }
}
