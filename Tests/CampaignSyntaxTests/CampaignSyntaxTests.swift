import Testing

@testable import CampaignSyntax
