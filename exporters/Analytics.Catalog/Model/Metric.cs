namespace Analytics.Catalog;

/// <summary>The instrument that a metric is measured with.</summary>
public enum MetricKind
{
    /// <summary>A sum that only grows; Prometheus name ends in <c>_total</c>.</summary>
    Counter,

    /// <summary>A value that goes up and down.</summary>
    Gauge,

    /// <summary>A distribution over fixed buckets: <c>_bucket</c>, <c>_sum</c>, <c>_count</c>.</summary>
    Histogram,
}

/// <summary>Where the values of a metric come from.</summary>
public enum MetricOrigin
{
    /// <summary>Admitted events: see <see cref="Metric.Feeds"/>.</summary>
    Events,

    /// <summary>The gateway and the worker measure themselves.</summary>
    Pipeline,

    /// <summary>A job of the worker computes it and writes it back by remote write.</summary>
    Worker,

    /// <summary>Prometheus scrapes it from a program that is not ours.</summary>
    Scrape,
}

/// <summary>One way in which events feed a metric.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="Value">The field that is added or recorded; null counts one for each event.</param>
public sealed record Feed(EventKind Kind, Field? Value);

/// <summary>One metric: the published promise of what is exported. Made by <see cref="MetricDeclaration"/> only.</summary>
public abstract class Metric
{
    private protected Metric(MetricDeclaration declaration, MetricKind kind, LabelSet labels)
    {
        Name = declaration.Name;
        Kind = kind;
        Unit = declaration.Unit;
        Help = declaration.Help;
        Domain = declaration.Domain;
        Origin = declaration.Origin;
        Source = declaration.Source;
        SeriesBudget = declaration.SeriesBudget;
        Buckets = declaration.Buckets;
        Feeds = declaration.Feeds;
        LabelSet = labels;
        PrometheusName = Origin is MetricOrigin.Scrape or MetricOrigin.Worker ? Name : Catalog.PrometheusName.Of(Name, Unit, kind);
    }

    /// <summary>The OpenTelemetry name, or the Prometheus name itself for what is scraped or written back.</summary>
    public string Name { get; }

    /// <summary>The name in Prometheus, without the suffixes of a histogram's series.</summary>
    public string PrometheusName { get; }

    public MetricKind Kind { get; }

    public Unit Unit { get; }

    public string Help { get; }

    public Domain Domain { get; }

    public MetricOrigin Origin { get; }

    /// <summary>Who measures it, in words: the worker's job or the scrape job; empty for metrics fed by events.</summary>
    public string Source { get; }

    /// <summary>How many series the metric may have per instance.</summary>
    public int SeriesBudget { get; }

    /// <summary>Upper bounds of a histogram's buckets, ascending, in <see cref="Unit"/>, without +Inf.</summary>
    public IReadOnlyList<double> Buckets { get; }

    /// <summary>The events that feed it; empty unless <see cref="Origin"/> is <see cref="MetricOrigin.Events"/>.</summary>
    public IReadOnlyList<Feed> Feeds { get; }

    /// <summary>The labels, untyped; the typed ones are on the subclasses.</summary>
    public LabelSet LabelSet { get; }

    /// <summary>
    /// The values that a closed label can take on this metric: its own, and <see cref="Label.Unknown"/> where a feeding kind need not carry the field.
    /// Null for a label with a budget.
    /// </summary>
    public IReadOnlyList<string>? ValuesOf(Label label) =>
        label.Values is not { } values ? null : CanBeUnknown(label) && !values.Contains(Label.Unknown) ? [.. values, Label.Unknown] : values;

    /// <summary>The largest number of series that the labels allow, per instance and origin.</summary>
    public long MaxSeries => LabelSet.Own.Aggregate(1L, (product, label) => product * (ValuesOf(label)?.Count ?? label.Budget + 2));

    public override string ToString() => PrometheusName;

    private bool CanBeUnknown(Label label) =>
        Feeds.Any(feed => label.Field is { } field && feed.Kind.Fields.All(own => own.Field != field || !own.Required));
}

/// <summary>A sum that only grows.</summary>
public sealed class Counter<TLabels> : Metric
    where TLabels : LabelSet, new()
{
    internal Counter(MetricDeclaration declaration, TLabels labels)
        : base(declaration, MetricKind.Counter, labels) => Labels = labels;

    public TLabels Labels { get; }
}

/// <summary>A value that goes up and down.</summary>
public sealed class Gauge<TLabels> : Metric
    where TLabels : LabelSet, new()
{
    internal Gauge(MetricDeclaration declaration, TLabels labels)
        : base(declaration, MetricKind.Gauge, labels) => Labels = labels;

    public TLabels Labels { get; }
}

/// <summary>A distribution over fixed buckets.</summary>
public sealed class Histogram<TLabels> : Metric
    where TLabels : LabelSet, new()
{
    internal Histogram(MetricDeclaration declaration, TLabels labels)
        : base(declaration, MetricKind.Histogram, labels) => Labels = labels;

    public TLabels Labels { get; }
}
