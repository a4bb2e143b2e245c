using Analytics.Catalog;

namespace Analytics.Operations.Queries;

/// <summary>The periods that values are asked for. Days are UTC calendar dates, weeks ISO weeks.</summary>
public enum Granularity
{
    Minute,
    Hour,
    Day,
    Week,
    Month,
}

/// <summary>A question about published values.</summary>
/// <param name="Metrics">What is asked for: series that the worker writes back.</param>
/// <param name="Filters">For a label the values that count; a series without the label does not.</param>
/// <param name="From">Periods that end after it.</param>
/// <param name="To">Periods that end at it at the latest.</param>
/// <param name="Granularity">One value for each series and period: the last that was published in it.</param>
/// <param name="NewestFirst">Whether the newest period comes first.</param>
/// <param name="Limit">How many points an answer has at most.</param>
/// <param name="Skip">How many points were answered before.</param>
public sealed record MetricsQuestion(
    IReadOnlyList<Metric> Metrics,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Filters,
    DateTimeOffset From,
    DateTimeOffset To,
    Granularity Granularity,
    bool NewestFirst,
    int Limit,
    int Skip);

/// <summary>One value of a series.</summary>
/// <param name="Metric">The series' metric: unit, meaning.</param>
/// <param name="Labels">All its labels.</param>
/// <param name="Period">Where the period begins.</param>
/// <param name="At">The end of what the value is about; before the period's own end while that goes on.</param>
/// <param name="Value">In the metric's unit.</param>
/// <param name="Revision">How often the value was corrected, since late events changed it.</param>
public sealed record MetricPoint(Metric Metric, IReadOnlyDictionary<string, string> Labels, DateTimeOffset Period, DateTimeOffset At, double Value, int Revision);

/// <summary>Points in the order of the question.</summary>
/// <param name="Points">At most as many as were asked for.</param>
/// <param name="HasMore">Whether there are more behind them.</param>
public sealed record MetricsAnswer(IReadOnlyList<MetricPoint> Points, bool HasMore);
