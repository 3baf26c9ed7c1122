import Testing

@testable import CampaignVM
