using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.Dashboards;
using Analytics.Rules;

namespace Analytics.Cli.Authoring;

/// <summary>Everything that `generate` writes and `check` compares: one line a kind of file.</summary>
internal static class GeneratedSets
{
    public static IReadOnlyList<GeneratedSet> All(string root) =>
    [
        Catalog,
        AlertRuleBook.Default.RuleFiles,
        AlertRuleBook.Default.RoutingFiles,
        AlertRuleBook.Default.Runbooks(root, CatalogIndex.Default),
        BoardIndex.Files,
        Provisioning.Files,
        ReaderTests.Files,
    ];

    private static GeneratedSet Catalog => new("catalog",
        [new GeneratedFile("exporters/Analytics.Catalog/catalog.md", CatalogDocument.Print(CatalogIndex.Default), typeof(CatalogDocument).FullName!)],
        "exporters/Analytics.Catalog", "catalog.md");
}
