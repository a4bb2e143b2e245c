namespace Analytics.Catalog;

/// <summary>How far back an SLA looks.</summary>
public enum SlaWindow
{
    [WireName("1h")]
    Hour,
    [WireName("1d")]
    Day,
    [WireName("30d")]
    Month,
}

/// <summary>Days after sign-up at which retention is read.</summary>
public enum RetentionDay
{
    [WireName("1")]
    One,
    [WireName("7")]
    Seven,
    [WireName("30")]
    Thirty,
}

public sealed class SlaLabels : LabelSet
{
    public Label<string> Service => PlatformFields.Service.Label;

    public Label<SlaWindow> Window { get; } = new("window", "How far back it looks.", WireName.All<SlaWindow>());
}

public sealed class CohortLabels : LabelSet
{
    public Label<string> Cohort { get; } = new("cohort", "ISO week of the first event: 2026-W40.", budget: 110);
}

public sealed class RetentionLabels : LabelSet
{
    public Label<string> Cohort { get; } = new("cohort", "ISO week of the first event: 2026-W40.", budget: 110);

    public Label<RetentionDay> Day { get; } = new("day", "Days after the first event.", WireName.All<RetentionDay>());
}

/// <summary>What the worker computes and writes back by remote write, named level:metric:operation like recording rules. Definitions: Analytics.Insights.</summary>
public static class DerivedMetrics
{
    public static readonly Gauge<SlaLabels> SlaAvailability = Sla("sla:availability:ratio", Unit.One, "Share of requests answered without a server error.")
        .Gauge<SlaLabels>();

    public static readonly Gauge<SlaLabels> SlaErrors = Sla("sla:errors:ratio", Unit.One, "Share of requests answered with a server error.")
        .Gauge<SlaLabels>();

    public static readonly Gauge<SlaLabels> SlaLatencyP95 = Sla("sla:latency_seconds:p95", Unit.Seconds, "95th percentile of the duration (interpolated between order statistics).")
        .Gauge<SlaLabels>();

    public static readonly Gauge<SlaLabels> SlaBudgetRemaining = Sla("sla:error_budget:remaining_ratio", Unit.One, "Share of the error budget that is left; negative when overspent.")
        .Gauge<SlaLabels>();

    public static readonly Gauge<SlaLabels> SlaRequests = Sla("sla:requests:count", Unit.Of("request"), "Requests that the SLA is computed from.")
        .Gauge<SlaLabels>();

    public static readonly Gauge<SlaLabels> SlaCompleteness = Sla("sla:data_completeness:ratio", Unit.One, "Share of the window's minutes that have data.")
        .Gauge<SlaLabels>();

    public static readonly Gauge<NoLabels> DailyActiveUsers = Engagement("engagement:active_users:daily", Unit.Of("user"), "Distinct users with any event on the day (UTC).")
        .Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> WeeklyActiveUsers = Engagement("engagement:active_users:weekly", Unit.Of("user"), "Distinct users with any event on the day or the 6 before.")
        .Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> MonthlyActiveUsers = Engagement("engagement:active_users:monthly", Unit.Of("user"), "Distinct users with any event on the day or the 29 before.")
        .Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> NewUsers = Engagement("engagement:new_users:daily", Unit.Of("user"), "Users whose first event is on the day.")
        .Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> Stickiness = Engagement("engagement:stickiness:ratio", Unit.One, "Daily over monthly active users.")
        .Gauge<NoLabels>();

    public static readonly Gauge<CohortLabels> CohortSize = Engagement("cohort:users:count", Unit.Of("user"), "Users of the weekly cohort.")
        .Gauge<CohortLabels>();

    public static readonly Gauge<RetentionLabels> CohortRetention = Engagement("cohort:retention:ratio", Unit.One, "Share of the cohort's eligible users with an event exactly N days after their first.")
        .Gauge<RetentionLabels>();

    public static readonly Gauge<NoLabels> EngagementCompleteness = Engagement("engagement:data_completeness:ratio", Unit.One, "Share of the day's hours (so far) that have events.")
        .Gauge<NoLabels>();

    private static MetricDeclaration Sla(string name, Unit unit, string help) =>
        new(Domain.Platform, MetricOrigin.Worker, name, unit, help, "sla");

    private static MetricDeclaration Engagement(string name, Unit unit, string help) =>
        new(Domain.Engagement, MetricOrigin.Worker, name, unit, help, "engagement");
}
