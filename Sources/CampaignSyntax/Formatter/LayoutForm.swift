/// What a block is, as far as its layout depends on it.
enum LayoutForm {
  case file, workspace, tenant, channel, audience, catalog, brand, campaign, experiment, message, step, layout, test
  /// Names of the author's own, each with a value: colors, fields, fixtures, and an offer's items.
  case values

  /// The form of the block that an item of this one holds.
  func inner(_ head: Keyword?) -> LayoutForm {
    switch (self, head) {
    case (.file, .workspace): .workspace
    case (.file, .tenant): .tenant
    case (.file, .audience): .audience
    case (.file, .catalog): .catalog
    case (.file, .brand): .brand
    case (.file, .campaign), (.file, .template): .campaign
    case (.file, .layout): .layout
    case (.file, .test): .test
    case (.tenant, _): .channel
    case (.audience, _): .audience
    case (.campaign, .experiment): .experiment
    case (.campaign, .then): .step
    case (.campaign, .email), (.campaign, .push), (.campaign, .sms), (.step, _): .message
    default: .values
    }
  }
}
