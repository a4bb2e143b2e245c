using System.Text.Encodings.Web;
using System.Text.Json;
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
        }
        else
        {
            writer.WriteString("error", result.Error!.Message);
            writer.WriteNumber("line", result.Error.Line);
            writer.WriteNumber("column", result.Error.Column);
        }

        writer.WriteEndObject();
    }

    public static string Text(Expr expr) => $"{expr.Type.DocumentedName()}: {CanonicalPrinter.Print(expr)}";
}
