namespace Analytics.Statistics.Segments;

/// <summary>Names for clusters by what sets them apart, such as "high revenue, low sessions".</summary>
public static class SegmentNames
{
    /// <summary>Up to two features more than half a standard deviation from the mean, the farthest first; "average" without any.</summary>
    /// <param name="centroids">Centroids in z scores.</param>
    /// <param name="features">Names of the columns.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<double[]> centroids, IReadOnlyList<string> features)
    {
        var names = centroids.Select(c => string.Join(", ", c
            .Select((z, f) => (Z: z, Name: features[f])).Where(p => Math.Abs(p.Z) > 0.5).OrderByDescending(p => Math.Abs(p.Z)).Take(2)
            .Select(p => (p.Z > 0 ? "high " : "low ") + p.Name))).Select(n => n.Length == 0 ? "average" : n).ToArray();
        return [.. names.Select((name, i) => names.Take(i).Count(n => n == name) is > 0 and var before ? $"{name} ({before + 1})" : name)];
    }
}
