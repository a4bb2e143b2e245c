using System.Diagnostics.Metrics;
using Analytics.Catalog;
using Metric = Analytics.Catalog.Metric;
using Recorder = System.Diagnostics.Metrics.Histogram<double>;

namespace Analytics.Exporters.Otlp;

/// <summary>
/// Makes OpenTelemetry instruments from metrics of the catalog: name, unit and help are said there and nowhere else. Numbers are doubles throughout, because sums of
/// money are, and one series must not change its type.
/// </summary>
internal sealed class Instruments(string meterName) : IDisposable
{
    private readonly Meter _meter = new(meterName);
    private readonly List<Metric> _metrics = [];

    public string MeterName => meterName;

    /// <summary>What listeners know the instruments by.</summary>
    public Meter Meter => _meter;

    /// <summary>The metrics that have an instrument.</summary>
    public IReadOnlyList<Metric> Metrics => _metrics;

    /// <summary>A counter or gauge whose present values are read at each export; they must come from memory, and fast.</summary>
    public void Observe(Metric metric, Func<IEnumerable<Measurement<double>>> values)
    {
        _metrics.Add(metric);
        if (metric.Kind == MetricKind.Counter)
        {
            _meter.CreateObservableCounter(metric.Name, values, metric.Unit.Ucum, metric.Help);
        }
        else
        {
            _meter.CreateObservableGauge(metric.Name, values, metric.Unit.Ucum, metric.Help);
        }
    }

    /// <summary>A counter or gauge without labels.</summary>
    public void Observe(Metric metric, Func<double> value) => Observe(metric, () => [new Measurement<double>(value())]);

    /// <summary>A counter with one closed label: all its values are there from the start.</summary>
    public void Observe<T>(Metric metric, Label<T> label, Func<T, double> value)
        where T : struct, Enum =>
        Observe(metric, () => Enum.GetValues<T>().Select(choice => new Measurement<double>(value(choice), KeyValuePair.Create(label.Name, (object?)WireName.Of(choice)))));

    /// <summary>A histogram; its buckets are set by the view that <see cref="MetricViews"/> makes.</summary>
    public Recorder Histogram(Metric metric)
    {
        _metrics.Add(metric);
        return _meter.CreateHistogram<double>(metric.Name, metric.Unit.Ucum, metric.Help);
    }

    public void Dispose() => _meter.Dispose();
}
