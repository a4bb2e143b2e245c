using Analytics.Catalog;
using Analytics.PromQL.Syntax;

namespace Analytics.Grafana.Queries;

/// <summary>
/// Dimensional analysis: what an expression measures, from the catalog's units. A rate is per second, a quantile of a histogram has the histogram's
/// unit, a sum over its count is a mean, like over like is a ratio, and so is what is 0 or 1.
/// </summary>
public static class Units
{
    /// <summary>What the expression measures; null when the catalog does not say.</summary>
    public static Quantity? Of(Expr expression) => expression switch
    {
        VectorSelector selector => OfSelector(selector),
        MatrixSelector matrix => OfSelector(matrix.Selector),
        Subquery subquery => Of(subquery.Operand),
        Paren paren => Of(paren.Inner),
        Unary unary => Of(unary.Operand),
        Aggregation { Operator: Aggregator.Count or Aggregator.CountValues or Aggregator.Group } => Quantity.Count,
        Aggregation { Operator: Aggregator.Stdvar } => null,
        Aggregation aggregation => Of(aggregation.Operand),
        Call call => OfCall(call),
        Binary binary => OfBinary(binary),
        _ => null,
    };

    private static Quantity? OfSelector(VectorSelector selector)
    {
        if (selector.Name is not { } name)
        {
            return null;
        }

        if (CatalogIndex.Default.FindMetric(name) is { } metric)
        {
            return new Quantity(metric.Unit) { Currency = CurrencyOf(selector) };
        }

        foreach (var suffix in (ReadOnlySpan<string>)["_bucket", "_count", "_sum"])
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal) && CatalogIndex.Default.FindMetric(name[..^suffix.Length]) is { Kind: MetricKind.Histogram } histogram)
            {
                return suffix == "_sum" ? new Quantity(histogram.Unit) : Quantity.Count with { Observed = histogram.Unit };
            }
        }

        return null;
    }

    private static string? CurrencyOf(VectorSelector selector) => selector.Matchers
        .FirstOrDefault(matcher => matcher is { Name: "currency", Operator: MatchOperator.Equal })?.Value;

    private static Quantity? OfCall(Call call) => call.Function.Name switch
    {
        "rate" or "irate" or "deriv" => Of(call.Arguments[0]) is { PerSecond: false } counted ? counted with { PerSecond = true } : null,
        "histogram_quantile" => Of(call.Arguments[1])?.Observed is { } observed ? new Quantity(observed) : null,
        "histogram_fraction" => Quantity.Ratio,
        "time" or "timestamp" => new Quantity(Unit.Seconds),
        "count_over_time" or "changes" or "resets" or "absent" or "absent_over_time" or "present_over_time" => Quantity.Count,
        "stdvar_over_time" or "exp" or "ln" or "log2" or "log10" or "sgn" => null,
        _ => call.Arguments.Select(Of).FirstOrDefault(quantity => quantity is not null),
    };

    private static Quantity? OfBinary(Binary binary)
    {
        var (left, right) = (Of(binary.Left), Of(binary.Right));
        return binary.Operator switch
        {
            _ when binary.Operator.IsComparison() => binary.ReturnBool ? Quantity.Ratio : left ?? right,
            BinaryOperator.Divide => Over(binary, left, right),
            BinaryOperator.Multiply => Times(left, right),
            BinaryOperator.Power or BinaryOperator.Atan2 => null,
            _ => left ?? right,
        };
    }

    private static Quantity? Over(Binary binary, Quantity? left, Quantity? right) => (left, right) switch
    {
        (null, _) => null,
        (_, null) => binary.Right.Type == ValueKind.Scalar ? left : null,
        _ when left.PerSecond == right.PerSecond && left.Unit == right.Unit => Quantity.Ratio,
        _ when left.PerSecond == right.PerSecond && right.Unit.IsAnnotation && !left.Unit.IsAnnotation => new Quantity(left.Unit),
        _ when left.PerSecond == right.PerSecond && left.Unit.Ucum == "{currency}" => new Quantity(left.Unit) { Currency = left.Currency },
        _ => left.PerSecond == right.PerSecond ? Quantity.Count : null,
    };

    private static Quantity? Times(Quantity? left, Quantity? right) => (left, right) switch
    {
        (null, _) => right,
        (_, null) => left,
        _ when left == Quantity.Ratio => right,
        _ when right == Quantity.Ratio => left,
        _ => null,
    };
}
