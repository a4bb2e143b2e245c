namespace Analytics.PromQL.Analysis;

/// <summary>How the series of a metric behave.</summary>
public enum MetricKind
{
    /// <summary>Not said; no finding rests on it.</summary>
    Unknown,

    /// <summary>Only grows, until it is reset. Also the <c>_bucket</c>, <c>_sum</c> and <c>_count</c> series of a classic histogram.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>A native histogram, which has no label <c>le</c>.</summary>
    NativeHistogram,
}

/// <summary>What is known of a metric before any sample was seen. The caller supplies it by the name as it stands in PromQL.</summary>
public sealed record MetricKnowledge
{
    public MetricKind Kind { get; init; }

    /// <summary>UCUM code of the values: <c>s</c>, <c>ms</c>, <c>By</c>, <c>1</c>, <c>%</c>, <c>{request}</c>; null when not known.</summary>
    public string? Unit { get; init; }

    /// <summary>Labels that every series has, with a value.</summary>
    public IReadOnlyCollection<string> Labels { get; init; } = [];

    /// <summary>Labels that a series may lack.</summary>
    public IReadOnlyCollection<string> OptionalLabels { get; init; } = [];

    /// <summary>True when there may be labels besides these.</summary>
    public bool OtherLabels { get; init; }

    /// <summary>The values that a label can have, where the set is closed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Values { get; init; } = new Dictionary<string, IReadOnlyCollection<string>>();

    /// <summary>No sample is below.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>No sample is above.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>Of the bucket series of a classic histogram, what was observed; null for everything else.</summary>
    public ObservedValues? Observed { get; init; }
}

/// <summary>What the buckets of a histogram hold. Quantiles never leave the bounds that are finite: Prometheus has nothing to say beyond them.</summary>
/// <param name="Unit">UCUM code of the observations; null when not known.</param>
/// <param name="SmallestBound">The lowest upper bound.</param>
/// <param name="LargestBound">The highest finite upper bound.</param>
public sealed record ObservedValues(string? Unit, double SmallestBound, double LargestBound);
