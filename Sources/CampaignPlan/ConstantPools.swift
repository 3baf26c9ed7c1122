import CampaignValues

/// The tables that operands index.
package struct ConstantPools: Hashable, Sendable {
  package var integers: [Int64] = []
  package var runConstants: [RunConstant] = []
  package var texts: [String] = []
  package var integerLists: [[Int64]] = []
  package var textLists: [[String]] = []
  package var fits: [FitRecord] = []
  package var formats: [FormatRecord] = []
  /// How languages write numbers and dates; `FormatRecord.locale` is an index here.
  package var locales: [LocaleFormats] = []
  package var orders: [[OrderRecord]] = []
  /// Each a set of soundness numbers (`ColumnBinding.soundness`), rising.
  package var soundnessSets: [[UInt16]] = []
  /// What a member's own times are moved by.
  package var offsets: [OffsetRecord] = []
  /// Which form of a plural a number has, by language.
  package var plurals: [PluralRules] = []

  package init() {}
}

/// A value that is computed once a run, or once an event, from its `now`.
package struct RunConstant: Hashable, Sendable {
  package enum Kind: UInt8, Sendable {
    /// Seconds since 1970.
    case instant
    /// Days since 1970, of the local date.
    case date
    /// The instant, in seconds since 1970, at which the clocks of the run's zone show `seconds` since 1970-01-01T00:00; not moved.
    case localInstant
  }

  package var kind: Kind
  package var months: Int32
  package var days: Int32
  package var seconds: Int64

  package init(kind: Kind, months: Int32, days: Int32, seconds: Int64) {
    self.kind = kind
    self.months = months
    self.days = days
    self.seconds = seconds
  }
}

package enum PlanTextClass: UInt8, CaseIterable, Sendable { case any, name, gsm }

package struct FitRecord: Hashable, Sendable {
  package var maxCharacters: UInt32
  package var textClass: PlanTextClass

  package init(maxCharacters: UInt32, textClass: PlanTextClass) {
    self.maxCharacters = maxCharacters
    self.textClass = textClass
  }
}

package struct FormatRecord: Hashable, Sendable {
  package enum Kind: UInt8, CaseIterable, Sendable {
    case integer, decimal, money, percent, dateShort, dateMedium, dateLong, weekday, time
    case month, year, timeLong
  }

  package var kind: Kind
  package var locale: UInt16

  package init(kind: Kind, locale: UInt16) {
    self.kind = kind
    self.locale = locale
  }
}

package struct OrderRecord: Hashable, Sendable {
  package var field: UInt16
  package var isDescending: Bool

  package init(field: UInt16, isDescending: Bool) {
    self.field = field
    self.isDescending = isDescending
  }
}
