import CampaignHandOff

/// What a message looks like to the protocol, checked before a byte of it goes out.
struct SMTPEnvelope {
  let mail: [UInt8]
  let form: SMTPMailBody.Form
  /// RFC 6531.
  let isInternational: Bool

  enum Check {
    case ready(SMTPEnvelope)
    case refused(ProviderAnswer)
  }

  /// Longest local part, at sign and longest domain (RFC 5321, 4.5.3.1).
  static let addressLimitBytes = 320

  static func check(_ message: OutboundMessage, _ features: SMTPFeatures) -> Check {
    guard case .mail(let mail) = message.content else { return refused("554", "5.6.1", "it is no mail") }
    let sender = AddressForm(message.returnPath)
    let recipient = AddressForm(message.address)
    guard sender != .bad else { return refused("553", "5.1.7", "the return path is no address") }
    guard recipient != .bad, !message.address.isEmpty else {
      return refused("553", "5.1.3", "the recipient is no address")
    }
    let isInternational = sender == .international || recipient == .international
    if isInternational, !features.hasInternationalAddresses {
      return refused("553", "5.6.7", "the server takes ASCII addresses only")
    }
    if let limit = features.sizeLimitBytes, mail.count > limit {
      return refused("552", "5.3.4", "the server takes \(limit) bytes at most, it has \(mail.count)")
    }
    let form = SMTPMailBody.form(of: mail)
    guard form != .hasBareLineEnds else { return refused("554", "5.6.0", "a line ends without CR LF") }
    return .ready(SMTPEnvelope(mail: mail, form: form, isInternational: isInternational))
  }

  private static func refused(_ code: String, _ enhancedCode: String, _ text: String) -> Check {
    .refused(ProviderAnswer(code: code, enhancedCode: enhancedCode, text: "not handed off: \(text)"))
  }
}

private enum AddressForm {
  case ascii, international
  /// It has what would end the address, the command or the line.
  case bad

  init(_ address: String) {
    var form = AddressForm.ascii
    var count = 0
    for byte in address.utf8 {
      count += 1
      switch byte {
      case 0...0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"): form = .bad
      case 0x80...: if form == .ascii { form = .international }
      default: break
      }
    }
    self = count > SMTPEnvelope.addressLimitBytes ? .bad : form
  }
}
