import CampaignCompiler
import CampaignOracle
import CampaignPlan
import CampaignTestSupport
import CampaignVM

/// Any text as a subject and a body, parted by a zero byte: what is checked without an error compiles, is proven sound and makes
/// messages.
enum TemplateFuzz {
  static func run(_ bytes: [UInt8]) throws(FuzzFinding) {
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    let subject = parts.count > 1 ? Array(parts[0]) : Array("Hello".utf8)
    let body = Array(parts[parts.count - 1])
    let text =
      Array("campaign hello {\n  schedule every day at 10:00\n  email {\n    subject \"".utf8) + subject
      + Array("\"\n    body \"\"\"\n      ".utf8) + body + Array("\n      \"\"\"\n  }\n}\n".utf8)
    let workspace = FuzzShop.workspace.replacing(FuzzShop.campaignPath, with: text)
    let (checked, findings) = workspace.check(basis: nil)
    for finding in findings {
      let file = workspace.files[Int(finding.span.file.rawValue)]
      guard finding.span.start <= finding.span.end, Int(finding.span.end) <= file.bytes.count else {
        throw FuzzFinding("\(finding.code.id) lies outside of its file")
      }
    }
    guard !findings.contains(where: { $0.severity == .error }) else { return }
    for tenant in checked.tenants {
      for campaign in tenant.campaigns {
        let plan: Plan
        do { plan = try workspace.plan(tenant, campaign) } catch {
          // Text in which data falls where nothing escapes it can't be lowered; it is said.
          if "\(error)".isEmpty { throw FuzzFinding("it does not compile, without a word") }
          continue
        }
        let verified: VerifiedPlan
        do throws(PlanError) { verified = try Verifier.verify(plan) } catch {
          throw FuzzFinding("what the compiler made is refused: \(error)")
        }
        try FuzzShop.run(verified, over: FuzzShop.audience)
      }
    }
  }

  static var seeds: [String: [UInt8]] {
    let texts = [
      "plain": "Hello\0Just words.",
      "value": "Hello {member.name otherwise \"you\"}\0Hi **{member.name otherwise \"you\"}**!",
      "condition": "A\0{if points > 50}Much{else if vip is known}Some{else}Little{end}",
      "loop": "A\0{for o in orders by placed descending first 2}\n- {o.total} at {o.store}\n{else}\nnone\n{end}",
      "markdown":
        "A\0# Title\n\n* one\n* two\n\n1. three\n\n> quote\n\n| a | b |\n| - | - |\n| 1 | `c` |\n\n[link](https://shop.example/{code otherwise \"a\"})",
      "picture": "A\0x &amp; y\n\n![picture](https://shop.example/a.png)\n\n---\n",
      "formats": "{points} {spend} {discount}\0{joined as date} {weight otherwise 1} {tier as label}",
      "plural": "A\0{plural points one \"one point\" other \"{points} points\"}",
      "unsubscribe": "A\0*emphasis* ~~gone~~ \\\\* &lt; <https://shop.example/>",
    ]
    return texts.mapValues { Array($0.utf8) }
  }
}
