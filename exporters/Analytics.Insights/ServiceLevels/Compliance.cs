using Analytics.Catalog;
using Analytics.Statistics.ServiceLevels;

namespace Analytics.Insights.ServiceLevels;

/// <summary>How a promise stands over a period. Null: unknown, because nothing was asked.</summary>
/// <param name="Promise">What was promised.</param>
/// <param name="Period">Over what time.</param>
/// <param name="Target">The promised share of good requests.</param>
/// <param name="Attained">The share of good ones.</param>
/// <param name="BudgetRemaining">1 - (1 - attained) / (1 - target).</param>
public sealed record PromiseState(Promise Promise, PromisePeriod Period, decimal Target, decimal? Attained, decimal? BudgetRemaining)
{
    /// <summary>Whether it is kept.</summary>
    public bool? IsMet => Attained is { } share ? share >= Target : null;

    /// <summary>How much is missing; 0 when nothing is.</summary>
    public decimal? Deficit => Attained is { } share ? Math.Max(0, Target - share) : null;
}

/// <summary>How fast a budget of 30 days is spent.</summary>
/// <param name="Promise">Whose budget.</param>
/// <param name="Window">Over what time the burn is measured.</param>
/// <param name="Burn">Times faster than allowed.</param>
/// <param name="HoursLeft">Until it is spent at this pace; 0: it is; null: never, or unknown.</param>
public sealed record BudgetBurn(Promise Promise, SlaWindow Window, decimal Burn, decimal? HoursLeft);

/// <summary>How much of a period was measured.</summary>
/// <param name="Period">The period.</param>
/// <param name="Known">Share of its minutes with data.</param>
/// <param name="Gaps">Stretches of more than 5 minutes without data, between minutes with data.</param>
/// <param name="Resets">Counters that began anew.</param>
public sealed record Measured(PromisePeriod Period, double Known, int Gaps, int Resets);

/// <summary>
/// The service level agreement of one service at an instant. Shares are of requests, not of time; a minute without data is left out of everything and marked by
/// <see cref="Measured"/>, never good or bad. Latency is promised to 95 % within 500 ms, errors are promised below 1 %.
/// </summary>
public sealed record Compliance(string Service, PromiseSource Source, IReadOnlyList<PromiseState> Promises, IReadOnlyList<BudgetBurn> Burns, IReadOnlyList<Measured> Data)
{
    /// <summary>Requests slower than this, in seconds, are slow.</summary>
    public const double SlowAfter = 0.5;

    private const decimal LatencyTarget = 0.95m;
    private const decimal ErrorTarget = 0.99m;
    private static readonly TimeSpan Rolling = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>The first instant that a judgement at a time looks at.</summary>
    public static DateTimeOffset From(DateTimeOffset at) => MonthOf(at) < at - Rolling ? MonthOf(at) : at - Rolling;

    /// <summary>The first instant of the month that the period which ends at a time lies in: at the first midnight of a month, the month before.</summary>
    public static DateTimeOffset MonthOf(DateTimeOffset at) => at.UtcDateTime.AddTicks(-1) is var last ? new DateTimeOffset(last.Year, last.Month, 1, 0, 0, 0, TimeSpan.Zero) : default;

    /// <summary>Judges a service.</summary>
    /// <param name="counts">From <see cref="From"/> on.</param>
    /// <param name="availability">The promised availability.</param>
    /// <param name="at">The end; not included.</param>
    public static Compliance Of(ServiceCounts counts, decimal availability, DateTimeOffset at)
    {
        (Promise Promise, decimal Target, Func<RequestMinute, decimal?> Bad)[] kinds =
        [
            (Promise.Availability, availability, minute => minute.Errors), (Promise.Latency, LatencyTarget, minute => minute.Slow), (Promise.Errors, ErrorTarget, minute => minute.Errors),
        ];
        var (states, burns) = (new List<PromiseState>(), new List<BudgetBurn>());
        foreach (var (promise, target, bad) in kinds)
        {
            var minutes = MinuteCounts.FromIntervals([.. counts.Minutes.Where(minute => minute.Minute < at).Select(minute => (minute.Minute.UtcTicks, (decimal?)minute.Requests, bad(minute)))]);
            foreach (var period in Enum.GetValues<PromisePeriod>())
            {
                var error = new ErrorBudget(minutes, target, Length(period, at)).ErrorRatio(at.UtcTicks, Length(period, at));
                states.Add(new PromiseState(promise, period, target, 1 - error, 1 - (error / (1 - target))));
            }

            var budget = new ErrorBudget(minutes, target, Rolling);
            burns.AddRange(Enum.GetValues<SlaWindow>().Where(window => budget.Burn(at.UtcTicks, ServiceLevel.Length(window)) is not null)
                .Select(window => new BudgetBurn(promise, window, budget.Burn(at.UtcTicks, ServiceLevel.Length(window))!.Value, budget.HoursToExhaustion(at.UtcTicks, ServiceLevel.Length(window)))));
        }

        return new Compliance(counts.Service, counts.Source, states, burns, [.. Enum.GetValues<PromisePeriod>().Select(period => MeasuredIn(counts, period, at))]);
    }

    /// <summary>Whether all promises with an answer are kept; null when none has one.</summary>
    public bool? IsMet(PromisePeriod period)
    {
        var answers = Promises.Where(state => state.Period == period && state.IsMet is not null).ToList();
        return answers.Count == 0 ? null : answers.All(state => state.IsMet == true);
    }

    private static TimeSpan Length(PromisePeriod period, DateTimeOffset at) => period == PromisePeriod.Month ? at - MonthOf(at) : Rolling;

    private static Measured MeasuredIn(ServiceCounts counts, PromisePeriod period, DateTimeOffset at)
    {
        var from = at - Length(period, at);
        var minutes = counts.Minutes.Where(minute => minute.Minute >= from && minute.Minute < at).Select(minute => minute.Minute).ToList();
        var gaps = minutes.Zip(minutes.Skip(1), (one, next) => next - one).Count(pause => pause > LongestPause);
        return new Measured(period, minutes.Distinct().Count() / (at - from).TotalMinutes, gaps, counts.Resets.Count(reset => reset >= from && reset < at));
    }
}
