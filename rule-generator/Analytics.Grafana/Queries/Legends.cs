using Analytics.PromQL.Syntax;

namespace Analytics.Grafana.Queries;

/// <summary>The names of series, from the labels that the outermost aggregation keeps.</summary>
public static class Legends
{
    /// <summary><c>{{service}} {{route}}</c> for what is grouped by service and route; empty for what is not grouped.</summary>
    public static string Of(Expr expression) => string.Join(' ', Labels(expression).Where(label => label != "le").Select(label => "{{" + label + "}}"));

    /// <summary>The labels that tell the series of an expression apart, as far as the expression says so itself.</summary>
    public static IReadOnlyList<string> Labels(Expr expression) => expression switch
    {
        Aggregation pick when pick.Operator.KeepsSeries() => Labels(pick.Operand),
        Aggregation { Grouping: { Without: false } by } => by.Labels,
        Paren paren => Labels(paren.Inner),
        Unary unary => Labels(unary.Operand),
        Subquery subquery => Labels(subquery.Operand),
        Call { Function.Name: "histogram_quantile" } quantile => [.. Labels(quantile.Arguments[1]).Where(label => label != "le")],
        Call call => call.Arguments.Select(Labels).FirstOrDefault(labels => labels.Count > 0) ?? [],
        Binary binary => Labels(binary.Left) is { Count: > 0 } left ? left : Labels(binary.Right),
        _ => [],
    };
}
