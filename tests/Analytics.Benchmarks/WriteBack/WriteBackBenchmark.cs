using System.Diagnostics;
using System.Globalization;
using Analytics.Exporters.RemoteWrite;
using Analytics.Testing.Peers;

namespace Analytics.Benchmarks.WriteBack;

/// <summary>Samples a second by remote write into a real Prometheus, through the worker's own client, beside the same client before a receiver that only reads.</summary>
internal static class WriteBackBenchmark
{
    private const int Series = 20_000;

    public static async Task RunAsync(TextWriter output, int samples)
    {
        var rounds = samples / Series;
        output.WriteLine(FormattableString.Invariant($"write-back: {rounds * Series:N0} samples of {Series:N0} series"));
        var series = Enumerable.Range(0, Series).Select(i => new SeriesName("cohort:retention:ratio", [
            KeyValuePair.Create("cohort", string.Create(CultureInfo.InvariantCulture, $"2026-W{i / 400:00}")), KeyValuePair.Create("day", (i % 400).ToString(CultureInfo.InvariantCulture))])).ToArray();
        await using var prometheus = await PrometheusPeer.StartAsync();
        var start = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3600 * 3600).AddMinutes(-rounds);
        using var http = new HttpClient();
        var client = new RemoteWriteClient(http, new RemoteWriteSettings(new Uri(prometheus.RemoteWriteUrl)), TimeProvider.System);
        var (took, best, refused) = (TimeSpan.Zero, 0.0, 0);
        for (var round = 0; round < rounds; round += 5)
        {
            var batch = Enumerable.Range(round, Math.Min(5, rounds - round)).SelectMany(minute => series.Select((one, i) => new SeriesSample(one, start.AddMinutes(minute), i + minute))).ToList();
            var began = Stopwatch.GetTimestamp();
            var outcome = await client.Write(batch, CancellationToken.None);
            var elapsed = Stopwatch.GetElapsedTime(began);
            if (outcome.Unreachable is { } away)
            {
                throw new InvalidOperationException(away);
            }

            (took, refused, best) = (took + elapsed, refused + outcome.Refused.Count, Math.Max(best, batch.Count / elapsed.TotalSeconds));
        }

        var there = (await prometheus.QueryAsync("count({__name__=\"cohort:retention:ratio\"})", start.AddMinutes(rounds - 1))).Single().Value;
        output.WriteLine(FormattableString.Invariant(
            $"write-back: {rounds * (double)Series / took.TotalSeconds:N0} samples/s (best of {rounds / 5} parts {best:N0}), {refused} refused, {there:N0} of {Series:N0} series there"));
    }
}
