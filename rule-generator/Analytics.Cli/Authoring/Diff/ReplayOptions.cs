using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.PromQL;
using Analytics.Rules.Backtest;

namespace Analytics.Cli.Authoring.Diff;

/// <summary>Which server remembers, how long, how often rules are evaluated: the same for `diff` and `backtest`.</summary>
internal sealed class ReplayOptions
{
    public Option<string?> Prometheus { get; } = new("--prometheus") { Description = "A server that remembers: Prometheus, Mimir, Thanos or VictoriaMetrics.", HelpName = "URL" };

    public Option<string> Since { get; } = new("--since") { Description = "How far to look back.", HelpName = "TIME", DefaultValueFactory = _ => "30d" };

    public Option<string> Step { get; } = new("--step") { Description = "How often rules are evaluated, where their group does not say.", HelpName = "TIME", DefaultValueFactory = _ => "1m" };

    /// <summary>Runs something that replays alerts; null when no server is named.</summary>
    /// <exception cref="CommandFailure">A time is none, or the server cannot be reached.</exception>
    public async Task<T?> With<T>(ParseResult parsed, Func<AlertBacktest, Task<T>> run)
        where T : class
    {
        var (since, step) = (Time(parsed, Since), Time(parsed, Step));
        if (parsed.GetValue(Prometheus) is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw CommandFailure.Usage($"--prometheus {text} is no address", "write it as http://localhost:9090");
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        try
        {
            return await run(new AlertBacktest(new PrometheusHistory(http, address), TimeProvider.System.GetUtcNow(), since, step));
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw CommandFailure.Unreachable($"{address} does not answer: {problem.Message}", "is it a Prometheus, and is it running? (./analytics status)");
        }
    }

    private static Duration Time(ParseResult parsed, Option<string> option) => Duration.Parse(parsed.GetValue(option)) is { } time && time > Duration.Zero ? time
        : throw CommandFailure.Usage($"{option.Name} {parsed.GetValue(option)} is no length of time", "write it as 30d, 6h or 15s");
}
