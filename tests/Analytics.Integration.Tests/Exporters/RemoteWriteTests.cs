using Analytics.Exporters.RemoteWrite;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Exporters;

/// <summary>The client against a real Prometheus whose out-of-order window is 60 days.</summary>
public sealed class RemoteWriteTests(RemoteWriteTests.OnePrometheus one) : IClassFixture<RemoteWriteTests.OnePrometheus>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_written_sample_can_be_queried_and_written_again()
    {
        var sample = new SeriesSample(new SeriesName("cohort:users:count", new KeyValuePair<string, string>("cohort", "2026-W40")), Now, 42);
        Assert.True((await one.Client.Write([sample], Cancel)).IsComplete);
        Assert.True((await one.Client.Write([sample], Cancel)).IsComplete);
        Assert.Equal(42, (await one.Prometheus.QueryAsync("cohort:users:count{cohort=\"2026-W40\"}", Now.AddSeconds(1), Cancel)).Single().Value);
    }

    [Fact]
    public async Task Past_days_can_be_written_after_today()
    {
        var series = new SeriesName("engagement:active_users:daily");
        for (var days = 0; days < 40; days += 13)
        {
            Assert.True((await one.Client.Write([new SeriesSample(series, Now.AddDays(-days), 100 + days)], Cancel)).IsComplete);
        }

        Assert.Equal(113, (await one.Prometheus.QueryAsync(series.ToString(), Now.AddDays(-13).AddSeconds(1), Cancel)).Single().Value);
    }

    [Fact]
    public async Task A_correction_one_millisecond_later_wins_and_the_same_millisecond_is_refused()
    {
        var series = new SeriesName("correction:test:count");
        await one.Client.Write([new SeriesSample(series, Now, 1)], Cancel);
        var refused = await one.Client.Write([new SeriesSample(series, Now, 2)], Cancel);
        Assert.Contains("duplicate sample", Assert.Single(refused.Refused).Reason, StringComparison.Ordinal);
        Assert.True((await one.Client.Write([new SeriesSample(series, Now.AddMilliseconds(1), 2)], Cancel)).IsComplete);
        Assert.Equal(2, (await one.Prometheus.QueryAsync(series.ToString(), Now.AddSeconds(1), Cancel)).Single().Value);
    }

    [Fact]
    public async Task One_bad_sample_does_not_take_the_good_ones_with_it()
    {
        var samples = Enumerable.Range(0, 500).Select(i => new SeriesSample(new SeriesName("mixed:test:count", new KeyValuePair<string, string>("n", $"{i}")), i == 321 ? Now.AddDays(-90) : Now, i)).ToArray();
        var outcome = await one.Client.Write(samples, Cancel);
        Assert.Equal(499, outcome.Written);
        Assert.Same(samples[321], Assert.Single(outcome.Refused).Sample);
        Assert.Equal(499, (await one.Prometheus.QueryAsync("count(mixed:test:count)", Now.AddSeconds(1), Cancel)).Single().Value);
    }

    [Fact]
    public async Task What_was_written_while_Prometheus_was_away_arrives_when_it_is_back()
    {
        await using var prometheus = await PrometheusPeer.StartAsync(cancel: Cancel);
        await prometheus.Process.KillAsync();
        var client = new RemoteWriteClient(one.Http, new RemoteWriteSettings(new Uri(prometheus.RemoteWriteUrl)) { Attempts = 40, LongestPause = TimeSpan.FromMilliseconds(500) }, TimeProvider.System);
        var writing = client.Write([new SeriesSample(new SeriesName("patient:test:count"), Now, 7)], Cancel);
        await prometheus.Process.StartAsync(Cancel);
        Assert.True((await writing).IsComplete);
        Assert.Equal(7, (await prometheus.QueryAsync("patient:test:count", Now.AddSeconds(1), Cancel)).Single().Value);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public sealed class OnePrometheus : IAsyncLifetime
    {
        public HttpClient Http { get; } = new();

        public PrometheusPeer Prometheus { get; private set; } = null!;

        internal RemoteWriteClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Prometheus = await PrometheusPeer.StartAsync();
            Client = new RemoteWriteClient(Http, new RemoteWriteSettings(new Uri(Prometheus.RemoteWriteUrl)), TimeProvider.System);
        }

        public async ValueTask DisposeAsync()
        {
            await Prometheus.DisposeAsync();
            Http.Dispose();
        }
    }
}
