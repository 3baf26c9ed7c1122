import CampaignDiagnostics
import CampaignOracle
import CampaignPlan
import CampaignSyntax
import CampaignTestSupport
import Testing

/// Holds every piece of campaign source in the pages to compiling.
@Suite struct SnippetTests {
  @Test func everyFenceSaysWhatItHolds() {
    #expect(Snippet.all.unknown.isEmpty, "\(Snippet.all.unknown.joined(separator: "\n"))")
    #expect(Snippet.all.snippets.count > 25, "the pages' snippets were not found")
  }

  @Test(arguments: Snippet.all.snippets) func compiles(_ snippet: Snippet) throws {
    let (workspace, path) = snippet.workspace
    let (checked, diagnostics) = workspace.check()
    // A snippet shows one thing, and doesn't read all that it declares: warnings are no mistakes here.
    let wrong = diagnostics.filter { $0.severity == .error }
    #expect(wrong.isEmpty, "\(workspace.shown(wrong))")
    let file = try #require(workspace[path] ?? workspace["tenants/freshmart/brand.campaign"])
    for tenant in checked.tenants {
      for campaign in tenant.campaigns where campaign.file == file.id {
        _ = try Verifier.verify(try workspace.plan(tenant, campaign))
      }
    }
  }

  /// Snippets that are whole files are as `campc format` writes them.
  @Test func wholeFilesAreFormatted() {
    let files = Snippet.all.snippets.filter { [.declarations, .library, .tests].contains($0.kind) }
    #expect(files.count > 15)
    for snippet in files {
      let source = SourceFile(id: FileID(0), path: snippet.page, bytes: Array(snippet.text.utf8))
      guard case .formatted(let bytes) = Formatter.format(source) else {
        Issue.record("\(snippet.testDescription) can't be read")
        continue
      }
      #expect(String(decoding: bytes, as: UTF8.self) == snippet.text, "\(snippet.testDescription) is not formatted")
    }
  }

  /// The recipes are the sample's own files, so that what is shown is what is tested.
  @Test func recipesAreTheSamples() {
    let recipes = Snippet.all.snippets.filter { $0.page == "docs/recipes.md" }.map(\.text)
    let files = TestWorkspace.samples.files.filter { $0.path.hasPrefix("tenants/freshmart/campaigns/") }
    #expect(files.count == 8)
    for file in files {
      #expect(recipes.contains(String(decoding: file.bytes, as: UTF8.self)), "docs/recipes.md lacks \(file.path)")
    }
  }
}
