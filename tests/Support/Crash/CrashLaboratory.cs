using System.Diagnostics;
using System.Globalization;
using Analytics.Testing.Peers;

namespace Analytics.Testing.Crash;

/// <summary>
/// Kills parts of the product under load and holds it to what it acknowledged: every acknowledged event stored once with the payload that was sent, nothing
/// stored that was not sent, counters in Prometheus equal to the rows without a reset, and alive after each kill.
/// </summary>
public sealed class CrashLaboratory(int kills, int seed, TextWriter output)
{
    private const int Senders = 4;
    private static readonly TimeSpan Catching = TimeSpan.FromSeconds(90);

    public async Task<CrashReport> RunAsync(CancellationToken cancel = default)
    {
        await using var scene = await CrashScene.StartAsync(cancel);
        var pool = await EventPool.GenerateAsync(users: Math.Max(300, 25 * kills), seed, scene.Ledger, cancel);
        var senders = new LoadSenders(scene.Gateway.Url, pool, Senders);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sending = senders.Run(stop.Token);
        var rows = new Dictionary<string, CrashRow>(StringComparer.Ordinal);
        try
        {
            await StrikeAsync(scene, senders, rows, cancel);
        }
        finally
        {
            await stop.CancelAsync();
        }

        await sending;
        var report = await JudgeAsync(scene, pool, cancel) with { Rows = [.. rows.Values], Requests = senders.Answered, BrokenOff = senders.Unanswered, TurnedAway = senders.RefusedRequests };
        report.Print(output, kills, seed, scene.HasSmallDisk);
        return report;
    }

    private async Task StrikeAsync(CrashScene scene, LoadSenders senders, Dictionary<string, CrashRow> rows, CancellationToken cancel)
    {
        var dice = new Random(seed);
        var run = Stopwatch.StartNew();
        var round = new Queue<CrashKind>();
        for (var kill = 0; kill < kills; kill++)
        {
            if (round.Count == 0)
            {
                var all = CrashKind.All(scene).SelectMany(kind => Enumerable.Repeat(kind, kind.Times)).ToArray();
                dice.Shuffle(all);
                round = new Queue<CrashKind>(all);
            }

            // A moment, not a wait for something: the point of a kill is that nothing is at a good point.
            await Task.Delay(dice.Next(20, 600), cancel);
            var kind = round.Dequeue();
            var clock = Stopwatch.StartNew();
            var met = await kind.Strike(scene, dice, senders, cancel);
            var before = senders.Answered;
            await Eventually.Holds(_ => Task.FromResult(senders.Answered > before + Senders), $"events are taken again after: {kind.Name}", Catching, cancel);
            var row = rows.GetValueOrDefault(kind.Name) ?? new CrashRow(kind.Name, 0, 0, TimeSpan.Zero);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kill + 1,4}/{kills} {run.Elapsed.TotalSeconds,6:0} s  {kind.Name}{(met ? "" : " (point not met)")}: {clock.Elapsed.TotalSeconds:0.0} s"));
            rows[kind.Name] = row with { Kills = row.Kills + 1, NotMet = row.NotMet + (met ? 0 : 1), Longest = clock.Elapsed > row.Longest ? clock.Elapsed : row.Longest };
        }
    }

    private static async Task<CrashReport> JudgeAsync(CrashScene scene, EventPool pool, CancellationToken cancel)
    {
        var owed = scene.Ledger.Read();
        var sent = pool.Events.Where(one => pool.Tried.Contains(one.Key)).ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
        await Eventually.Holds(async token => (string?)(await scene.Gateway.ReadyAsync(token))["postgres"] == "ok" && (long)(await scene.Gateway.ReadyAsync(token))["logBytes"]! == 0,
            "nothing waits in the log any more", Catching, cancel);
        var stored = await StoredEvents.CompareAsync(scene.Database, owed, sent, cancel);
        var prometheus = new PrometheusApi(scene.Path.Prometheus.Url);
        IReadOnlyList<string> differences = ["not looked at"];
        try
        {
            await Eventually.Holds(async token => (differences = await CountersAgainstRows.Differences(prometheus, scene.Database, token)).Count == 0, "counters equal rows", Catching, cancel);
        }
        catch (TimeoutException)
        {
            // The differences are in the report.
        }

        return new CrashReport(owed.Count, pool.Repeated, pool.Tried.Count - owed.Count, stored, differences, await CountersAgainstRows.Resets(prometheus, "1h", cancel));
    }
}
