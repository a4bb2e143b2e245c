using Analytics.Catalog;

namespace Analytics.Intake.Store;

/// <summary>Names one series: metric, label values in order, live or backfill.</summary>
internal readonly struct SeriesKey(Metric metric, bool isBackfill, IReadOnlyList<string> labels) : IEquatable<SeriesKey>
{
    public Metric Metric { get; } = metric;

    public bool IsBackfill { get; } = isBackfill;

    public IReadOnlyList<string> Labels { get; } = labels;

    public bool Equals(SeriesKey other) => Metric == other.Metric && IsBackfill == other.IsBackfill && Labels.SequenceEqual(other.Labels, StringComparer.Ordinal);

    public override bool Equals(object? obj) => obj is SeriesKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Metric);
        hash.Add(IsBackfill);
        for (var i = 0; i < Labels.Count; i++)
        {
            hash.Add(Labels[i], StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}
