import Testing

@testable import CampaignPlan
