/// 10xx: the workspace.
extension DiagnosticCode {
  package static let noWorkspace = DiagnosticCode(
    "E1001", "a root that declares no workspace",
    explanation: """
      The file `workspace.campaign` at the root says where the library and the tenants are.
      """)

  package static let misplacedDeclaration = DiagnosticCode(
    "E1002", "a declaration in the wrong file",
    explanation: """
      The root file declares the workspace, the library holds templates and layouts, and everything else stands in \
      a tenant's own folder.
      """,
    bad: #"workspace other { tenants "tenants/*" }"#)

  package static let noTenant = DiagnosticCode(
    "E1003", "a folder without a tenant",
    explanation: """
      Each tenant's folder has a file that says who the tenant is.
      """)

  package static let noAudience = DiagnosticCode(
    "E1004", "a tenant without an audience",
    explanation: """
      The audience says what is known about the members, and where it stands in the tenant's database. `campc \
      audience infer` writes a first one from a database.
      """)

  /// Every code of this area.
  package static let workspace: [DiagnosticCode] = [
    .noWorkspace, .misplacedDeclaration, .noTenant, .noAudience,
  ]
}
