/// Which words stand where; the parser, suggestions and completions read the same lists.
extension Keyword {
  package static let declarations: [Keyword] = [
    .workspace, .tenant, .audience, .catalog, .brand, .segment, .campaign, .template, .layout, .member, .test,
  ]
  package static let workspaceItems: [Keyword] = [.library, .tenants]
  package static let tenantItems: [Keyword] = [
    .nameWord, .timezone, .currency, .languages, .audience, .linkBase, .placeholder, .channel, .quietHours, .cap,
    .layer,
  ]
  package static let channelItems: [Keyword] = [.sender, .address, .app, .rate, .warmUp, .price]
  /// Items of an audience beside its attributes, which begin with a name of their own.
  package static let audienceItems: [Keyword] = [.many, .event, .reach]
  package static let brandItems: [Keyword] = [.layout, .require, .forbid, .advise]
  private static let sharedItems: [Keyword] = [
    .goal, .audience, .schedule, .trigger, .repeat, .expires, .holdout, .experiment, .offer, .pick, .while, .conversion,
    .priority, .email, .push, .sms, .then,
  ]
  package static let campaignItems: [Keyword] = sharedItems + [.replace]
  package static let templateItems: [Keyword] = sharedItems + [.needs]
  package static let experimentItems: [Keyword] = [.variant, .optimize, .stop]
  package static let offerItems: [Keyword] = [.percentOff, .amountOff, .minimum, .code, .valid]
  package static let messageParts: [Keyword] = [.subject, .preheader, .body, .title, .text, .link]
  package static let messageItems: [Keyword] = [.open] + messageParts
  package static let stepItems: [Keyword] = [.email, .push, .sms]
  package static let layoutItems: [Keyword] = [.colorWord, .html]
  package static let testItems: [Keyword] = [
    .given, .event, .step, .entered, .happened, .now, .variant, .holdout, .expect,
  ]

  package static let weekdays: [Keyword] = [.monday, .tuesday, .wednesday, .thursday, .friday, .saturday, .sunday]
  package static let timeUnits: [Keyword] = [
    .seconds, .minutes, .hours, .days, .weeks, .months, .years, .second, .minute, .hour, .day, .week, .month, .year,
  ]
  package static let pluralCategories: [Keyword] = [.zero, .one, .two, .few, .many, .other]
  package static let aggregates: [Keyword] = [.count, .sum, .average, .min, .max, .any, .none]
  package static let formats: [Keyword] = [.label, .weekday, .month, .year, .date, .time, .long, .short]
  package static let clauseWords: [Keyword] = allCases.filter(\.isClauseWord)
  package static let reservedWords: [Keyword] = allCases.filter(\.isReserved)

  /// Every list of words that can begin an item, with what it is an item of.
  package static let itemContexts: [(container: String, words: [Keyword])] = [
    ("file", declarations), ("workspace", workspaceItems), ("tenant", tenantItems), ("channel", channelItems),
    ("audience", audienceItems), ("brand", brandItems), ("campaign", campaignItems), ("template", templateItems),
    ("experiment", experimentItems), ("offer", offerItems), ("message", messageItems), ("step", stepItems),
    ("layout", layoutItems), ("test", testItems),
  ]

  /// The unit that the word names, in the singular or the plural.
  package var timeUnit: TimeUnit? {
    switch self {
    case .second, .seconds: .second
    case .minute, .minutes: .minute
    case .hour, .hours: .hour
    case .day, .days: .day
    case .week, .weeks: .week
    case .month, .months: .month
    case .year, .years: .year
    default: nil
    }
  }

  package var aggregateFunction: Expression.AggregateFunction? {
    switch self {
    case .count: .count
    case .sum: .sum
    case .average: .average
    case .min: .min
    case .max: .max
    case .any: .any
    case .none: AggregateFunction.none
    default: nil
    }
  }

  private typealias AggregateFunction = Expression.AggregateFunction
}
