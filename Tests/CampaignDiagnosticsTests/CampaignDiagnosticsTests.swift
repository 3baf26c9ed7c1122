import Testing

@testable import CampaignDiagnostics
