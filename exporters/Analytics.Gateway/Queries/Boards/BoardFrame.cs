using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Analytics.Gateway.Queries.Boards;

/// <summary>The time and the chosen values that a board's questions are asked with.</summary>
internal sealed partial class BoardFrame
{
    private const int MostPoints = 240;
    private const string All = "$__all";
    private static readonly TimeSpan ScrapeInterval = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, string> _chosen = new(StringComparer.Ordinal);

    /// <param name="board">Whose variables are chosen.</param>
    /// <param name="from">Where the range begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="choices">For a variable the values that the reader wants; without an entry the board's own choice.</param>
    public BoardFrame(Board board, DateTimeOffset from, DateTimeOffset to, IReadOnlyDictionary<string, IReadOnlyList<string>> choices)
    {
        (From, To) = (from, to);
        Step = TimeSpan.FromSeconds(Math.Max(ScrapeInterval.TotalSeconds, Math.Ceiling((to - from).TotalSeconds / MostPoints)));
        foreach (var variable in board.Variables)
        {
            var name = (string)variable["name"]!;
            _chosen[name] = InQuery(variable, choices.GetValueOrDefault(name, []));
        }
    }

    public DateTimeOffset From { get; }

    public DateTimeOffset To { get; }

    /// <summary>Between two points of a line: at most 240 of them, none closer than the scrapes.</summary>
    public TimeSpan Step { get; }

    /// <summary>A question with everything filled in. Chosen values stand in quoted regular expressions and are escaped for both.</summary>
    public string Fill(string expression) => Variable().Replace(expression, match => match.Groups["name"].Value switch
    {
        "__rate_interval" => Seconds(Step + ScrapeInterval > 4 * ScrapeInterval ? Step + ScrapeInterval : 4 * ScrapeInterval),
        "__interval" => Seconds(Step),
        "__range" => Seconds(To - From),
        var name => _chosen.GetValueOrDefault(name, match.Value),
    });

    private static string InQuery(JsonObject variable, IReadOnlyList<string> wanted)
    {
        var isInterval = (string?)variable["type"] == "interval";
        var current = variable["current"]?["value"] is JsonArray many ? [.. many.Select(one => (string)one!)] : (string?)variable["current"]?["value"] is { Length: > 0 } one ? (IReadOnlyList<string>)[one] : [];
        var offersAll = (bool?)variable["includeAll"] ?? false;
        var values = wanted.Count > 0 ? wanted : offersAll || current.Count == 0 ? [All] : current;
        if (values.Contains(All) && !isInterval)
        {
            return (string?)variable["allValue"] is { Length: > 0 } all ? all : ".*";
        }

        var escaped = values.Select(value => Regex.Escape(value).Replace("\\ ", " ", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).ToList();
        return isInterval || escaped.Count == 1 ? escaped[0] : $"({string.Join('|', escaped)})";
    }

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(span.TotalSeconds)}s");

    [GeneratedRegex(@"\$\{?(?<name>[A-Za-z_]\w*)(:\w+)?\}?")]
    private static partial Regex Variable();
}
