using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Grafana.Lint;

namespace Analytics.Testing.Boards;

/// <summary>What a Prometheus answers to a panel.</summary>
/// <param name="Title">The panel.</param>
/// <param name="Series">How many series came, over all queries; a series of nothing but NaN is none.</param>
/// <param name="Silent">Queries without any series.</param>
/// <param name="Most">The most series that the panel may show.</param>
public sealed record PanelAnswer(string Title, int Series, IReadOnlyList<string> Silent, int Most);

/// <summary>What a Prometheus answers to a board.</summary>
/// <param name="Panels">The panels that ask.</param>
/// <param name="Took">How long all questions took, one after the other.</param>
public sealed record BoardAnswer(IReadOnlyList<PanelAnswer> Panels, TimeSpan Took);

/// <summary>Asks a Prometheus what a board asks, as Grafana would: over the board's own time or another, with a point for every other pixel of a screen of 1,600.</summary>
/// <param name="http">The client.</param>
/// <param name="prometheus">Prometheus' address, without a slash at the end.</param>
public sealed partial class BoardQuestions(HttpClient http, string prometheus)
{
    private const int PixelsOfAColumn = 1_600 / 24;

    private static readonly TimeSpan Scrape = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan[] Steps = [.. new double[] { 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600 }.Select(TimeSpan.FromSeconds)];

    /// <param name="json">The board's classic JSON.</param>
    /// <param name="period">How far back it looks.</param>
    /// <param name="end">Up to when.</param>
    /// <param name="cancel">Stops asking.</param>
    /// <exception cref="InvalidOperationException">Prometheus refuses a question.</exception>
    public async Task<BoardAnswer> Ask(string json, TimeSpan period, DateTimeOffset end, CancellationToken cancel)
    {
        using var document = JsonDocument.Parse(json);
        var panels = new List<PanelAnswer>();
        var took = TimeSpan.Zero;
        foreach (var panel in new BoardDocument(document.RootElement, "board.json").DataPanels)
        {
            var step = StepOf(panel, period);
            var series = 0;
            var silent = new List<string>();
            foreach (var target in panel.Targets)
            {
                var query = Fill(target.Element.GetProperty("expr").GetString()!, period, step);
                var watch = Stopwatch.StartNew();
                var found = await Series(query, target.IsInstant, period, end, step, cancel);
                took += watch.Elapsed;
                series += found;
                if (found == 0)
                {
                    silent.Add(query);
                }
            }

            panels.Add(new PanelAnswer(panel.Title, series, silent, panel.Targets.Count * (panel.Type is "table" or "heatmap" ? SeriesBudget.Listed : SeriesBudget.Drawn)));
        }

        return new BoardAnswer(panels, took);
    }

    private static TimeSpan StepOf(PanelDocument panel, TimeSpan period)
    {
        var points = panel.Element.GetProperty("gridPos").GetProperty("w").GetInt32() * PixelsOfAColumn / 2;
        return Steps.FirstOrDefault(step => step >= period / points, Steps[^1]);
    }

    /// <summary>The query with Grafana's lengths and, for each variable of the board, everything.</summary>
    private static string Fill(string query, TimeSpan period, TimeSpan step)
    {
        var rate = step + Scrape > 4 * Scrape ? step + Scrape : 4 * Scrape;
        var filled = query.Replace("$__range", Seconds(period), StringComparison.Ordinal).Replace("$__interval", Seconds(step), StringComparison.Ordinal)
            .Replace("$__rate_interval", Seconds(rate), StringComparison.Ordinal);
        return Choice().Replace(TemplatedPromql.Fill(filled), ".*");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalSeconds}s");

    private async Task<int> Series(string query, bool once, TimeSpan period, DateTimeOffset end, TimeSpan step, CancellationToken cancel)
    {
        var parameters = new Dictionary<string, string> { ["query"] = query };
        if (once)
        {
            parameters["time"] = Moment(end);
        }
        else
        {
            (parameters["start"], parameters["end"], parameters["step"]) = (Moment(end - period), Moment(end), Seconds(step));
        }

        using var body = new FormUrlEncodedContent(parameters);
        using var response = await http.PostAsync(new Uri($"{prometheus}/api/v1/{(once ? "query" : "query_range")}"), body, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{query}\n{text}");
        }

        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Count(HasNumber);
    }

    private static string Moment(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static bool HasNumber(JsonElement series) => series.TryGetProperty("value", out var value)
        ? value[1].GetString() != "NaN"
        : series.GetProperty("values").EnumerateArray().Any(point => point[1].GetString() != "NaN");

    [GeneratedRegex(@"\$\{?[a-z_]+\}?")]
    private static partial Regex Choice();
}
