using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.PromQL.Analysis;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Lint;

namespace Analytics.Cli.PromQL;

/// <summary>What the catalog and our recordings say of metrics: made when the first expression asks for it.</summary>
internal static class HouseKnowledge
{
    private static readonly Lazy<CatalogKnowledge> Known = new(() => new CatalogKnowledge(CatalogIndex.Default, AlertRuleBook.Default.Recordings));

    public static ExpressionAnalysis Analyse(Expr expr) => ExpressionAnalysis.Of(expr, selector => Known.Value.Of(selector));
}
