using System.Text;
using Analytics.PromQL.Printing;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>Says in words what an expression computes, each step above the steps it builds on, and what becomes of each label.</summary>
public static class Explainer
{
    /// <summary>Plain text of some lines, without a newline at the end.</summary>
    public static string Explain(Expr expr, Func<string, MetricKnowledge?>? metrics = null) => Explain(expr, ExpressionAnalysis.Of(expr, metrics));

    /// <summary>The same, of an expression that was analysed before.</summary>
    public static string Explain(Expr expr, ExpressionAnalysis analysis)
    {
        var text = new StringBuilder();
        text.Append(PrettyPrinter.Print(expr)).Append("\n\nSteps, the last one first:\n");
        Steps(text, expr, 0);
        text.Append("\nResult: ").Append(ResultKind(expr, analysis.Result)).Append('\n');
        if (analysis.Result.Labels is { } labels)
        {
            Labels(text, labels);
        }

        foreach (var finding in analysis.Findings)
        {
            text.Append('\n').Append(finding.IsError ? "error: " : "warning: ").Append(finding.Message).Append(" [").Append(finding.Rule).Append(']');
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Steps(StringBuilder text, Expr expr, int level)
    {
        while (expr is Paren paren)
        {
            expr = paren.Inner;
        }

        text.Append(' ', 2 * level).Append("- ").Append(Words.Of(expr)).Append('\n');
        foreach (var child in expr is MatrixSelector ? [] : expr.Children())
        {
            if (child.Bare() is not (NumberLiteral or StringLiteral))
            {
                Steps(text, child, level + 1);
            }
        }
    }

    private static string ResultKind(Expr expr, Facts facts)
    {
        var kind = expr.Type switch
        {
            ValueKind.Scalar => "one number",
            ValueKind.String => "a text",
            ValueKind.InstantVector => "series with one sample each",
            _ => "series with the samples of a range",
        };
        return kind + (facts.Unit is { } unit && unit != Unit.One ? $", in {unit}" : "")
            + (facts.Values is { Low: > double.NegativeInfinity } or { High: < double.PositiveInfinity } ? $", {Words.Of(facts.Values)}" : "");
    }

    private static void Labels(StringBuilder text, LabelSet labels)
    {
        text.Append("Labels:\n");
        foreach (var (label, fact) in labels.Known)
        {
            var verdict = fact.Presence switch { Presence.Guaranteed => "always there", Presence.Possible => "may be there", _ => "never there" };
            var value = fact.Value is { } known ? $", \"{known}\"" : "";
            text.Append("  ").Append(label).Append(": ").Append(verdict).Append(value).Append("; ").Append(fact.Why).Append('\n');
        }

        text.Append("  any other: ").Append(labels.Others.Presence == Presence.Possible ? "may be there; " : "never there; ").Append(labels.Others.Why).Append('\n');
    }
}
