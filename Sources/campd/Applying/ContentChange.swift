import CampaignEngine
import CampaignPlan

/// Whether a new plan says other things than the one that runs, and does the same otherwise.
enum ContentChange {
  /// True where the library alone was edited, and of it nothing but messages: whom the campaign reaches, when, how often, by which channels, with which
  /// experiments and offer is what it was.
  ///
  /// Frames are of the campaigns' templates; nil is one that is not known. `libraryPrefix` is the library's folder, with a slash at its end.
  static func isAll(
    from old: Plan, _ oldFrame: String?, to new: Plan, _ newFrame: String?, libraryPrefix: String?
  ) -> Bool {
    guard let libraryPrefix, let oldFrame, oldFrame == newFrame else { return false }
    let changed = Set(old.sources).symmetricDifference(new.sources)
    guard changed.allSatisfy({ $0.path.hasPrefix(libraryPrefix) }) else { return false }
    return old.tenant == new.tenant && old.campaign == new.campaign && old.formerName == new.formerName
      && old.audience.fingerprint == new.audience.fingerprint
      && old.clauses.map(\.words) == new.clauses.map(\.words)
      && old.experiments == new.experiments && old.messages == new.messages
      && old.steps.map(\.place) == new.steps.map(\.place) && old.conversion?.window == new.conversion?.window
      && old.offer == new.offer && old.schedule == new.schedule && old.event?.name == new.event?.name
      && old.event?.delay == new.event?.delay && old.event?.repetition == new.event?.repetition
      && old.wordings.map(\.text) == new.wordings.map(\.text) && old.priority == new.priority
      && old.zoneRulesVersion == new.zoneRulesVersion
  }
}

extension ClauseRecord {
  fileprivate var words: [String] { ["\(kind)", text] }
}

extension StepProgram {
  fileprivate struct Place: Hashable {
    var name: String
    var delay: OffsetRecord
  }

  fileprivate var place: Place { Place(name: name, delay: delay) }
}
