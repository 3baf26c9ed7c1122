import CampaignDiagnostics
import CampaignSyntax

/// Checks a tenant's catalogs; their names are types of the audience, so they are checked before it.
struct CatalogChecker {
  let context: TenantContext

  func check(_ catalogs: [CatalogSyntax]) -> [CheckedCatalog] {
    var declared: [CatalogSyntax] = []
    for catalog in catalogs where isNew(catalog) {
      context.audience.catalogIndex[catalog.name.text] = declared.count
      context.audience.catalogs.append(AudienceTable.Catalog(name: catalog.name, fields: [], fieldIndex: [:]))
      declared.append(catalog)
    }
    return declared.indices.map { check(declared[$0], CatalogID($0)) }
  }

  private func isNew(_ catalog: CatalogSyntax) -> Bool {
    if context.isUnreadable(catalog.span) { context.audience.isIncomplete = true }
    let name = catalog.name
    if name.text.isEmpty { return false }
    if TypeResolver.names.contains(name.text) {
      context.report(
        .builtInName, "`\(name.text)` is a type of the language", at: name.span, helps: ["choose another name"])
      return false
    }
    guard let first = context.audience.catalogIndex[name.text] else { return true }
    context.reportTwice(
      "the catalog `\(name.text)`", at: name.span, first: context.audience.catalogs[first].name.span)
    return false
  }

  private func check(_ catalog: CatalogSyntax, _ id: CatalogID) -> CheckedCatalog {
    let checker = AudienceChecker(context: context)
    checker.checkSources([catalog.table, catalog.key])
    let upTo = checker.rowLimit(
      catalog.upTo, catalog.name, missing: "`\(catalog.name.text)` needs the most items that it can have",
      note: "a bound shows when a table is not the one that was meant")
    let (fields, columns) = checker.fields(
      catalog.attributes.filter { isNoReference($0, catalog) }, of: catalog.name)
    for (index, field) in fields.enumerated() {
      context.audience.catalogs[id.index].fieldIndex[field.name.text] = index
    }
    context.audience.catalogs[id.index].fields = fields
    return CheckedCatalog(
      name: catalog.name.text, table: catalog.table.text, keyColumn: catalog.key.text, upTo: upTo, fields: columns,
      span: catalog.name.span)
  }

  /// A reference within a catalog is reported, and left out.
  private func isNoReference(_ attribute: AttributeSyntax, _ catalog: CatalogSyntax) -> Bool {
    guard let other = context.catalog(attribute.type) else { return true }
    context.report(
      .misplacedReference, "an item of `\(catalog.name.text)` can't refer to an item of `\(other.text)`",
      at: attribute.type.span, notes: [Note("`\(other.text)` is declared here", at: other.span)],
      helps: [
        "put what messages show of it into `\(catalog.table.text)` itself, or refer to `\(other.text)` from the audience"
      ])
    return false
  }
}

extension TenantContext {
  /// The name of the catalog, at its declaration, that a type refers to.
  func catalog(_ type: TypeSyntax) -> Name? {
    guard case .named(let name, _) = type.kind, let index = audience.catalogIndex[name.text] else { return nil }
    return audience.catalogs[index].name
  }
}
