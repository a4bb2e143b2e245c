using System.Globalization;
using System.Text.Json.Nodes;

namespace Analytics.Cli.Stats.Output;

/// <summary>Rows of an input that were read but not counted, by reason: part of every answer, and a line on stderr where there are any.</summary>
internal sealed class SkippedRows
{
    private readonly SortedDictionary<string, (string Why, long Rows)> _reasons = new(StringComparer.Ordinal);

    /// <param name="reason">Name in JSON.</param>
    /// <param name="why">The same for people.</param>
    /// <param name="rows">How many more.</param>
    public void Add(string reason, string why, long rows = 1) => _reasons[reason] = (why, _reasons.GetValueOrDefault(reason).Rows + rows);

    public JsonObject ToJson() => new(_reasons.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value.Rows)));

    public void Tell(string path)
    {
        foreach (var (why, rows) in _reasons.Values.Where(r => r.Rows > 0))
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"analytics: {path}: {rows} {(rows == 1 ? "row" : "rows")} not counted: {why}"));
        }
    }
}
