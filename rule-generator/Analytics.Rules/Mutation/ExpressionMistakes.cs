using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Mutation;

/// <summary>The mistakes that people make in expressions: a comparison the wrong way round, a threshold off by ten, a matcher or a label forgotten.</summary>
public static class ExpressionMistakes
{
    /// <summary>Each expression differs from the given one in one place.</summary>
    public static IEnumerable<(string Words, Expr Expr)> Of(Expr expr)
    {
        var implied = ImpliedMatchers.Of(expr);
        return expr.Descend().SelectMany(node => OfNode(node, implied).Select(change => (change.Words, Replaced(expr, node, change.Node))));
    }

    private static IEnumerable<(string Words, Expr Node)> OfNode(Expr node, ILookup<object, LabelMatcher> implied) => node switch
    {
        Binary { ReturnBool: false } binary when Reversed(binary.Operator) is { } reversed => OfComparison(binary, reversed),
        VectorSelector selector => OfSelector(selector, implied[selector]),
        Aggregation { Grouping: { Without: false, Labels.Count: > 0 } grouping } aggregation =>
            grouping.Labels.Select(label => ($"by ({label}) was forgotten", (Expr)(aggregation with { Grouping = grouping with { Labels = grouping.Labels.Where(other => other != label).ToValueList() } }))),
        _ => [],
    };

    private static IEnumerable<(string Words, Expr Node)> OfComparison(Binary binary, BinaryOperator reversed)
    {
        yield return ($"{binary.Operator.Symbol()} became {reversed.Symbol()} in {Brief(binary)}", binary with { Operator = reversed });
        if (binary.Right.Bare() is NumberLiteral { Value: not 0 } threshold && double.IsFinite(threshold.Value))
        {
            foreach (var value in new[] { threshold.Value * 10, threshold.Value / 10 })
            {
                yield return ($"{threshold} became {new NumberLiteral(value)} in {Brief(binary)}", binary with { Right = threshold with { Value = value } });
            }
        }
    }

    private static IEnumerable<(string Words, Expr Node)> OfSelector(VectorSelector selector, IEnumerable<LabelMatcher> implied) =>
        from matcher in selector.Matchers
        where selector.Name is not null && matcher.Name != "origin" && !implied.Contains(matcher)
        select ($"{matcher} was forgotten", (Expr)new VectorSelector(selector.Name, selector.Matchers.Where(other => other != matcher).ToValueList(), selector.Shift));

    private static BinaryOperator? Reversed(BinaryOperator op) => op switch
    {
        BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => BinaryOperator.Less,
        BinaryOperator.Less or BinaryOperator.LessOrEqual => BinaryOperator.Greater,
        BinaryOperator.Equal => BinaryOperator.NotEqual,
        BinaryOperator.NotEqual => BinaryOperator.Equal,
        _ => null,
    };

    private static string Brief(Binary binary) => binary.ToString() is { Length: > 80 } text ? text[..79] + "…" : binary.ToString();

    /// <summary>The tree with one of its nodes, the very object, replaced.</summary>
    private static Expr Replaced(Expr tree, Expr node, Expr by) =>
        ReferenceEquals(tree, node) ? by : tree.WithChildren([.. tree.Children().ToArray().Select(child => Replaced(child, node, by))]);
}
