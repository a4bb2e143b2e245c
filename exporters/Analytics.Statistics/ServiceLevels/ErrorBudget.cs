namespace Analytics.Statistics.ServiceLevels;

/// <summary>
/// Arithmetic of a service level objective (Google SRE workbook, ch. 5): error ratio E = bad / total, burn = E / (1 - objective), budget
/// remaining = 1 - burn over the SLO's window. Unknown is null.
/// </summary>
public sealed class ErrorBudget
{
    private readonly MinuteCounts _counts;

    /// <param name="counts">The data.</param>
    /// <param name="objective">Wished share of good requests, strictly between 0 and 1.</param>
    /// <param name="window">The SLO's window, e.g. 30 days.</param>
    public ErrorBudget(MinuteCounts counts, decimal objective, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(objective);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(objective, 1);
        (_counts, Objective, Window) = (counts, objective, window);
    }

    public decimal Objective { get; }

    public TimeSpan Window { get; }

    /// <summary>bad / total over a window that ends at an instant; null without traffic.</summary>
    public decimal? ErrorRatio(long at, TimeSpan window)
    {
        var (total, bad, _) = _counts.Window(at, window);
        return total == 0 ? null : bad / total;
    }

    /// <summary>How many times faster than allowed the budget is spent; null without traffic.</summary>
    public decimal? Burn(long at, TimeSpan window) => ErrorRatio(at, window) / (1 - Objective);

    /// <summary>Share of the budget that is left, negative when overspent; null without traffic.</summary>
    public decimal? Remaining(long at) => 1 - Burn(at, Window);

    /// <summary>
    /// Hours until the budget is spent at the burn of a window, the first rule that applies: null if unknown; 0 if it is spent; null if nothing
    /// burns; else remaining x window / burn.
    /// </summary>
    public decimal? HoursToExhaustion(long at, TimeSpan burnWindow)
    {
        if (Remaining(at) is not { } remaining || Burn(at, burnWindow) is not { } burn)
        {
            return null;
        }

        return remaining <= 0 ? 0 : burn == 0 ? null : remaining * (decimal)Window.TotalHours / burn;
    }

    /// <summary>Share of the minutes with traffic in the SLO's window whose bad requests are at most 5 % of all; null without any.</summary>
    public decimal? TimeBasedAvailability(long at)
    {
        long withTraffic = 0, badMinutes = 0;
        for (var m = 0; m < _counts.Length; m++)
        {
            var begin = _counts.Start + (m * TimeSpan.TicksPerMinute);
            if (begin >= at - Window.Ticks && begin < at && _counts[m] is { Total: > 0 } minute)
            {
                withTraffic++;
                badMinutes += minute.Bad * 20 > minute.Total ? 1 : 0;
            }
        }

        return withTraffic == 0 ? null : 1 - ((decimal)badMinutes / withTraffic);
    }

    /// <summary>
    /// Replays a multi-window alert at the end of every minute up to an instant. It fires when the burn of both windows is above the factor;
    /// a window without traffic does not fire. The comparison bad > factor (1 - objective) total is exact.
    /// </summary>
    public AlertHistory Replay(BurnAlert alert, long until)
    {
        long? first = null;
        int firing = 0, episodes = 0;
        var before = false;
        for (var m = 1; m <= _counts.Length; m++)
        {
            var at = _counts.Start + (m * TimeSpan.TicksPerMinute);
            if (at > until)
            {
                break;
            }

            var now = Above(at, alert.Long, alert.Factor) && Above(at, alert.Short, alert.Factor);
            firing += now ? 1 : 0;
            episodes += now && !before ? 1 : 0;
            first ??= now ? at : null;
            before = now;
        }

        return new AlertHistory(first, firing, episodes);
    }

    private bool Above(long at, TimeSpan window, decimal factor)
    {
        var (total, bad, _) = _counts.Window(at, window);
        return total > 0 && bad > factor * (1 - Objective) * total;
    }
}

/// <summary>A multi-window burn rate alert.</summary>
public sealed record BurnAlert(TimeSpan Long, TimeSpan Short, decimal Factor)
{
    /// <summary>The four of the SRE workbook's table 5-8.</summary>
    public static IReadOnlyList<BurnAlert> Standard { get; } =
    [
        new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 14.4m),
        new(TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), 6),
        new(TimeSpan.FromDays(1), TimeSpan.FromHours(2), 3),
        new(TimeSpan.FromDays(3), TimeSpan.FromHours(6), 1),
    ];
}

/// <summary>When an alert would have fired.</summary>
/// <param name="FirstFiring">Ticks of UTC; null if never.</param>
/// <param name="MinutesFiring">Minutes at whose end it fired.</param>
/// <param name="Episodes">Unbroken runs of such minutes.</param>
public sealed record AlertHistory(long? FirstFiring, int MinutesFiring, int Episodes);
