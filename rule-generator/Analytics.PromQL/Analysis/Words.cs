using Analytics.PromQL.Printing;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>One step of an expression as an English phrase.</summary>
internal static class Words
{
    private static readonly Dictionary<string, string> Functions = new(StringComparer.Ordinal)
    {
        ["rate"] = "per-second rate of increase, resets of the counter accounted for, over",
        ["increase"] = "increase, resets of the counter accounted for, over",
        ["irate"] = "per-second rate between the last two samples of",
        ["delta"] = "difference between last and first value of the gauge over",
        ["idelta"] = "difference between the last two samples of",
        ["deriv"] = "per-second slope, by least squares, over",
        ["changes"] = "number of changes of value over",
        ["resets"] = "number of counter resets over",
        ["predict_linear"] = "value expected so many seconds from now, by linear regression over",
        ["absent"] = "1 if there are no such series, else nothing:",
        ["absent_over_time"] = "1 if there was no sample, else nothing:",
        ["histogram_quantile"] = "quantile of the distribution in the buckets of",
        ["histogram_fraction"] = "share of observations between two values in",
        ["label_replace"] = "with one label rewritten by a pattern:",
        ["label_join"] = "with one label written from others:",
        ["scalar"] = "the value of the only series, as a number, of",
        ["vector"] = "a series without labels, of value",
        ["time"] = "the time of evaluation, in seconds since 1970",
        ["timestamp"] = "time of each sample, in seconds since 1970, of",
        ["clamp_min"] = "values not below a minimum, of",
        ["clamp_max"] = "values not above a maximum, of",
    };

    public static string Of(Expr expr) => expr switch
    {
        NumberLiteral => $"the number {expr}",
        StringLiteral => $"the text {expr}",
        VectorSelector selector => $"the latest samples of {Of(selector)}{Of(selector.Shift)}",
        MatrixSelector matrix => $"the samples of the last {Text(matrix.Range)} of {Of(matrix.Selector)}{Of(matrix.Selector.Shift)}",
        Subquery subquery => $"evaluated over the last {Text(subquery.Range)}, {(subquery.Step is { } step ? "every " + Text(step) : "at the server's interval")}"
            + $"{Of(subquery.Shift)}:",
        Unary { Operator: UnaryOperator.Minus } => "the negative of",
        Unary => "the same as",
        Binary binary => Of(binary),
        Aggregation aggregation => Of(aggregation),
        Call call => Of(call),
        _ => "the same as",
    };

    public static string Of(ValueRange values) => values switch
    {
        { IsPoint: true } => $"always {Text(values.Low)}",
        { High: double.PositiveInfinity } => $"at least {Text(values.Low)}",
        { Low: double.NegativeInfinity } => $"at most {Text(values.High)}",
        _ => $"from {Text(values.Low)} to {Text(values.High)}",
    };

    private static string Of(VectorSelector selector)
    {
        var name = selector.Name ?? "all series";
        return selector.Matchers.Count == 0 ? name : $"{name} where {string.Join(" and ", selector.Matchers.Select(Of))}";
    }

    private static string Of(LabelMatcher matcher) => (matcher.Operator, matcher.Value) switch
    {
        (MatchOperator.Equal, "") => $"{matcher.Name} is missing",
        (MatchOperator.NotEqual, "") => $"{matcher.Name} is there",
        (MatchOperator.Equal, var value) => $"{matcher.Name} is \"{value}\"",
        (MatchOperator.NotEqual, var value) => $"{matcher.Name} is not \"{value}\"",
        (MatchOperator.Matches, var pattern) => $"all of {matcher.Name} matches {pattern}",
        var (_, pattern) => $"{matcher.Name} does not match {pattern}",
    };

    private static string Of(TimeShift shift)
    {
        var at = shift.At switch
        {
            null => "",
            { Kind: AtKind.Start } => ", at the start of the query",
            { Kind: AtKind.End } => ", at the end of the query",
            { Milliseconds: var milliseconds } => $", at {DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Clamp(milliseconds, -62135596800000, 253402300799999)):yyyy-MM-dd HH:mm:ss.fff} UTC",
        };
        return at + shift.Offset switch
        {
            null => "",
            DurationLiteral { Value: var offset } when offset < Duration.Zero => $", {-offset} ahead",
            var offset => $", {Text(offset)} ago",
        };
    }

    private static string Of(Aggregation aggregation)
    {
        var what = aggregation.Operator switch
        {
            Aggregator.Sum => "the sum", Aggregator.Avg => "the mean", Aggregator.Count => "the number of series", Aggregator.Min => "the smallest value",
            Aggregator.Max => "the largest value", Aggregator.Group => "1", Aggregator.Stddev => "the standard deviation", Aggregator.Stdvar => "the variance",
            Aggregator.TopK => $"the {aggregation.Parameter} largest series", Aggregator.BottomK => $"the {aggregation.Parameter} smallest series",
            Aggregator.LimitK => $"any {aggregation.Parameter} series", Aggregator.LimitRatio => $"a share of {aggregation.Parameter} of the series",
            Aggregator.Quantile => $"the {aggregation.Parameter}-quantile over the series", _ => $"the number of series for each value, the value in the label {aggregation.Parameter}",
        };
        return aggregation.Grouping switch
        {
            null => $"{what}, over all series, of",
            { Without: true } grouping => $"{what}, for each combination of all labels but {Listed(grouping.Labels)}, of",
            { } grouping => $"{what}, for each {Listed(grouping.Labels)}, of",
        };
    }

    private static string Of(Binary binary)
    {
        var scalarRight = binary.Right.Bare() is NumberLiteral number ? number.ToString() : null;
        var join = binary.Matching switch
        {
            _ when binary.Left.Type == ValueKind.Scalar || binary.Right.Type == ValueKind.Scalar => "",
            null => ", series matched on all their labels",
            { On: true, Labels.Count: 0 } => ", every series matched with every other",
            { On: true } matching => $", series matched on {Listed(matching.Labels)}",
            { } matching => matching.Labels.Count == 0 ? ", series matched on all their labels" : $", series matched on all labels but {Listed(matching.Labels)}",
        } + binary.Matching switch
        {
            { Group: GroupSide.Left } matching => ", many on the left for one on the right" + Copied(matching),
            { Group: GroupSide.Right } matching => ", one on the left for many on the right" + Copied(matching),
            _ => "",
        };
        var symbol = binary.Operator.Symbol();
        return binary.Operator switch
        {
            BinaryOperator.And => $"the left series that have a partner on the right{join}:",
            BinaryOperator.Or => $"the left series, and the right ones without a partner on the left{join}:",
            BinaryOperator.Unless => $"the left series without a partner on the right{join}:",
            _ when binary.ReturnBool => $"1 where left {symbol} {scalarRight ?? "right"}, else 0{join}:",
            _ when binary.Operator.IsComparison() => $"only where left {symbol} {scalarRight ?? "right"}{join}:",
            _ => $"left {symbol} {scalarRight ?? "right"}{join}:",
        };
    }

    private static string Of(Call call)
    {
        var texts = call.Arguments.Where(a => a.Bare() is NumberLiteral or StringLiteral).Select(a => a.ToString()).ToList();
        var arguments = texts.Count > 0 ? $" ({string.Join(", ", texts)})" : "";
        return Functions.TryGetValue(call.Function.Name, out var phrase)
            ? call.Function.Name + arguments + ": " + phrase
            : $"{call.Function.Name}{arguments}{(call.Arguments.Count > texts.Count ? " of" : "")}";
    }

    private static string Copied(VectorMatching matching) => matching.Include.Count == 0 ? "" : $", {Listed(matching.Include)} copied from the one";

    private static string Listed(IEnumerable<string> labels) => string.Join(", ", labels) is { Length: > 0 } list ? list : "none";

    private static string Text(double value) => new NumberLiteral(value).ToString();

    private static string Text(DurationExpr duration) => CanonicalPrinter.WriteDuration(new(), duration).ToString();
}
