import CampaignDelivery
import CampaignHandOff

extension InboxRecord {
  /// What a provider told, by a webhook that is about `tenant` alone, or about all where it is nil.
  init(_ event: ProviderEvent, tenant: String?) {
    let news: News =
      switch event.kind {
      case .delivered: .delivered
      case .bounced(.permanent): .bouncedForGood
      case .bounced(.temporary): .bouncedForNow
      case .complained: .complained
      case .unsubscribed: .unsubscribed
      case .opened: .opened
      case .clicked: .clicked
      }
    self.init(news, of: .message(id: event.messageID), tenant: tenant, at: event.instant)
  }
}
