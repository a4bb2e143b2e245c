using Analytics.Catalog;
using Analytics.PromQL.Syntax;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>Queries are PromQL with a result that can be drawn, over metrics that something feeds.</summary>
public sealed class PromqlValid : BoardRule
{
    public override string Id => "board/promql";

    public override string Asks => "Queries are valid PromQL over the catalog's metrics and our recordings.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings)
    {
        foreach (var panel in board.DataPanels)
        {
            foreach (var target in panel.Targets.Where(target => !string.IsNullOrWhiteSpace(target.Element.Text("expr"))))
            {
                if (target.Parsed.Error is { } error)
                {
                    yield return board.Error(Id, panel, $"query {target.Element.Text("refId")}, column {error.Column}: {error.Message}");
                }
                else if (target.Parsed.Expression!.Type is ValueKind.RangeVector or ValueKind.String)
                {
                    yield return board.Error(Id, panel, $"query {target.Element.Text("refId")} gives a {target.Parsed.Expression.Type.DocumentedName()}, which cannot be drawn");
                }

                foreach (var name in Names(target.Parsed.Expression).Where(name => !IsKnown(name, surroundings)))
                {
                    yield return board.Error(Id, panel, $"query {target.Element.Text("refId")} asks for {name}, which is neither in the catalog nor recorded");
                }
            }
        }
    }

    private static IEnumerable<string> Names(Expr? expression) =>
        expression is null ? [] : expression.Descend().OfType<VectorSelector>().Select(selector => selector.Name).OfType<string>().Distinct();

    private static bool IsKnown(string name, Surroundings surroundings) =>
        CatalogIndex.Default.FindMetric(name) is not null || surroundings.Recordings.ContainsKey(name) || name == "ALERTS"
        || new[] { "_bucket", "_sum", "_count" }.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal) && CatalogIndex.Default.FindMetric(name[..^suffix.Length]) is { Kind: MetricKind.Histogram });
}
