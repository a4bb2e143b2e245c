using Analytics.PromQL;

namespace Analytics.Rules.Backtest;

/// <summary>One time that an alert fired, or would have.</summary>
/// <param name="From">When it began to fire: <c>for</c> after its condition.</param>
/// <param name="To">The last evaluation at which it fired.</param>
public readonly record struct Firing(DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// Replays an alert over the evaluations of its expression as Prometheus does it (<c>rules/alerting.go</c>, Eval): it is pending from the first evaluation that
/// has the series, fires once <c>for</c> has passed, forgets a condition that ended while pending, and goes on for <c>keep_firing_for</c> after its end.
/// </summary>
public static class AlertReplay
{
    /// <summary>The times that one series fired.</summary>
    /// <param name="present">The evaluations at which the expression had the series, in order.</param>
    /// <param name="step">The distance of evaluations.</param>
    /// <param name="held">The rule's <c>for</c>.</param>
    /// <param name="kept">The rule's <c>keep_firing_for</c>.</param>
    public static IReadOnlyList<Firing> Of(IReadOnlyList<DateTimeOffset> present, Duration step, Duration held, Duration kept)
    {
        var firings = new List<Firing>();
        for (var start = 0; start < present.Count;)
        {
            var end = start;
            while (end + 1 < present.Count && present[end + 1] - present[end] <= step.ToTimeSpan())
            {
                end++;
            }

            var from = present.Skip(start).Take(end - start + 1).FirstOrDefault(at => at - present[start] >= held.ToTimeSpan());
            if (firings is [.., var last] && present[start] <= last.To + step.ToTimeSpan())
            {
                firings[^1] = last with { To = present[end] + kept.ToTimeSpan() }; // it never stopped firing
            }
            else if (from != default)
            {
                firings.Add(new(from, present[end] + kept.ToTimeSpan()));
            }

            start = end + 1;
        }

        return firings;
    }
}
