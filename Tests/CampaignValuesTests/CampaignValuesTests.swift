import Testing

@testable import CampaignValues
