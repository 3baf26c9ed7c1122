import CampaignDiagnostics
import CampaignSyntax
import Crypto

/// What templates say besides their messages: whom, when, how often, with which offer. Two versions of a template with one frame differ in nothing but what
/// their messages say.
struct TemplateFrames: Sendable {
  private var digests: [String: String] = [:]

  init(_ library: [FileSyntax], sources: SourceMap) {
    for file in library {
      for case .template(let template) in file.declarations where digests[template.name.text] == nil {
        digests[template.name.text] = Self.digest(template, file, sources[file.file])
      }
    }
  }

  /// Of the template that a campaign is made from; one that is made from none has the frame of no words.
  func digest(of campaign: CampaignSyntax?) -> String {
    campaign?.instantiates.flatMap { digests[$0.template.text] } ?? Self.none
  }

  private static let none = String(HexDigest.sha256([]).prefix(32))

  private static func digest(_ template: TemplateSyntax, _ file: FileSyntax, _ source: SourceFile) -> String {
    let messages = template.campaign.items.flatMap { item -> [Span] in
      switch item {
      case .message(let message): [message.span]
      case .step(let step): step.messages.map(\.span)
      default: []
      }
    }
    var hash = SHA256()
    for token in file.tokens where template.span.start <= token.span.start && token.span.end <= template.span.end {
      switch token.kind {
      case .whitespace, .lineBreak, .comment, .endOfFile: continue
      default: break
      }
      if messages.contains(where: { $0.start <= token.span.start && token.span.end <= $0.end }) { continue }
      hash.update(data: source.bytes[Int(token.span.start)..<Int(token.span.end)])
      hash.update(data: [0] as [UInt8])
    }
    return String(HexDigest.text(hash.finalize()).prefix(32))
  }
}
