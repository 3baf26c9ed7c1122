import Testing

@testable import CampaignCalendar
