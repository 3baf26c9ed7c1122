/// 10xx: the folders that a workspace names.
extension DiagnosticCode {
  package static let noLibraryFolder = DiagnosticCode(
    "E1011", "a library that is not there",
    explanation: """
      The workspace names the folder of its library with a path that starts beside `workspace.campaign`, and there is no \
      such folder. It may be misspelt, or not be there yet: version control doesn't keep folders that are empty.
      """)

  package static let noTenantFolder = DiagnosticCode(
    "E1012", "tenants that are not there",
    explanation: """
      The workspace names its tenants' folders with a path that starts beside `workspace.campaign`, in which `*` stands for any \
      name, and no folder fits. Without a tenant there is nothing to check or to run.
      """)

  package static let pathLeadsOutside = DiagnosticCode(
    "E1013", "a path that leads out of the workspace",
    explanation: """
      The folders of a workspace stand inside it. A path that begins with `/` or climbs with `..` would make it depend on \
      where it lies, and could reach what belongs to somebody else.
      """)

  /// Every code of this area.
  package static let folders: [DiagnosticCode] = [.noLibraryFolder, .noTenantFolder, .pathLeadsOutside]
}
