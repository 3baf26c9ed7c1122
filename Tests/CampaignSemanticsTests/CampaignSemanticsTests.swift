import Testing

@testable import CampaignSemantics
