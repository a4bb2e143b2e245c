using System.Diagnostics;
using Analytics.Catalog;
using Analytics.Exporters.Otlp;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Metric = Analytics.Catalog.Metric;
using Recorder = System.Diagnostics.Metrics.Histogram<double>;

namespace Analytics.Exporters;

/// <summary>
/// Exports the metrics of one domain that events feed, as the catalog declares them: counters as the values that PostgreSQL has committed, so that a restart goes on
/// where it was; histograms from the live events of each commit. A subclass names the domain and adds what is not fed by events.
/// </summary>
public abstract class DomainExporter : IDisposable
{
    private readonly CounterLedger _ledger;
    private readonly ILookup<EventKind, Recording> _recordings;

    private protected DomainExporter(Domain domain, CounterLedger ledger)
    {
        _ledger = ledger;
        Instruments = new Instruments($"Analytics.{domain}");
        var fed = CatalogIndex.Default.Metrics.Where(metric => metric.Domain == domain && metric.Origin == MetricOrigin.Events).ToList();
        foreach (var counter in fed.Where(metric => metric.Kind == MetricKind.Counter))
        {
            Instruments.Observe(counter, () => ledger.SeriesOf(counter).Select(Zeros.Measure));
        }

        _recordings = fed.Where(metric => metric.Kind == MetricKind.Histogram).SelectMany(RecordingsOf).ToLookup(recording => recording.Kind);
    }

    internal Instruments Instruments { get; }

    internal FirstZeros Zeros { get; } = new();

    /// <summary>Records the committed live events in the histograms that they feed; loaded history would put old durations into the present.</summary>
    public void Record(IReadOnlyList<AdmittedEvent> committed)
    {
        foreach (var admitted in committed)
        {
            if (admitted.IsBackfill)
            {
                continue;
            }

            foreach (var recording in _recordings[admitted.Kind])
            {
                if (admitted.TryGetNumber(recording.Value, out var value))
                {
                    recording.Histogram.Record(value, TagsOf(recording.Metric, admitted));
                }
            }
        }
    }

    /// <summary>Ends the instruments.</summary>
    public void Dispose()
    {
        Instruments.Dispose();
        GC.SuppressFinalize(this);
    }

    private IEnumerable<Recording> RecordingsOf(Metric metric)
    {
        var histogram = Instruments.Histogram(metric);
        return metric.Feeds.Select(feed => new Recording(feed.Kind, feed.Value!, metric, histogram));
    }

    private TagList TagsOf(Metric metric, AdmittedEvent admitted)
    {
        var tags = default(TagList);
        foreach (var label in metric.LabelSet.Own)
        {
            tags.Add(label.Name, _ledger.LabelValueOf(label, admitted));
        }

        return tags;
    }

    private sealed record Recording(EventKind Kind, Field Value, Metric Metric, Recorder Histogram);
}
