import CampaignTestSupport

/// Why `campc check` says nothing of a mistake: because it is none where it was made, or for a limit that docs/proofs.md tells.
enum SurvivorReasons {
  /// Nil where nobody has looked at it.
  static func reason(_ name: String, _ tenant: String, _ mutation: Mutation) -> String? {
    all.first { reason in
      name == reason.name && (reason.part.isEmpty || mutation.description.contains(reason.part))
    }?.words
  }

  private struct Reason {
    var name: String
    /// What stands in the description of each mutation that the reason is for.
    var part = ""
    var words: String
  }

  private static let unread = "no message shows the value, and no condition reads it"
  private static let hasRoom = "the texts that it is shown in have room for it"

  private static let all = [
    Reason(name: "allow a value to be missing", words: unread),
    Reason(name: "let a text be longer by one character", words: hasRoom),
    Reason(
      name: "let a text be ten times as long",
      words: "where the brand limits a text, the value is held to `fits`, or not shown"),
    Reason(
      name: "drop a bound", part: "winback",
      words: "the campaign replaces this subject, or the rest is short enough for the longest name"),
    Reason(name: "drop a bound", words: "the rest of the text is short enough for the longest name"),
    Reason(name: "raise a bound by one", words: hasRoom),
    Reason(name: "raise a bound by sixty", words: "the value's own type is no longer, and the text has room for that"),
    Reason(name: "lower a limit of the brand by one", words: "no text comes to the limit"),
    Reason(
      name: "write a subject of 61 characters more", part: "winback",
      words: "the tenant's campaign replaces this subject"),
    Reason(
      name: "write a forbidden phrase with an accent", part: "winback",
      words: "the tenant's campaign replaces this body"),
    Reason(name: "write four emoji", part: "winback", words: "the tenant's campaign replaces this subject"),
    Reason(name: "write in capitals", part: "winback", words: "the tenant's campaign replaces this subject"),
    Reason(name: "change a link's host", words: "it is an image's, and the brand speaks of links"),
    Reason(name: "hide another host behind the brand's", words: "it is an image's, and the brand speaks of links"),
    Reason(
      name: "let a template's offer go deeper",
      words: "the campaigns made from the template ask for less than the brand allows"),
    Reason(
      name: "drop a language's messages", words: "members of that language get the message in the tenant's first one"),
    Reason(name: "change the host of a catalog's links", words: "no message shows the image"),
    Reason(name: "put off a step until its offer has ended", part: "basket", words: "the step shows no offer"),
    Reason(name: "let slices of a layer overlap", words: "no other campaign of the tenant draws in the layer"),
    Reason(name: "let an offer end before a later step shows it", words: "no later step shows the offer"),
    Reason(name: "say a clause twice", part: "`audience where yes`", words: "`yes` says that everybody is meant"),
    Reason(
      name: "say a clause twice", part: "Bakery",
      words: "what is joined by `and` within an `or` is not taken apart: a known limit"),
    Reason(name: "move a schedule into a gap of the clocks", words: "the campaign ended years ago"),
    Reason(
      name: "let messages expire while they wait", words: "they are due by day, so they do not wait"),
  ]
}
