using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Diff;

/// <summary>
/// What is different between two expressions, in words, one sentence a place: trees are compared, so that layout, parentheses without meaning and the order
/// of matchers are no difference.
/// </summary>
public static class ExpressionDiff
{
    /// <summary>Nothing when both are the same tree.</summary>
    public static IReadOnlyList<string> Of(Expr before, Expr after) => [.. Walk(before.Bare(), after.Bare(), null).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Walk(Expr before, Expr after, Binary? around) => (before, after) switch
    {
        _ when before.Equals(after) => [],
        (NumberLiteral one, NumberLiteral other) => [$"{(around?.Operator.IsComparison() == true ? "threshold" : "number")} {Code(one)} → {Code(other)}"],
        (VectorSelector one, VectorSelector other) => Selectors(one, other),
        (MatrixSelector one, MatrixSelector other) => Walk(one.Selector, other.Selector, null).Concat(Changed("range", $"[{one.Range}]", $"[{other.Range}]")),
        (Subquery one, Subquery other) when one.Shift.Equals(other.Shift) => Inner(one.Operand, other.Operand).Concat(Changed("range", Window(one), Window(other))),
        (Aggregation one, Aggregation other) when one.Operator == other.Operator && one.Parameter is null == other.Parameter is null =>
            Changed("grouping", Grouping(one), Grouping(other)).Concat(Children(one, other, null)),
        (Call one, Call other) when one.Function.Name == other.Function.Name && one.Arguments.Count == other.Arguments.Count => Children(one, other, null),
        (Unary one, Unary other) when one.Operator == other.Operator => Inner(one.Operand, other.Operand),
        (_, Binary other) when Extends(other, before) is { } added => [$"added: {added}"],
        (Binary one, _) when Extends(one, after) is { } removed => [$"removed: {removed}"],
        (Binary one, Binary other) when SameJoin(one, other) && (one.Left.Bare().Equals(other.Left.Bare()) || one.Right.Bare().Equals(other.Right.Bare()) || one.Operator == other.Operator) =>
            (one.Operator == other.Operator ? [] : Changed("operator", one.Operator.Symbol(), other.Operator.Symbol())).Concat(Children(one, other, other)),
        _ => [$"{Code(before)} → {Code(after)}"],
    };

    private static IEnumerable<string> Children(Expr before, Expr after, Binary? around)
    {
        var (ours, theirs) = (before.Children().ToArray(), after.Children().ToArray());
        return ours.Zip(theirs).SelectMany(pair => Walk(pair.First.Bare(), pair.Second.Bare(), around));
    }

    private static IEnumerable<string> Inner(Expr before, Expr after) => Walk(before.Bare(), after.Bare(), null);

    private static IEnumerable<string> Selectors(VectorSelector one, VectorSelector other)
    {
        if (one.Name != other.Name || !one.Shift.Equals(other.Shift))
        {
            return [$"{Code(one)} → {Code(other)}"];
        }

        var (gone, come) = (one.Matchers.Except(other.Matchers).ToList(), other.Matchers.Except(one.Matchers).ToList());
        return gone.Select(matcher => come.FirstOrDefault(now => now.Name == matcher.Name) is { } now ? $"matcher `{matcher}` → `{now}` of {one.Name}" : $"matcher `{matcher}` of {one.Name} removed")
            .Concat(come.Where(matcher => gone.All(was => was.Name != matcher.Name)).Select(matcher => $"matcher `{matcher}` of {one.Name} added"));
    }

    /// <summary>How a set operator's expression extends its left side, when that is the given one: <c>and on () up</c>.</summary>
    private static string? Extends(Binary binary, Expr part) => binary.Operator.IsSet() && binary.Left.Bare().Equals(part)
        ? $"`{(binary with { Left = Nothing }).ToString()[Nothing.ToString().Length..].TrimStart()}`" : null;

    private static VectorSelector Nothing { get; } = new("x", []);

    private static bool SameJoin(Binary one, Binary other) => one.ReturnBool == other.ReturnBool && Equals(one.Matching, other.Matching);

    private static IEnumerable<string> Changed(string what, string before, string after) => before == after ? [] : [$"{what} `{before}` → `{after}`"];

    private static string Window(Subquery subquery) => $"[{subquery.Range}:{subquery.Step}]";

    private static string Grouping(Aggregation aggregation) => aggregation.Grouping is { } grouping ? $"{(grouping.Without ? "without" : "by")} ({string.Join(", ", grouping.Labels)})" : "by ()";

    private static string Code(Expr expr) => expr.ToString() is { Length: > 160 } text ? $"`{text[..159]}…`" : $"`{expr}`";
}
