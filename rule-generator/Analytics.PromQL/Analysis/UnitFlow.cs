using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>The unit of each node. A factor that is a bare number may convert, so the unit is not known behind it.</summary>
internal static class UnitFlow
{
    public static Unit? Of(Expr expr, ExpressionAnalysis known) => expr switch
    {
        NumberLiteral number => number.IsDuration ? Unit.Second : null,
        StringLiteral => null,
        VectorSelector selector => known.KnowledgeOf(selector)?.Unit is { } unit ? Unit.Parse(unit) : null,
        Binary binary => OfBinary(binary, known[binary.Left].Unit, known[binary.Right].Unit),
        Aggregation { Operator: Aggregator.Count or Aggregator.CountValues or Aggregator.Group } => Unit.One,
        Aggregation { Operator: Aggregator.Stdvar } => null,
        Aggregation aggregation => known[aggregation.Operand].Unit,
        Call call => OfCall(call, known),
        _ => known[expr.Children()[0]].Unit,
    };

    private static Unit? OfBinary(Binary binary, Unit? left, Unit? right)
    {
        if (binary.ReturnBool)
        {
            return Unit.One;
        }

        return binary.Operator switch
        {
            BinaryOperator.Multiply => left is null || right is null ? null : left * right,
            BinaryOperator.Divide => left is null || right is null ? null : left / right,
            BinaryOperator.Add or BinaryOperator.Subtract => left ?? right,
            BinaryOperator.Power or BinaryOperator.Atan2 or BinaryOperator.Modulo => null,
            _ when binary.Left.Type == ValueKind.Scalar => right,
            _ => left,
        };
    }

    private static Unit? OfCall(Call call, ExpressionAnalysis known)
    {
        Unit? input = null;
        foreach (var argument in call.Arguments)
        {
            if (argument.Type is ValueKind.InstantVector or ValueKind.RangeVector)
            {
                input = known[argument].Unit;
                break;
            }
        }

        return call.Function.Name switch
        {
            "rate" or "irate" or "deriv" => input is null ? null : input / Unit.Second,
            "time" or "timestamp" or "ts_of_last_over_time" or "ts_of_max_over_time" or "ts_of_min_over_time" => Unit.Second,
            "absent" or "absent_over_time" or "present_over_time" or "count_over_time" or "changes" or "resets" or "sgn" or "histogram_count"
                or "histogram_fraction" => Unit.One,
            "vector" => known[call.Arguments[0]].Unit,
            "increase" or "delta" or "idelta" or "avg_over_time" or "min_over_time" or "max_over_time" or "sum_over_time" or "last_over_time"
                or "quantile_over_time" or "stddev_over_time" or "mad_over_time" or "predict_linear" or "double_exponential_smoothing" or "abs" or "ceil"
                or "floor" or "round" or "clamp" or "clamp_max" or "clamp_min" or "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc"
                or "label_replace" or "label_join" or "info" or "scalar" or "histogram_avg" or "histogram_sum" or "histogram_stddev" => input,

            // The bucket series count; the quantile is of what was observed.
            "histogram_quantile" => known.ObservedIn(call.Arguments[1])?.Unit is { } observed ? Unit.Parse(observed) : null,
            _ => null,
        };
    }
}
