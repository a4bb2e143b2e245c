using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules;

namespace Analytics.Grafana.Queries;

/// <summary>What a panel asks Prometheus. Any typed expression is one.</summary>
public sealed record Query
{
    public Query(InstantVector expression) => (Expression, Meaning) = (expression, expression.Syntax);

    /// <param name="recording">Asked by its name, understood by what it records.</param>
    public Query(Recording recording) => (Expression, Meaning) = (recording, recording.Expr.Syntax);

    public InstantVector Expression { get; }

    /// <summary>The expression that the unit and the legend are found from.</summary>
    internal Expr Meaning { get; }

    /// <summary>The series' name; <c>{{label}}</c> stands for a label's value. Null: the labels that the expression groups by, see <see cref="Legends"/>.</summary>
    public string? Legend { get; init; }

    /// <summary>Whether sample requests are drawn as points.</summary>
    public bool Exemplars { get; init; }

    public static implicit operator Query(InstantVector expression) => new(expression);

    public static implicit operator Query(Recording recording) => new(recording);
}

/// <summary>Turns expressions into queries with a name.</summary>
public static class QueryNames
{
    /// <summary>The query, its series shown under this name.</summary>
    public static Query As(this InstantVector expression, string legend) => new(expression) { Legend = legend };

    /// <summary>The query, its series shown under this name.</summary>
    public static Query As(this Recording recording, string legend) => new(recording) { Legend = legend };
}
