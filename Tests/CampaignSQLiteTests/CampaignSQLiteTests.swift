import Testing

@testable import CampaignSQLite
