using System.Globalization;

namespace Analytics.Exporters.RemoteWrite;

/// <summary>The identity of a series in Prometheus: a metric name and labels. Two with the same labels in another order are the same series.</summary>
public sealed class SeriesName : IEquatable<SeriesName>
{
    private readonly string _text;

    /// <exception cref="ArgumentException">A label has no name, or stands twice: Prometheus would drop the series without a word.</exception>
    public SeriesName(string name, params IEnumerable<KeyValuePair<string, string>> labels)
    {
        Name = name;
        Labels = [.. labels.Where(label => label.Value.Length > 0).OrderBy(label => label.Key, StringComparer.Ordinal)];
        for (var i = 0; i < Labels.Count; i++)
        {
            if (Labels[i].Key is "" or "__name__" || (i > 0 && Labels[i - 1].Key == Labels[i].Key))
            {
                throw new ArgumentException($"Label '{Labels[i].Key}' of {name} is empty or stands twice.", nameof(labels));
            }
        }

        _text = Labels.Count == 0 ? name : $"{name}{{{string.Join(',', Labels.Select(label => $"{label.Key}=\"{Escaped(label.Value)}\""))}}}";
    }

    public string Name { get; }

    /// <summary>Sorted by name; without labels of empty value, which Prometheus takes for absent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; }

    public bool Equals(SeriesName? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as SeriesName);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>As PromQL writes it: <c>cohort:users:count{cohort="2026-W40"}</c>.</summary>
    public override string ToString() => _text;

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

/// <summary>One value of one series.</summary>
/// <param name="Series">Whose value it is.</param>
/// <param name="At">When it holds; Prometheus keeps milliseconds.</param>
/// <param name="Value">In the metric's unit.</param>
public sealed record SeriesSample(SeriesName Series, DateTimeOffset At, double Value)
{
    /// <summary>The mark that ends a series: a NaN of these very bits (prometheus/model/value). Queries see nothing from here on.</summary>
    public static SeriesSample EndOf(SeriesName series, DateTimeOffset at) => new(series, at, BitConverter.Int64BitsToDouble(0x7ff0000000000002));

    public override string ToString() => $"{Series} {Value.ToString(CultureInfo.InvariantCulture)} @ {At:yyyy-MM-ddTHH:mm:ss.fffZ}";
}
