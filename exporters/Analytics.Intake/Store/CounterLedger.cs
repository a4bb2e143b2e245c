using System.Collections.Frozen;
using Analytics.Catalog;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Store;

/// <summary>
/// The committed cumulative values of all counters that events feed, for this instance. Until the values have been read from PostgreSQL
/// (<see cref="IsLoaded"/>) there are no series at all, because a zero would look like a reset to Prometheus. Safe for many readers.
/// </summary>
public sealed class CounterLedger
{
    private readonly Lock _gate = new();
    private readonly LabelBudgets _budgets = new();
    private FrozenDictionary<Metric, IReadOnlyList<CounterSeries>> _snapshot = FrozenDictionary<Metric, IReadOnlyList<CounterSeries>>.Empty;
    private Dictionary<SeriesKey, CounterSeries> _byKey = [];

    /// <param name="catalog">Whose counters are kept.</param>
    public CounterLedger(CatalogIndex catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Metrics = [.. catalog.Metrics.Where(metric => metric is { Kind: MetricKind.Counter, Origin: MetricOrigin.Events })];
    }

    /// <summary>The counters that events feed.</summary>
    public IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Whether the values of earlier runs have been read from PostgreSQL.</summary>
    public bool IsLoaded => _snapshot.Count > 0;

    /// <summary>
    /// The series of a counter: all combinations of closed labels from the start, at 0, and those with budgeted labels or of backfill as soon as
    /// they were committed once. Empty before <see cref="IsLoaded"/>.
    /// </summary>
    public IReadOnlyList<CounterSeries> SeriesOf(Metric metric) => _snapshot.GetValueOrDefault(metric) ?? [];

    /// <summary>The series of these label values, or null.</summary>
    public CounterSeries? Find(Metric metric, IReadOnlyList<string> labels, bool backfill = false)
    {
        lock (_gate)
        {
            return _byKey.GetValueOrDefault(new SeriesKey(metric, backfill, labels));
        }
    }

    /// <summary>
    /// The value under which an event counts for a label: the field's text, <see cref="Label.Unknown"/> when the event does not carry it, or
    /// <see cref="Label.Other"/> when the label's budget is used up. Histograms ask here, so that they agree with the counters.
    /// </summary>
    public string LabelValueOf(Label label, AdmittedEvent admitted) => _budgets.ValueOf(label, admitted);

    internal LabelBudgets Budgets => _budgets;

    /// <summary>Starts over with what PostgreSQL has committed.</summary>
    internal void Load(IEnumerable<StoredCounter> stored)
    {
        var fresh = new Dictionary<SeriesKey, CounterSeries>();
        foreach (var metric in Metrics)
        {
            foreach (var labels in ClosedCombinations(metric))
            {
                Put(fresh, new StoredCounter(metric, labels, false, 0));
            }
        }

        _budgets.Clear();
        foreach (var row in stored)
        {
            Put(fresh, row);
            _budgets.Remember(row.Metric.LabelSet.Own, row.Labels);
        }

        lock (_gate)
        {
            _byKey = fresh;
        }

        Publish();
    }

    /// <summary>Adds what a transaction has committed.</summary>
    internal void Apply(IReadOnlyList<CounterDelta> deltas)
    {
        var grown = false;
        lock (_gate)
        {
            foreach (var (key, delta) in deltas)
            {
                if (_byKey.TryGetValue(key, out var series))
                {
                    series.Add(delta);
                }
                else
                {
                    _byKey[key] = new CounterSeries(key.Metric, key.Labels, key.IsBackfill, delta, isNew: true);
                    grown = true;
                }
            }
        }

        if (grown)
        {
            Publish();
        }
    }

    /// <summary>All combinations of the values of closed labels; none when a label has only a budget.</summary>
    internal static IEnumerable<string[]> ClosedCombinations(Metric metric)
    {
        IEnumerable<string[]> combinations = [[]];
        foreach (var label in metric.LabelSet.Own)
        {
            if (metric.ValuesOf(label) is not { } values)
            {
                return [];
            }

            combinations = combinations.SelectMany(head => values.Select(value => (string[])[.. head, value])).ToList();
        }

        return combinations;
    }

    private static void Put(Dictionary<SeriesKey, CounterSeries> into, StoredCounter row) =>
        into[new SeriesKey(row.Metric, row.IsBackfill, row.Labels)] = new CounterSeries(row.Metric, row.Labels, row.IsBackfill, row.Value, isNew: row.Value == 0);

    private void Publish() =>
        _snapshot = Metrics.ToFrozenDictionary(
            metric => metric,
            metric => (IReadOnlyList<CounterSeries>)[.. _byKey.Values.Where(series => series.Metric == metric)
                .OrderBy(series => series.IsBackfill).ThenBy(series => string.Join('\0', series.Labels), StringComparer.Ordinal)]);
}

/// <summary>A row of the table <c>counters</c>.</summary>
internal sealed record StoredCounter(Metric Metric, IReadOnlyList<string> Labels, bool IsBackfill, decimal Value);
