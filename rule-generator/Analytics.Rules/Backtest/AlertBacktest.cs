using Analytics.PromQL;
using Analytics.PromQL.Printing;
using Analytics.Rules.Diff;

namespace Analytics.Rules.Backtest;

/// <summary>What an alert would have done in a time that has passed.</summary>
/// <param name="Name">The alert.</param>
/// <param name="Firings">How often it would have fired, all series together.</param>
/// <param name="Series">How many series would have.</param>
/// <param name="Longest">The longest time.</param>
/// <param name="Total">All times together.</param>
/// <param name="Problem">Why it could not be replayed; null when it was.</param>
public sealed record ReplayedAlert(string Name, int Firings, int Series, TimeSpan Longest, TimeSpan Total, string? Problem = null);

/// <summary>An alert replayed as it was and as it is; null where there was or is none.</summary>
public sealed record ReplayDelta(string Name, ReplayedAlert? Before, ReplayedAlert? After);

/// <summary>Replays alerts over what a server remembers.</summary>
/// <param name="history">The server.</param>
/// <param name="to">The end of the time, usually now.</param>
/// <param name="since">Its length.</param>
/// <param name="step">How often rules are evaluated, where their group does not say.</param>
public sealed class AlertBacktest(PrometheusHistory history, DateTimeOffset to, Duration since, Duration step)
{
    /// <summary>Every alert of an edition whose result may be another than before, on both sides; the server is taken to have the recordings of before.</summary>
    public async Task<IReadOnlyList<ReplayDelta>> DeltaAsync(Edition after, IReadOnlyList<RuleChange> changes, CancellationToken cancel)
    {
        var touched = RuleDiff.TouchedSeries(changes, after);
        var inlining = new RecordingInlining(after.Rules.Where(rule => !rule.Rule.IsAlert && touched.Contains(rule.Name)).Select(rule => rule.Rule), step);
        var changed = changes.Where(change => change.IsAlert && change.ChangesResult).Select(change => (change.Before, change.After));
        var indirectly = after.Rules.Where(rule => rule.Rule.IsAlert && RuleDiff.Reads(rule, touched) && changes.All(change => change.After != rule)).Select(rule => (Before: (EditionRule?)rule, After: (EditionRule?)rule));
        var deltas = new List<ReplayDelta>();
        foreach (var (was, now) in changed.Concat(indirectly))
        {
            deltas.Add(new((now ?? was)!.Name, was is null ? null : await ReplayAsync(was, null, cancel), now is null ? null : await ReplayAsync(now, inlining, cancel)));
        }

        return deltas;
    }

    /// <summary>One alert as it is.</summary>
    public async Task<ReplayedAlert> ReplayAsync(EditionRule rule, RecordingInlining? inlining, CancellationToken cancel)
    {
        var alert = rule.Rule;
        if ((inlining is null ? alert.Expr : inlining.Of(alert.Expr)) is not { } expr)
        {
            return new(alert.Name, 0, 0, default, default, "it selects by a label that only recordings have, which the server has not recorded yet");
        }

        var distance = rule.Interval ?? step;
        var (series, problem) = await history.PresenceAsync(CanonicalPrinter.Print(expr), to - since.ToTimeSpan(), to, distance, cancel);
        var firings = series.Select(times => AlertReplay.Of(times, distance, alert.For, alert.KeepFiringFor)).Where(times => times.Count > 0).ToList();
        var lengths = firings.SelectMany(times => times).Select(firing => firing.To - firing.From).ToList();
        return new(alert.Name, lengths.Count, firings.Count, lengths.Count == 0 ? default : lengths.Max(), lengths.Aggregate(TimeSpan.Zero, (sum, length) => sum + length), problem);
    }
}
