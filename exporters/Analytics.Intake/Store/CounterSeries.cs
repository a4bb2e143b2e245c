using System.Globalization;
using Analytics.Catalog;

namespace Analytics.Intake.Store;

/// <summary>One series of a counter: its labels and the cumulative value that PostgreSQL has committed.</summary>
public sealed class CounterSeries
{
    private decimal _exact;
    private double _value;

    internal CounterSeries(Metric metric, IReadOnlyList<string> labels, bool isBackfill, decimal value, bool isNew)
    {
        Metric = metric;
        Labels = labels;
        IsBackfill = isBackfill;
        IsNew = isNew;
        _exact = value;
        _value = (double)value;
        var own = metric.LabelSet.Own;
        var tags = own.Select((label, i) => KeyValuePair.Create(label.Name, (object?)labels[i]));
        Tags = isBackfill ? [.. tags, KeyValuePair.Create(PlatformLabels.Origin.Name, (object?)PlatformLabels.Backfill)] : [.. tags];
    }

    public Metric Metric { get; }

    /// <summary>The values of the metric's own labels, in their order.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>History loaded by an administrator; such series carry <c>origin="backfill"</c>.</summary>
    public bool IsBackfill { get; }

    /// <summary>Whether it began at 0 in this process: nothing was exported of it before, so that its first value should be seen as growth from 0.</summary>
    public bool IsNew { get; }

    /// <summary>The labels as OpenTelemetry attributes, made once.</summary>
    public KeyValuePair<string, object?>[] Tags { get; }

    /// <summary>The committed sum; never falls, also not over a restart.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>Only the projector writes, after its commit.</summary>
    internal void Add(decimal delta)
    {
        _exact += delta;
        Volatile.Write(ref _value, (double)_exact);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Metric.PrometheusName}{{{string.Join(",", Labels)}}} {Value}");
}
