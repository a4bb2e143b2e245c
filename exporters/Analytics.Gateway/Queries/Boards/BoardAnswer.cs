using Analytics.Catalog;

namespace Analytics.Gateway.Queries.Boards;

/// <summary>What a panel shows, and how far that can be relied on.</summary>
/// <param name="Widget">The panel.</param>
/// <param name="Series">Its lines or values with the letter of the question that each answers.</param>
/// <param name="Failures">Questions without an answer; Prometheus' words.</param>
/// <param name="LeftOut">Series beyond the most that are answered.</param>
internal sealed record WidgetAnswer(Widget Widget, IReadOnlyList<(string RefId, ReadSeries Series)> Series, IReadOnlyList<string> Failures, int LeftOut)
{
    /// <summary>ok, empty or failed.</summary>
    public string State => Failures.Count > 0 ? "failed" : Series.Any(one => one.Series.Points.Count > 0) ? "ok" : "empty";

    /// <summary>The time of the newest point; null without any.</summary>
    public double? Newest => Series.SelectMany(one => one.Series.Points).Select(point => (double?)point.At).Max();
}

/// <summary>Asks all questions of a board, a few at a time.</summary>
internal sealed class BoardReader(PrometheusReader prometheus)
{
    private const int AtATime = 4;
    private const int MostSeries = 100;

    private static readonly string FailingJobs = $"{PipelineMetrics.JobFailing.PrometheusName} > 0";

    /// <summary>Each panel's answer, in the board's order.</summary>
    /// <exception cref="HttpRequestException">Prometheus does not answer.</exception>
    public async Task<IReadOnlyList<WidgetAnswer>> Ask(Board board, BoardFrame frame, CancellationToken cancel)
    {
        var answers = new WidgetAnswer[board.Widgets.Count];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancel }, async (place, stop) => answers[place] = await Ask(board.Widgets[place], frame, stop));
        return answers;
    }

    /// <summary>The worker's jobs whose last run failed: what they publish is old.</summary>
    /// <exception cref="HttpRequestException">Prometheus does not answer.</exception>
    public async Task<IReadOnlyList<string>> Failing(DateTimeOffset at, CancellationToken cancel)
    {
        var answer = await prometheus.Ask(FailingJobs, at, at, step: null, MostSeries, cancel);
        return [.. answer.Series.Select(series => (string?)series.Labels[PipelineMetrics.JobFailing.Labels.JobName.Name] ?? "").Distinct().Order(StringComparer.Ordinal)];
    }

    private async Task<WidgetAnswer> Ask(Widget widget, BoardFrame frame, CancellationToken cancel)
    {
        var series = new List<(string, ReadSeries)>();
        var failures = new List<string>();
        var leftOut = 0;
        foreach (var query in widget.Queries)
        {
            var answer = await prometheus.Ask(frame.Fill(query.Expression), frame.From, frame.To, query.IsInstant ? null : frame.Step, MostSeries, cancel);
            series.AddRange(answer.Series.Select(one => (query.RefId, one)));
            leftOut += answer.Total - answer.Series.Count;
            if (answer.Failure is { } failure)
            {
                failures.Add($"{query.RefId}: {failure}");
            }
        }

        return new WidgetAnswer(widget, series, failures, leftOut);
    }
}
