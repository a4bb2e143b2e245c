using System.Text.Json;
using Analytics.Rules;

namespace Analytics.Grafana.Schema;

/// <summary>
/// What Grafana 13 takes as a board, as strictly as its public types say it: unknown keys, options of another kind of panel, values outside an enumeration and
/// ids that no registry knows are errors. A contract for boards that we generate; boards drawn by hand often leave keys out.
/// </summary>
public static class BoardSchema
{
    /// <summary>The rule that findings carry.</summary>
    public const string Rule = "board/schema";

    private static readonly Lazy<JsonSchema> Schema = new(() => Load("grafana-13.2.schema.json"));

    private static readonly Lazy<JsonSchema> ResourceSchema = new(() => Load("grafana-13.2-v2.schema.json"));

    /// <summary>Everything in a board that Grafana would not take, with the place as a JSON pointer.</summary>
    /// <param name="json">The text of a board.</param>
    /// <param name="file">Its name, for the findings.</param>
    public static IReadOnlyList<Finding> Check(string json, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Check(document.RootElement, file);
        }
        catch (JsonException wrong)
        {
            return [Finding.Error(Rule, $"is no JSON: {wrong.Message}", file, new Place((int)(wrong.LineNumber ?? 0) + 1, (int)(wrong.BytePositionInLine ?? 0) + 1))];
        }
    }

    /// <summary>Everything in a board's resource form that Grafana would not take.</summary>
    /// <param name="json">The text of a resource that parses as JSON.</param>
    /// <param name="file">Its name, for the findings.</param>
    public static IReadOnlyList<Finding> CheckResource(string json, string file)
    {
        using var document = JsonDocument.Parse(json);
        return Findings(ResourceSchema.Value, document.RootElement, file);
    }

    internal static IReadOnlyList<Finding> Check(JsonElement board, string file) => Findings(Schema.Value, board, file);

    private static IReadOnlyList<Finding> Findings(JsonSchema schema, JsonElement board, string file) =>
        [.. schema.Check(board).Select(error => Finding.Error(Rule, $"{(error.Pointer.Length == 0 ? "/" : error.Pointer)} {error.Message}", file))];

    private static JsonSchema Load(string resource)
    {
        using var stream = typeof(BoardSchema).Assembly.GetManifestResourceStream(resource)!;
        using var document = JsonDocument.Parse(stream);
        return JsonSchema.Load(document.RootElement);
    }
}
