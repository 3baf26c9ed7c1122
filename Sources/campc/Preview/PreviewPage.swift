import CampaignPlan
import CampaignValues

/// The cards of a preview as one HTML document that needs nothing beside it: no script, no other file.
struct PreviewPage {
  let plan: Plan
  let displayName: String
  let goal: String?
  /// As people read it.
  let now: String
  let cards: [PreviewSelection.Card]
  /// How many messages there were to choose from, in words.
  let choice: String

  func html() -> String {
    let title = "\(plan.campaign) · \(displayName)"
    var body = "<header>\n<h1>\(Self.escaped(plan.campaign))</h1>\n"
    if let goal { body += "<p class=\"goal\">\(Self.escaped(goal))</p>\n" }
    body += "<p>\(Self.escaped(displayName)) · \(Self.escaped(now)) · \(Self.escaped(choice))</p>\n</header>\n<main>\n"
    for (index, step) in plan.steps.enumerated() {
      let own = cards.enumerated().filter { $0.element.candidate.step == index }
      guard !own.isEmpty else { continue }
      if plan.steps.count > 1 { body += "<h2>\(Self.escaped(step.name))</h2>\n" }
      body += "<div class=\"sheet\">\n" + own.map { card($0.element, $0.offset) }.joined() + "</div>\n"
    }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src https: data:">
      <meta name="referrer" content="no-referrer">
      <title>\(Self.escaped(title))</title>
      <style>
      \(PreviewStyle.css)
      </style>
      </head>
      <body>
      \(body)</main>
      </body>
      </html>

      """
  }

  private func card(_ card: PreviewSelection.Card, _ number: Int) -> String {
    let message = card.candidate.message
    let record = plan.messages[message.index]
    let id = "card-\(number + 1)"
    let reasons = card.reasons.map { "<li>\(Self.escaped($0))</li>" }.joined()
    var facts = ["member \(message.member)", "\(record.channel)", record.language]
    if let event = message.event { facts.insert("event \(event)", at: 1) }
    for (experiment, variant) in zip(plan.experiments, message.variants)
    where experiment.variants.indices.contains(variant) {
      facts.append("\(experiment.name): \(experiment.variants[variant])")
    }
    return """
      <article class="\(record.channel)" aria-labelledby="\(id)">
      <h3 id="\(id)">\(Self.escaped(facts.joined(separator: " · ")))</h3>
      <ul class="reasons">\(reasons)</ul>
      \(content(message, record))</article>

      """
  }

  private func content(_ message: MadeMessage, _ record: MessageRecord) -> String {
    let language = Self.escaped(LanguageTag.tag(record.language))
    switch record.channel {
    case .email: return mail(message, language)
    case .push: return push(message, language)
    case .sms: return sms(message, language)
    }
  }

  /// No script runs in the frame, so that being of the page's own origin gives the mail nothing; but a frame of another origin is not
  /// drawn before it was scrolled to, and is white in a picture or on paper.
  private func mail(_ message: MadeMessage, _ language: String) -> String {
    let subject = message.parts[.subject] ?? ""
    let preheader = message.parts[.preheader] ?? ""
    let sender = message.sender.split(separator: "<").first.map(String.init) ?? message.sender
    let frame = "The e-mail to member \(message.member)\(message.event.map { " by event \($0)" } ?? "")"
    return """
      <div class="inbox" lang="\(language)">
      <p class="sender" dir="auto">\(Self.escaped(sender))</p>
      <p class="subject" dir="auto">\(Self.escaped(subject))</p>
      <p class="preheader" dir="auto">\(Self.escaped(preheader))</p>
      </div>
      <p class="measure">subject \(Self.characters(subject)), preheader \(Self.characters(preheader)), to \
      <span dir="ltr">\(Self.escaped(message.address))</span></p>
      <iframe sandbox="allow-same-origin" title="\(Self.escaped(frame))" srcdoc="\(Self.escaped(message.parts[.html] ?? ""))"></iframe>
      <details><summary>Plain text</summary><pre dir="auto" lang="\(language)">\(Self.escaped(message.parts[.text] ?? ""))</pre></details>

      """
  }

  private func push(_ message: MadeMessage, _ language: String) -> String {
    let title = message.parts[.title] ?? ""
    let text = message.parts[.text] ?? ""
    let link = message.parts[.link].map { "<p class=\"link\" dir=\"ltr\">\(Self.escaped($0))</p>\n" } ?? ""
    return """
      <div class="notification" lang="\(language)">
      <p class="app" dir="ltr">\(Self.escaped(message.sender))</p>
      <p dir="auto"><b>\(Self.escaped(title))</b></p>
      <p dir="auto">\(Self.escaped(text))</p>
      </div>
      \(link)<p class="measure">title \(Self.characters(title)), text \(Self.characters(text))</p>

      """
  }

  private func sms(_ message: MadeMessage, _ language: String) -> String {
    let text = message.parts[.text] ?? ""
    let size = Array(text.utf8).withUnsafeBytes { SMSSize($0) }
    let encoding = size.encoding == .gsm7 ? "GSM 03.38" : "UCS-2"
    return """
      <p class="app">\(Self.escaped(message.sender))</p>
      <p class="bubble" dir="auto" lang="\(language)">\(Self.escaped(text))</p>
      <p class="measure">\(Self.characters(text)), \(size.segments) \(size.segments == 1 ? "segment" : "segments") (\(encoding), \
      \(size.units) \(size.encoding == .gsm7 ? "septets" : "code units"))</p>

      """
  }

  private static func characters(_ text: String) -> String {
    let count = Array(text.utf8).withUnsafeBytes { TextRules.characterCount($0) }
    return "\(count) \(count == 1 ? "character" : "characters")"
  }

  /// Text as content or in a quoted attribute of HTML.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\0": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
