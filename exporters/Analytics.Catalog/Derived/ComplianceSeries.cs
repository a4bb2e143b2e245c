namespace Analytics.Catalog;

/// <summary>What was promised.</summary>
public enum Promise
{
    /// <summary>Answered without a server error; a probe: succeeded. 99.9 % unless the settings say otherwise.</summary>
    Availability,

    /// <summary>95 % answered within 500 ms.</summary>
    Latency,

    /// <summary>Fewer than 1 % errors.</summary>
    Errors,

    /// <summary>All of them.</summary>
    Overall,
}

/// <summary>Where the requests were counted.</summary>
public enum PromiseSource
{
    /// <summary>Events of requests, in PostgreSQL.</summary>
    Events,

    /// <summary>Runs of synthetic probes, in PostgreSQL.</summary>
    Probes,

    /// <summary>Counters in Prometheus.</summary>
    Prometheus,
}

/// <summary>Over what time a promise is judged.</summary>
public enum PromisePeriod
{
    /// <summary>The calendar month (UTC) that the day lies in, so far.</summary>
    Month,

    /// <summary>The 30 days before.</summary>
    Rolling,
}

public sealed class PromiseLabels : LabelSet
{
    /// <summary>The service; from probes, the probe.</summary>
    public Label<string> Service => PlatformFields.Service.Label;

    public Label<PromiseSource> Source { get; } = new("source", "Where the requests were counted.", WireName.All<PromiseSource>());

    public Label<Promise> Promise { get; } = new("promise", "What was promised.", WireName.All<Promise>());

    public Label<PromisePeriod> Period { get; } = new("period", "Calendar month so far, or 30 days.", WireName.All<PromisePeriod>());
}

public sealed class ExhaustionLabels : LabelSet
{
    /// <summary>The service; from probes, the probe.</summary>
    public Label<string> Service => PlatformFields.Service.Label;

    public Label<PromiseSource> Source { get; } = new("source", "Where the requests were counted.", WireName.All<PromiseSource>());

    public Label<Promise> Promise { get; } = new("promise", "What was promised.", WireName.All<Promise>());

    public Label<SlaWindow> Window { get; } = new("window", "Whose burn goes on.", WireName.All<SlaWindow>());
}

public sealed class MeasuredLabels : LabelSet
{
    /// <summary>The service; from probes, the probe.</summary>
    public Label<string> Service => PlatformFields.Service.Label;

    public Label<PromiseSource> Source { get; } = new("source", "Where the requests were counted.", WireName.All<PromiseSource>());

    public Label<PromisePeriod> Period { get; } = new("period", "Calendar month so far, or 30 days.", WireName.All<PromisePeriod>());
}

/// <summary>Whether the promises of each month were kept, computed by the job <c>compliance</c>. Definitions: Analytics.Insights.</summary>
public static class ComplianceSeries
{
    public static readonly Gauge<PromiseLabels> Compliance = Declare("sla:compliance:met", Unit.One, "1: the promise is kept over the period; 0: it is not. Nothing where nothing was asked.").Gauge<PromiseLabels>();

    public static readonly Gauge<PromiseLabels> Attained = Declare("sla:attained:ratio", Unit.One, "Share of good requests over the period.").Gauge<PromiseLabels>();

    public static readonly Gauge<PromiseLabels> Deficit = Declare("sla:deficit:ratio", Unit.One, "How much the share of good requests is below what was promised; 0 when it is not.").Gauge<PromiseLabels>();

    public static readonly Gauge<PromiseLabels> BudgetRemaining = Declare("sla:budget_remaining:ratio", Unit.One, "Share of the period's error budget that is left; negative when overspent.").Gauge<PromiseLabels>();

    public static readonly Gauge<ExhaustionLabels> Burn = Declare("sla:burn:ratio", Unit.One, "How many times faster than allowed the budget of 30 days is spent over the window.").Gauge<ExhaustionLabels>();

    public static readonly Gauge<ExhaustionLabels> Exhaustion = Declare("sla:exhaustion:seconds", Unit.Seconds, "Until the budget of 30 days is spent when the window's burn goes on; 0 when it is spent, nothing when nothing burns.").Gauge<ExhaustionLabels>();

    public static readonly Gauge<MeasuredLabels> Gaps = Declare("sla:gaps:count", Unit.Of("gap"), "Stretches of more than 5 minutes without data within the period's data.").Gauge<MeasuredLabels>();

    public static readonly Gauge<MeasuredLabels> Known = Declare("sla:known:ratio", Unit.One, "Share of the period's minutes that have data.").Gauge<MeasuredLabels>();

    public static readonly Gauge<MeasuredLabels> Resets = Declare("sla:counter_resets:count", Unit.Of("reset"), "Counters of Prometheus that began anew within the period; what they lost between two samples is unknown.").Gauge<MeasuredLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help) => new(Domain.Platform, MetricOrigin.Worker, name, unit, help, "compliance");
}
