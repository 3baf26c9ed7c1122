import Crypto
import FoundationEssentials

/// Return paths that say which message a bounce is about (variable envelope return paths), and that can't be forged.
///
/// `b-ID-TAG@domain`: the tag is 40 bits of HMAC-SHA256 over the rest, so that nobody can make bounces of messages whose return paths they
/// have not seen; a wrong guess costs a mail, and 2^40 mails are too many. Some systems write local parts in lower case, so a capital letter
/// of an id is written `_` and the small one: return paths have no capitals.
package struct VERP: Sendable {
  /// RFC 5321 4.5.3.1.1.
  private static let localLimitBytes = 64
  private static let tagCharacters = 8

  private let keys: [Secret]

  /// The first key makes return paths, all are tried on bounces, so that a key can be changed while mails are on their way.
  package init(keys: [Secret]) { self.keys = keys.filter { !$0.revealed.isEmpty } }

  /// Nil where there is no key, the id is none or too long for a local part, or the domain is none.
  ///
  /// Of ids without capitals up to 53 characters fit.
  package func returnPath(messageID: String, domain: String) -> String? {
    guard let key = keys.first, MessageID.isOne(messageID), Self.isDomain(domain) else { return nil }
    let name = messageID.flatMap { $0.isUppercase ? "_" + $0.lowercased() : String($0) }
    // A local part has no two dots next to each other (RFC 5322 3.4.1, dot-atom).
    let local = "b-\(String(name))-"
    guard local.utf8.count + Self.tagCharacters <= Self.localLimitBytes, !local.contains("..")
    else { return nil }
    return local + Self.tag(local, domain.lowercased(), key) + "@" + domain
  }

  /// The message that a bounce to this address is about; nil where the address was not made here.
  package func messageID(from address: String) -> String? {
    guard address.utf8.count <= 400 else { return nil }
    var text = Substring(address.lowercased())
    if text.hasPrefix("<"), text.hasSuffix(">") { text = text.dropFirst().dropLast() }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].hasPrefix("b-"), parts[0].utf8.count > Self.tagCharacters + 3 else { return nil }
    let local = parts[0].dropLast(Self.tagCharacters)
    let tag = Array(parts[0].suffix(Self.tagCharacters).utf8)
    guard local.hasSuffix("-") else { return nil }
    var isOne = false
    for key in keys {
      // Every key and every byte, so that the time taken tells nothing.
      let difference = zip(Self.tag(String(local), String(parts[1]), key).utf8, tag).reduce(0) { $0 | ($1.0 ^ $1.1) }
      if difference == 0, tag.count == Self.tagCharacters { isOne = true }
    }
    guard isOne, let id = Self.id(local.dropFirst(2).dropLast()), MessageID.isOne(id) else { return nil }
    return id
  }

  private static func id(_ name: Substring) -> String? {
    var id = ""
    var isCapital = false
    for character in name {
      if character == "_", !isCapital {
        isCapital = true
      } else {
        id += isCapital ? character.uppercased() : String(character)
        isCapital = false
      }
    }
    return isCapital ? nil : id
  }

  /// Crockford's digits in small letters: none is mistaken for another.
  private static func tag(_ local: String, _ domain: String, _ key: Secret) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Data("verp\n\(local)\n\(domain)".utf8), using: SymmetricKey(data: Data(key.revealed.utf8)))
    let bits = code.prefix(5).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")
    return String((0..<tagCharacters).map { digits[Int(bits >> (35 - 5 * UInt64($0)) & 31)] })
  }

  private static func isDomain(_ text: String) -> Bool {
    (1...253).contains(text.utf8.count) && text.first != "." && text.last != "." && !text.contains("..")
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
          || $0 == 0x2E
      }
  }
}
