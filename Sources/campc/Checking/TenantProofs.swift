import CampaignDiagnostics
import CampaignSemantics

/// What is proven of a tenant's messages, as `campc check --proofs` lists it.
struct TenantProofs {
  let tenant: String
  let rules: [String]
  let campaigns: [(name: String, messages: [MessageProof])]

  init(_ tenant: CheckedTenant, sources: SourceMap) {
    self.tenant = tenant.name
    rules = tenant.brandRules
    let prover = SizeProver(tenant: tenant, sources: sources)
    campaigns = tenant.campaigns.map { (name: $0.name, messages: prover.proofs(of: $0)) }
  }

  // MARK: For people

  func text(_ style: Style) -> String {
    var text = style.paint(tenant, .strong) + "\n"
    for campaign in campaigns {
      for message in campaign.messages {
        let step = message.step == campaign.name ? "" : ", step \(message.step)"
        text += "  \(campaign.name)\(step), \(message.channel.rawValue) in \(message.language)\n"
        for part in message.parts { text += Self.text(part) }
      }
    }
    let messages = campaigns.reduce(0) { $0 + $1.messages.count }
    if !rules.isEmpty {
      text += "  the brand's rules hold for \(messages == 1 ? "its message" : "all \(messages) messages")\n"
      text += rules.map { "    \($0)\n" }.joined()
    }
    return text
  }

  private static func text(_ part: PartProof) -> String {
    let name = part.part.rawValue
    var sizes: [String] = []
    if let segments = part.segments { sizes.append(counted(segments.most, "segment")) }
    if let characters = part.characters { sizes.append(counted(characters.most, "character")) }
    sizes.append(counted(part.bytes.most, "byte"))
    let witness = (part.characters ?? part.bytes).witness.map { ": \($0)" } ?? ""
    let padding = String(repeating: " ", count: max(1, 11 - name.count))
    return "    \(name)\(padding)at most \(sizes.joined(separator: ", "))\(witness)\n"
  }

  private static func counted(_ count: Int, _ word: String) -> String {
    "\(SummaryText.grouped(count)) \(word)\(count == 1 ? "" : "s")"
  }

  // MARK: For programs

  static func write(_ proofs: [TenantProofs], to json: inout JSONWriter) {
    json.key("proofs")
    json.array { json in
      for proof in proofs { proof.write(to: &json) }
    }
  }

  private func write(to json: inout JSONWriter) {
    json.object { json in
      json.string("tenant", tenant)
      json.key("rules")
      json.array { json in
        for rule in rules { json.string(rule) }
      }
      json.key("messages")
      json.array { json in
        for campaign in campaigns {
          for message in campaign.messages { Self.write(message, campaign.name, to: &json) }
        }
      }
    }
  }

  private static func write(_ message: MessageProof, _ campaign: String, to json: inout JSONWriter) {
    json.object { json in
      json.string("campaign", campaign)
      json.string("step", message.step)
      json.string("channel", message.channel.rawValue)
      json.string("language", message.language)
      json.number("bytes", message.bytes)
      json.key("parts")
      json.array { json in
        for part in message.parts {
          json.object { json in
            json.string("part", part.part.rawValue)
            let bounds = [("characters", part.characters), ("bytes", part.bytes), ("segments", part.segments)]
            for (key, bound) in bounds {
              guard let bound else { continue }
              json.key(key)
              json.object { json in
                json.number("most", bound.most)
                if let witness = bound.witness { json.string("witness", witness) }
              }
            }
          }
        }
      }
    }
  }
}
