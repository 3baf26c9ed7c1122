import CampaignSemantics

extension Oracle {
  /// Whether a condition holds for a member; nil where a value is missing that decides it.
  package func holds(_ condition: CheckedExpression, for member: OracleMember) -> Bool? {
    OracleContext(oracle: self, member: member).bool(condition)
  }
}
