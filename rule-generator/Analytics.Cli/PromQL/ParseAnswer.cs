using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.PromQL.Analysis;
using Analytics.PromQL.Parsing;
using Analytics.PromQL.Printing;
using Analytics.PromQL.Syntax;

namespace Analytics.Cli.PromQL;

/// <summary>The answer of <c>promql parse</c>, as JSON and as text.</summary>
internal static class ParseAnswer
{
    public static JsonWriterOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonWriterOptions Readable { get; } = Compact with { Indented = true };

    public static void Write(Utf8JsonWriter writer, ParseResult result)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("ok", result.Error is null);
        if (result.Expression is { } expr)
        {
            writer.WriteString("type", expr.Type.ApiName());
            writer.WriteString("canonical", CanonicalPrinter.Print(expr));
            var analysis = HouseKnowledge.Analyse(expr);
            WriteLabels(writer, analysis.Result.Labels);
            WriteFindings(writer, analysis.Findings);
        }
        else
        {
            writer.WriteString("error", result.Error!.Message);
            writer.WriteNumber("line", result.Error.Line);
            writer.WriteNumber("column", result.Error.Column);
        }

        writer.WriteEndObject();
    }

    /// <summary>Kind, canonical text and labels, a line each.</summary>
    public static string Text(Expr expr)
    {
        var text = $"{expr.Type.DocumentedName()}: {CanonicalPrinter.Print(expr)}";
        var analysis = HouseKnowledge.Analyse(expr);
        var findings = string.Concat(analysis.Findings.Select(found => $"\n{(found.IsError ? "error" : "warning")}: {found.Message} [{found.Rule}]"));
        return (analysis.Result.Labels is { } labels
            ? $"{text}\nlabels: always {Listed(labels.Guaranteed)}; perhaps {Listed(labels.Possible)}; {Rest(labels)}"
            : text) + findings;
    }

    /// <summary>Null for what has no labels. <c>others</c> tells of every label not listed: possible, or impossible.</summary>
    private static void WriteLabels(Utf8JsonWriter writer, LabelSet? labels)
    {
        if (labels is null)
        {
            writer.WriteNull("labels");
            return;
        }

        writer.WriteStartObject("labels");
        WriteNames(writer, "guaranteed", labels.Guaranteed);
        WriteNames(writer, "possible", labels.Possible);
        WriteNames(writer, "impossible", labels.Impossible);
        writer.WriteString("others", labels.Others.Presence == Presence.Possible ? "possible" : "impossible");
        writer.WriteEndObject();
    }

    /// <summary>Only there when something was found: places count UTF-16 units of the text as it was given, from 0.</summary>
    private static void WriteFindings(Utf8JsonWriter writer, IReadOnlyList<ExpressionFinding> findings)
    {
        if (findings.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("findings");
        foreach (var found in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("rule", found.Rule);
            writer.WriteString("severity", found.IsError ? "error" : "warning");
            writer.WriteString("message", found.Message);
            writer.WriteNumber("start", found.Span.Start);
            writer.WriteNumber("end", found.Span.End);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter writer, string property, IEnumerable<string> names)
    {
        writer.WriteStartArray(property);
        foreach (var name in names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    private static string Rest(LabelSet labels) => labels.Others.Presence == Presence.Impossible ? "no others"
        : labels.Impossible.Any() ? $"any other but {Listed(labels.Impossible)}" : "any other";

    private static string Listed(IEnumerable<string> labels) => string.Join(", ", labels) is { Length: > 0 } list ? list : "none";
}
