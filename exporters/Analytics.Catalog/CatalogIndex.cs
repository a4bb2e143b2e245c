using System.Collections.Frozen;
using System.Reflection;

namespace Analytics.Catalog;

/// <summary>
/// Everything that the catalog declares, found once: the public static fields of type <see cref="EventKind"/> and <see cref="Metric"/> in this assembly.
/// The entry type of the room.
/// </summary>
public sealed class CatalogIndex
{
    private readonly FrozenDictionary<string, EventKind> _events;
    private readonly FrozenDictionary<string, Metric> _metrics;

    internal CatalogIndex(IReadOnlyList<EventKind> events, IReadOnlyList<Metric> metrics)
    {
        Events = events;
        Metrics = metrics;
        _events = events.DistinctBy(kind => kind.Name).ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);
        _metrics = metrics.DistinctBy(metric => metric.PrometheusName).ToFrozenDictionary(metric => metric.PrometheusName, StringComparer.Ordinal);
    }

    /// <summary>The catalog of this assembly.</summary>
    public static CatalogIndex Default { get; } = new(Declared<EventKind>(), Declared<Metric>());

    /// <summary>All kinds of events, in the order of declaration.</summary>
    public IReadOnlyList<EventKind> Events { get; }

    /// <summary>All metrics, in the order of declaration.</summary>
    public IReadOnlyList<Metric> Metrics { get; }

    /// <summary>The kind of a name such as <c>session.started</c>, or null.</summary>
    public EventKind? FindEvent(string name) => _events.GetValueOrDefault(name);

    /// <summary>The metric of a Prometheus name without histogram suffixes, or null.</summary>
    public Metric? FindMetric(string prometheusName) => _metrics.GetValueOrDefault(prometheusName);

    /// <summary>The metric that counts the events of a kind: the rows in PostgreSQL.</summary>
    public Metric CounterOf(EventKind kind) =>
        Metrics.Single(metric => metric.Kind == MetricKind.Counter && metric.Feeds.Any(feed => feed.Kind == kind && feed.Value is null));

    private static IReadOnlyList<T> Declared<T>() =>
    [
        .. typeof(CatalogIndex).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: true, IsSealed: true, IsPublic: true })
            .OrderBy(type => type.MetadataToken)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).OrderBy(field => field.MetadataToken))
            .Where(field => typeof(T).IsAssignableFrom(field.FieldType))
            .Select(field => (T)field.GetValue(null)!),
    ];
}
