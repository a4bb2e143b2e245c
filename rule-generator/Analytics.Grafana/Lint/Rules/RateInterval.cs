using Analytics.PromQL.Syntax;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>A fixed range of a rate is either shorter than the distance between two points, and then loses what happened in between, or smears.</summary>
public sealed class RateInterval : BoardRule
{
    public override string Id => "board/rate-interval";

    public override string Asks => "Rates over time use $__rate_interval, or a length that the reader chooses.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings) =>
        from panel in board.DataPanels
        from target in panel.Targets
        where !target.IsInstant && target.Parsed.Expression is not null
        from call in target.Parsed.Expression!.Descend().OfType<Call>()
        where call.Function.Name is "rate" or "irate" && call.Arguments[0] is MatrixSelector { Range: DurationLiteral range } && range.Value != TemplatedPromql.RateInterval && range.Value != TemplatedPromql.Chosen
        select board.Error(Id, panel, $"{call.Function.Name} over a fixed range in '{call}'; use $__rate_interval");
}
