import CampaignDiagnostics
import CampaignSyntax

/// Checks a parsed workspace: names, types and units, missing values, audiences and schedules, messages and brand.
package enum Checker {
  /// The tenants and campaigns that are sound, and the findings in the order of the source.
  ///
  /// - `sources`: the texts that the spans of the workspace point into.
  /// - `syntaxErrors`: the findings of parsing; what stood there is unknown, so nothing is said to be missing there.
  /// - `zones`: the names of all time zones; where it is nil, only the shape of a name is checked.
  /// - `basis`: from which day on campaigns are looked at, and the zones' rules; without it nothing is said of that.
  /// - `unproven`: rules of which a breach keeps no campaign from coming out, though it is reported; for tests that show what
  ///   the rules prevent. Those of `DiagnosticCode.proofs` can be named.
  package static func check(
    _ workspace: ParsedWorkspace, sources: SourceMap, syntaxErrors: [Diagnostic] = [], zones: Set<String>? = nil,
    basis: ProofBasis? = nil, unproven: Set<DiagnosticCode> = []
  ) -> (workspace: CheckedWorkspace, diagnostics: [Diagnostic]) {
    var checker = WorkspaceChecker(
      sources: sources, zones: zones, basis: basis, syntaxErrors: errors(syntaxErrors), unproven: unproven)
    let checked = checker.check(workspace)
    return (checked, checker.reported)
  }

  /// Checks what all tenants share, once: the workspace's own file and its library. Parameters are those of `check` above.
  package static func checkShared(
    root: FileSyntax, library: [FileSyntax], sources: SourceMap, syntaxErrors: [Diagnostic] = [],
    zones: Set<String>? = nil
  ) -> CheckedLibrary {
    var checker = WorkspaceChecker(
      sources: sources, zones: zones, basis: nil, syntaxErrors: errors(syntaxErrors), unproven: [])
    _ = checker.root(root)
    let table = checker.library(library)
    return CheckedLibrary(table: table, diagnostics: checker.reported)
  }

  /// Checks one tenant beside a library, whose files stand in `sources` as they did when it was checked. The tenant is nil where what it says of
  /// itself or its audience is wrong. Whether another tenant has its name is not looked at.
  package static func check(
    _ tenant: ParsedWorkspace.Tenant, with library: CheckedLibrary, sources: SourceMap,
    syntaxErrors: [Diagnostic] = [], zones: Set<String>? = nil, basis: ProofBasis? = nil
  ) -> (tenant: CheckedTenant?, diagnostics: [Diagnostic]) {
    var checker = WorkspaceChecker(
      sources: sources, zones: zones, basis: basis, syntaxErrors: errors(syntaxErrors), unproven: [])
    var names: [String: Span] = [:]
    let checked = checker.check(tenant, library.table, &names)
    return (checked, checker.reported)
  }

  private static func errors(_ syntaxErrors: [Diagnostic]) -> [FileID: [Diagnostic]] {
    Dictionary(grouping: syntaxErrors.filter { $0.severity == .error }, by: \.span.file)
  }

  /// Whether the finding speaks of what could not be read as it stands: nothing but blanks lies between the two.
  fileprivate static func follows(_ finding: Diagnostic, from syntaxErrors: [Diagnostic], _ source: SourceFile) -> Bool
  {
    func isBlank(_ offset: UInt32) -> Bool { source.bytes[Int(offset)] == 0x20 || source.bytes[Int(offset)] == 0x09 }
    var (start, end) = (finding.span.start, finding.span.end)
    while start > 0, isBlank(start - 1) { start -= 1 }
    while end < source.bytes.count, isBlank(end) { end += 1 }
    return syntaxErrors.contains { $0.span.start <= end && start <= $0.span.end }
  }

  fileprivate static func precedes(_ a: Diagnostic, _ b: Diagnostic) -> Bool {
    (a.span.file, a.span.start, a.span.end, a.code.id) < (b.span.file, b.span.start, b.span.end, b.code.id)
  }
}

/// The library of a workspace, checked by itself.
package struct CheckedLibrary: Sendable {
  let table: LibraryTable
  /// What was found in it and in the workspace's own file, in the order of the source.
  package let diagnostics: [Diagnostic]
}

/// The work of one call of `Checker.check`.
private struct WorkspaceChecker {
  let sources: SourceMap
  let zones: Set<String>?
  let basis: ProofBasis?
  let syntaxErrors: [FileID: [Diagnostic]]
  let unproven: Set<DiagnosticCode>
  var findings: [Diagnostic] = []

  mutating func check(_ workspace: ParsedWorkspace) -> CheckedWorkspace {
    let name = root(workspace.root)
    let library = self.library(workspace.library)
    var tenants: [CheckedTenant] = []
    var names: [String: Span] = [:]
    for tenant in workspace.tenants {
      if let checked = check(tenant, library, &names) { tenants.append(checked) }
    }
    return CheckedWorkspace(name: name, tenants: tenants)
  }

  /// `names` are those of the tenants before it.
  mutating func check(
    _ tenant: ParsedWorkspace.Tenant, _ library: LibraryTable, _ names: inout [String: Span]
  ) -> CheckedTenant? {
    let checker = TenantFilesChecker(
      context: TenantContext(
        sources: sources, zones: zones, syntaxErrors: tenant.files.flatMap { syntaxErrors[$0.file] ?? [] },
        basis: basis),
      tenant: tenant)
    checker.context.library = library
    checker.context.unproven = unproven
    let checked = checker.check(&names)
    findings += checker.context.findings
    findings += LossGuard.findings(
      lost: checker.context.lostCampaigns, among: findings + syntaxErrors.values.flatMap { $0 })
    return checked
  }

  /// The findings but for those that only follow from what could not be read, in the order of the source.
  var reported: [Diagnostic] {
    findings.filter { finding in
      syntaxErrors[finding.span.file].map { !Checker.follows(finding, from: $0, sources[finding.span.file]) } ?? true
    }.sorted(by: Checker.precedes)
  }

  mutating func root(_ file: FileSyntax) -> String {
    var found: WorkspaceSyntax?
    for declaration in file.declarations {
      guard case .workspace(let workspace) = declaration else {
        misplaced(declaration, "the workspace's own file names the library and the tenants, nothing else")
        continue
      }
      if let first = found {
        findings.append(
          Diagnostic(
            .declaredTwice, "the workspace is declared twice", at: workspace.name.span,
            notes: [Note("the first is here", at: first.name.span)]))
      }
      found = found ?? workspace
    }
    if found == nil, syntaxErrors[file.file] == nil {
      findings.append(
        Diagnostic(
          .noWorkspace, "this file declares no workspace", at: Span(file.file, 0, 0),
          helps: ["write `workspace NAME { tenants \"tenants/*\" }`"]))
    }
    return found?.name.text ?? ""
  }

  mutating func library(_ files: [FileSyntax]) -> LibraryTable {
    var checker = LibraryChecker(sources: sources, zones: zones, syntaxErrors: syntaxErrors)
    checker.check(files)
    findings += checker.findings
    return checker.table
  }

  private mutating func misplaced(_ declaration: Declaration, _ why: String) {
    findings.append(
      Diagnostic(
        .misplacedDeclaration, "\(declaration.words) can't stand in this file", at: declaration.nameSpan,
        notes: [Note(why)]))
  }
}
