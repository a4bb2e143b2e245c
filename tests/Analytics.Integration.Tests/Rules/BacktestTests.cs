using Analytics.Exporters.RemoteWrite;
using Analytics.PromQL;
using Analytics.Rules.Backtest;
using Analytics.Rules.Diff;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Rules;

/// <summary>Alerts replayed over what a real Prometheus remembers: three hours with one bad quarter of an hour.</summary>
public sealed class BacktestTests
{
    [Fact]
    public async Task A_change_is_judged_by_what_it_would_have_fired()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var prometheus = await PrometheusPeer.StartAsync(cancel: cancel);
        using var http = new HttpClient();
        var end = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 * 60);
        var samples = Enumerable.Range(0, 181).Select(minute => new SeriesSample(new SeriesName("load", [KeyValuePair.Create("job", "api")]), end.AddMinutes(minute - 180), minute is >= 60 and < 75 ? 8 : 3));
        Assert.Null((await new RemoteWriteClient(http, new RemoteWriteSettings(new Uri(prometheus.RemoteWriteUrl)), TimeProvider.System).Write([.. samples], cancel)).Unreachable);

        var (before, after) = (Read("load > 5", "load"), Read("load > 2", "load * 2"));
        var backtest = new AlertBacktest(new PrometheusHistory(http, new Uri(prometheus.Url)), end, 3.Hours(), 1.Minutes());
        var deltas = await backtest.DeltaAsync(after, RuleDiff.Of(before, after), cancel);

        var direct = Assert.Single(deltas, delta => delta.Name == "Direct");
        Assert.Equal(new ReplayedAlert("Direct", 1, 1, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(9)), direct.Before);
        Assert.Equal(new ReplayedAlert("Direct", 1, 1, TimeSpan.FromMinutes(175), TimeSpan.FromMinutes(175)), direct.After);

        // Its own text did not change; what it reads did, and the server has never recorded it.
        var indirect = Assert.Single(deltas, delta => delta.Name == "Indirect");
        Assert.Equal(0, indirect.Before!.Firings);
        Assert.Equal(TimeSpan.FromMinutes(14), indirect.After!.Total);

    }

    private static Edition Read(string condition, string recorded) => Edition.Read(new Dictionary<string, string>
    {
        ["alert-rules/A/Api.rules.yml"] = $$"""
            groups:
              - name: a
                rules:
                  - { record: 'job:load:last', expr: '{{recorded}}' }
                  - { alert: Direct, expr: '{{condition}}', for: 5m }
                  - { alert: Indirect, expr: 'job:load:last > 10' }
            """,
    }, "x");
}
