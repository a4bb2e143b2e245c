using System.Text.RegularExpressions;
using Analytics.PromQL;
using Analytics.PromQL.Parsing;

namespace Analytics.Grafana.Lint;

/// <summary>
/// Reads PromQL with Grafana's variables in it. Those that stand for a length of time are put in as lengths that nobody would write; the rest stand inside
/// quotes, where they are text.
/// </summary>
public static partial class TemplatedPromql
{
    /// <summary>Stands for <c>$__rate_interval</c> in a tree that was read.</summary>
    public static readonly Duration RateInterval = Duration.FromMilliseconds(60_001);

    /// <summary>Stands for <c>$__interval</c>.</summary>
    public static readonly Duration Step = Duration.FromMilliseconds(60_002);

    /// <summary>Stands for <c>$__range</c>.</summary>
    public static readonly Duration Whole = Duration.FromMilliseconds(3_600_003);

    /// <summary>Stands for a length that the reader chooses: <c>[$window]</c>.</summary>
    public static readonly Duration Chosen = Duration.FromMilliseconds(3_600_007);

    private static readonly (string Variable, Duration Length)[] Lengths = [("$__rate_interval", RateInterval), ("$__interval", Step), ("$__range", Whole)];

    public static ParseResult Parse(string expression) => Parser.Parse(Fill(expression));

    /// <summary>The expression as a server takes it, with plain lengths for the variables.</summary>
    public static string Fill(string expression)
    {
        foreach (var (variable, length) in Lengths)
        {
            expression = expression.Replace("${" + variable[1..] + "}", length.ToString(), StringComparison.Ordinal).Replace(variable, length.ToString(), StringComparison.Ordinal);
        }

        return expression.Contains("[$", StringComparison.Ordinal) ? ChosenLength().Replace(expression, "[" + Chosen) : expression;
    }

    [GeneratedRegex(@"\[\$\{?[a-z_]+\}?")]
    private static partial Regex ChosenLength();
}
