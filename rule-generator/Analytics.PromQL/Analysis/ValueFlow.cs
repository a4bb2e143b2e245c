using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>Where the values of each node lie. Errs on the wide side: what is not known is any number.</summary>
internal static class ValueFlow
{
    public static ValueRange Of(Expr expr, ExpressionAnalysis known) => expr switch
    {
        NumberLiteral number => ValueRange.Point(number.Value),
        VectorSelector selector => OfMetric(known.KnowledgeOf(selector)),
        Unary { Operator: UnaryOperator.Minus } unary => -known[unary.Operand].Values,
        Binary binary => OfBinary(binary, known),
        Aggregation aggregation => OfAggregation(aggregation, known[aggregation.Operand].Values),
        Call call => OfCall(call, known),
        StringLiteral => ValueRange.Any,
        _ => known[expr.Children()[0]].Values,
    };

    private static ValueRange OfMetric(MetricKnowledge? metric) => metric is null ? ValueRange.Any
        : new(metric.Kind == MetricKind.Counter ? Math.Max(0, metric.Minimum) : metric.Minimum, metric.Maximum);

    private static ValueRange OfAggregation(Aggregation aggregation, ValueRange values) => aggregation.Operator switch
    {
        Aggregator.Count or Aggregator.CountValues => new(1, double.PositiveInfinity),
        Aggregator.Group => ValueRange.Point(1),
        Aggregator.Stddev or Aggregator.Stdvar => ValueRange.NotNegative,
        Aggregator.Sum => new(values.Low >= 0 ? values.Low : double.NegativeInfinity, values.High <= 0 ? values.High : double.PositiveInfinity),
        // Outside 0 to 1 a quantile is infinite.
        Aggregator.Quantile when aggregation.Parameter is not NumberLiteral { Value: >= 0 and <= 1 } => ValueRange.Any,
        _ => values,
    };

    private static ValueRange OfBinary(Binary binary, ExpressionAnalysis known)
    {
        var (left, right) = (known[binary.Left].Values, known[binary.Right].Values);
        if (binary.ReturnBool)
        {
            return new(0, 1);
        }

        return binary.Operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => Part.IsOf(binary.Left, binary.Right) && left.Low >= 0 ? new(0, 1) : left / right,
            BinaryOperator.Or => left.Or(right),
            BinaryOperator.And or BinaryOperator.Unless or BinaryOperator.NotEqual => left,
            BinaryOperator.Greater or BinaryOperator.GreaterOrEqual when binary.Left.Type != ValueKind.Scalar => left.And(new(right.Low, double.PositiveInfinity)),
            BinaryOperator.Less or BinaryOperator.LessOrEqual when binary.Left.Type != ValueKind.Scalar => left.And(new(double.NegativeInfinity, right.High)),
            BinaryOperator.Atan2 => new(-Math.PI, Math.PI),
            BinaryOperator.Power when left.Low >= 0 => ValueRange.NotNegative,
            // A scalar on the left of a comparison: the vector's values come through.
            _ when binary.Operator.IsComparison() => binary.Left.Type == ValueKind.Scalar ? right : left,
            _ => ValueRange.Any,
        };
    }

    private static ValueRange OfCall(Call call, ExpressionAnalysis known)
    {
        var input = ValueRange.Any;
        foreach (var argument in call.Arguments)
        {
            if (argument.Type is ValueKind.InstantVector or ValueKind.RangeVector)
            {
                input = known[argument].Values;
                break;
            }
        }

        ValueRange Argument(int index) => known[call.Arguments[index]].Values;
        return call.Function.Name switch
        {
            "rate" or "increase" or "irate" or "changes" or "resets" or "stddev_over_time" or "stdvar_over_time" or "mad_over_time" or "sqrt" or "exp"
                or "time" or "histogram_count" or "histogram_stddev" or "histogram_stdvar" or "acosh" => ValueRange.NotNegative,
            "count_over_time" => new(1, double.PositiveInfinity),
            "absent" or "absent_over_time" or "present_over_time" => ValueRange.Point(1),
            "histogram_fraction" => new(0, 1),
            "histogram_quantile" when call.Arguments[0].Bare() is NumberLiteral { Value: >= 0 and <= 1 } && known.ObservedIn(call.Arguments[1]) is { } observed
                => new(Math.Min(0, observed.SmallestBound), observed.LargestBound),
            "sgn" or "sin" or "cos" or "tanh" => new(-1, 1),
            "hour" => new(0, 23),
            "minute" => new(0, 59),
            "day_of_week" => new(0, 6),
            "day_of_month" => new(1, 31),
            "day_of_year" => new(1, 366),
            "days_in_month" => new(28, 31),
            "month" => new(1, 12),
            "pi" => ValueRange.Point(Math.PI),
            "abs" => new(input.Low > 0 ? input.Low : input.High < 0 ? -input.High : 0, Math.Max(Math.Abs(input.Low), Math.Abs(input.High))),
            "ceil" => input.Map(Math.Ceiling),
            "floor" => input.Map(Math.Floor),
            "vector" => Argument(0),
            "clamp" => new(Argument(1).Low, Argument(2).High),
            "clamp_max" => new(Math.Min(input.Low, Argument(1).Low), Math.Min(input.High, Argument(1).High)),
            "clamp_min" => new(Math.Max(input.Low, Argument(1).Low), Math.Max(input.High, Argument(1).High)),
            "sum_over_time" => OfAggregation(new Aggregation(Aggregator.Sum, call.Arguments[0]), input),
            "avg_over_time" or "min_over_time" or "max_over_time" or "last_over_time" or "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc"
                or "label_replace" or "label_join" or "info" or "scalar" => input,
            _ => ValueRange.Any,
        };
    }
}
