using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Mutation;

/// <summary>
/// Matchers that could be forgotten without any difference, because the other side of a join asks for the same value: in <c>a{slo="x"} and b{slo="x"}</c>
/// either one is enough. No test could notice.
/// </summary>
internal static class ImpliedMatchers
{
    /// <summary>For each selector, the very object, what its partners in joins over all labels ask for.</summary>
    public static ILookup<object, LabelMatcher> Of(Expr expr) => Walk(expr, []).ToLookup(pair => (object)pair.Selector, pair => pair.Matcher, ReferenceEqualityComparer.Instance);

    private static IEnumerable<(Expr Selector, LabelMatcher Matcher)> Walk(Expr expr, IReadOnlyList<LabelMatcher> implied) => expr switch
    {
        VectorSelector selector => implied.Select(matcher => ((Expr)selector, matcher)),
        Binary binary when JoinsAll(binary) => Walk(binary.Left, [.. implied, .. Fixed(binary.Right)]).Concat(Walk(binary.Right, [.. implied, .. Fixed(binary.Left)])),
        Binary { Operator: BinaryOperator.Or } binary => Walk(binary.Left, implied).Concat(Walk(binary.Right, implied)),
        Binary binary when OneVector(binary) is { } vector => Walk(vector, implied),
        Paren paren => Walk(paren.Inner, implied),
        Call call when KeepsLabels(call) => Walk(call.Arguments[^1], implied),
        MatrixSelector matrix => Walk(matrix.Selector, implied),
        _ => expr.Children().ToArray().SelectMany(child => Walk(child, [])),
    };

    /// <summary>The values of labels that every series of a result has.</summary>
    private static IEnumerable<LabelMatcher> Fixed(Expr expr) => expr switch
    {
        VectorSelector selector => selector.Matchers.Where(matcher => matcher is { Operator: MatchOperator.Equal, Value.Length: > 0 }),
        Binary binary when JoinsAll(binary) => Fixed(binary.Left).Concat(Fixed(binary.Right)),
        Binary { Operator: BinaryOperator.Or } binary => Fixed(binary.Left).Intersect(Fixed(binary.Right)),
        Binary binary when OneVector(binary) is { } vector => Fixed(vector),
        Paren paren => Fixed(paren.Inner),
        Call call when KeepsLabels(call) => Fixed(call.Arguments[^1]),
        MatrixSelector matrix => Fixed(matrix.Selector),
        _ => [],
    };

    private static bool JoinsAll(Binary binary) => binary is { Matching: null, Operator: not (BinaryOperator.Or or BinaryOperator.Unless), Left.Type: ValueKind.InstantVector, Right.Type: ValueKind.InstantVector };

    private static Expr? OneVector(Binary binary) => (binary.Left.Type, binary.Right.Type) switch
    {
        (ValueKind.InstantVector, ValueKind.Scalar) => binary.Left,
        (ValueKind.Scalar, ValueKind.InstantVector) => binary.Right,
        _ => null,
    };

    private static bool KeepsLabels(Call call) => call.Arguments.Count > 0 && (call.Function.Name.EndsWith("_over_time", StringComparison.Ordinal) && !call.Function.Name.StartsWith("absent", StringComparison.Ordinal)
        || call.Function.Name is "rate" or "increase" or "irate" or "delta" or "deriv" or "abs");
}
