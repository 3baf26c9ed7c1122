import Testing

@testable import CampaignMarkdown
