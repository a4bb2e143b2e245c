namespace Analytics.Dashboards;

/// <summary>Panels for Grafana's library: whoever draws a board of their own takes these, with query, unit and thresholds, instead of copying. Sent by <c>boards apply</c>.</summary>
public static class SharedPanels
{
    public static IReadOnlyList<LibraryPanel> All { get; } =
    [
        new("library-active-users", Audience.Product, ActiveUsers),
        new("library-revenue", Audience.Business, Revenue),
        new("library-acceptance", Audience.Ai, Acceptance),
        new("library-traffic", Audience.Operations, Traffic),
        new("library-errors", Audience.Operations, Errors),
        new("library-duration", Audience.Operations, Duration),
    ];

    private static TimeSeries ActiveUsers => new("Active users", "Different people with any event: on the day, and in 30 days.",
        Every.Day(DerivedMetrics.DailyActiveUsers).As("on the day"), Every.Day(DerivedMetrics.MonthlyActiveUsers).As("in 30 days")) { Drawing = Drawing.Steps, Min = 0 };

    private static TimeSeries Revenue => new("Revenue in 24 hours", "Payments of the 24 hours before each moment, in each currency.",
        BusinessMetrics.Revenue.Increase(1.Days()).SumBy(l => l.Currency)) { Min = 0 };

    private static TimeSeries Acceptance => new("Recommendations that people take", "The share of the answers of the last 24 hours that accept, for each model.", AiQuality.Acceptance(1.Days())) { Min = 0, Max = 1 };

    private static TimeSeries Traffic => new("Requests", "Requests answered a second, for each service.", PlatformMetrics.ApiRequests.Rate(BoardTime.Rate).SumBy(l => l.Service)) { Min = 0 };

    private static TimeSeries Errors => new("Errors", "The share of requests answered with a server error, for each service. Alert above 5 %.", Share.Of(
        PlatformMetrics.ApiRequests.Where(l => l.StatusClass.Is(StatusClass.ServerError)).Rate(BoardTime.Rate).SumBy(l => l.Service),
        PlatformMetrics.ApiRequests.Rate(BoardTime.Rate).SumBy(l => l.Service))) { Min = 0, Thresholds = Thresholds.Rising(0.01, 0.05), ShowThresholds = true };

    private static TimeSeries Duration => new("Duration, p95", "19 of 20 requests are answered within this time, for each service.",
        PlatformMetrics.ApiRequestDuration.Quantile(0.95, BoardTime.Rate, l => l.Service)) { Min = 0, Thresholds = Thresholds.Rising(0.5, 2), ShowThresholds = true };
}
