namespace Analytics.Catalog;

/// <summary>
/// A metric in the making; the last call gives it its instrument and its labels:
/// <c>Metrics.Events("analytics.engagement.sessions_started", Unit.Of("session"), "Sessions started.").CountOf(EngagementEvents.SessionStarted).Counter&lt;PlatformTierLabels&gt;()</c>.
/// </summary>
public sealed record MetricDeclaration
{
    /// <summary>The default bound on a metric's series per instance.</summary>
    public const int DefaultSeriesBudget = 1_000;

    /// <summary>Bucket bounds for durations of requests, in seconds: 5 ms to 30 s.</summary>
    public static readonly IReadOnlyList<double> RequestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10, 30];

    /// <summary>Bucket bounds for what a person does, in seconds: 1 minute to 4 hours.</summary>
    public static readonly IReadOnlyList<double> HumanSeconds = [60, 300, 600, 900, 1_200, 1_800, 2_700, 3_600, 5_400, 7_200, 14_400];

    internal MetricDeclaration(Domain domain, MetricOrigin origin, string name, Unit unit, string help, string source = "")
    {
        Domain = domain;
        Origin = origin;
        Name = name;
        Unit = unit;
        Help = help;
        Source = source;
    }

    internal Domain Domain { get; }

    internal MetricOrigin Origin { get; }

    internal string Name { get; }

    internal Unit Unit { get; }

    internal string Help { get; }

    internal string Source { get; }

    internal IReadOnlyList<Feed> Feeds { get; private init; } = [];

    internal IReadOnlyList<double> Buckets { get; private init; } = [];

    internal int SeriesBudget { get; private init; } = DefaultSeriesBudget;

    /// <summary>Adds one for each event of the kind. Each kind has exactly one metric that counts it: its rows in PostgreSQL.</summary>
    public MetricDeclaration CountOf(EventKind kind) => this with { Feeds = [.. Feeds, new Feed(kind, null)] };

    /// <summary>Adds (counter) or records (histogram) the value of a field of each event of the kind.</summary>
    public MetricDeclaration ValueOf(EventKind kind, Field value) => this with { Feeds = [.. Feeds, new Feed(kind, value)] };

    /// <summary>Allows more series per instance than <see cref="DefaultSeriesBudget"/>.</summary>
    public MetricDeclaration WithSeriesBudget(int series) => this with { SeriesBudget = series };

    public Counter<TLabels> Counter<TLabels>()
        where TLabels : LabelSet, new() => new(this, new TLabels());

    public Gauge<TLabels> Gauge<TLabels>()
        where TLabels : LabelSet, new() => new(this, new TLabels());

    public Histogram<TLabels> Histogram<TLabels>(IReadOnlyList<double> buckets)
        where TLabels : LabelSet, new() => new(this with { Buckets = buckets }, new TLabels());
}
