import Testing

@testable import CampaignCompiler
