using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Analytics.Catalog;
using Analytics.Exporters;
using Analytics.Integration.Tests.Worker;
using Analytics.Intake;
using Analytics.Intake.Store;
using Metric = Analytics.Catalog.Metric;

namespace Analytics.Integration.Tests.Rules;

/// <summary>
/// The product's own exporters under faults, read each 15 seconds of a clock that nobody waits for, and what they said put before promtool as input: so a rule
/// is held against what is exported, names, labels, first zeros and restarts included, not against what its author thought.
/// </summary>
internal sealed class ExporterHistory : IDisposable
{
    /// <summary>The time between two exports.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    private static readonly Dictionary<string, Metric> Metrics = CatalogIndex.Default.Metrics.ToDictionary(metric => metric.Name, StringComparer.Ordinal);

    private readonly SetClock _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly SortedDictionary<string, List<double?>> _series = new(StringComparer.Ordinal);
    private readonly List<(int Minute, string[] Alerts)> _expected = [];
    private IReadOnlyList<DomainExporter> _exporters = [];
    private MeterListener _listener = new();
    private int _steps;

    public ExporterHistory() => Start([]);

    /// <summary>The vital signs of the gateway that runs now.</summary>
    public PipelineVitals Vitals { get; private set; } = null!;

    public DateTimeOffset Now => _clock.Now;

    private CounterLedger Ledger { get; set; } = null!;

    /// <summary>Events of a kind of series that PostgreSQL committed.</summary>
    public void Count(Metric metric, decimal events, params string[] labels) => Ledger.Apply([new CounterDelta(new SeriesKey(metric, false, labels), events)]);

    /// <summary>Lets time pass; before each export the world does its part.</summary>
    public void Run(int minutes, Action world)
    {
        for (var step = 0; step < minutes * 4; step++)
        {
            _clock.Now += Step;
            world();
            _listener.RecordObservableInstruments();
            foreach (var exporter in _exporters)
            {
                exporter.Zeros.Exported(true);
            }

            _steps++;
            foreach (var values in _series.Values.Where(values => values.Count < _steps))
            {
                values.Add(null);
            }
        }
    }

    /// <summary>Nothing is exported: the program, or the way to Prometheus, is gone.</summary>
    public void Vanish(int minutes)
    {
        _clock.Now += Step * (minutes * 4);
        _steps += minutes * 4;
        foreach (var values in _series.Values)
        {
            values.AddRange(Enumerable.Repeat((double?)null, _steps - values.Count));
        }
    }

    /// <summary>The gateway is killed and comes back: its vital signs begin anew, committed counters go on.</summary>
    public void Restart() => Start([.. CatalogIndex.Default.Metrics.SelectMany(Ledger.SeriesOf).Select(series => new StoredCounter(series.Metric, series.Labels, series.IsBackfill, (decimal)series.Value))]);

    /// <summary>The alerts that fire now, all of them.</summary>
    public void Expect(params string[] alerts) => _expected.Add((_steps / 4, alerts));

    /// <summary>What the real promtool says to it.</summary>
    /// <param name="files">Rule files below alert-rules, without their ending.</param>
    public async Task JudgeAsync(params string[] files)
    {
        var paths = files.Select(file => Path.Combine(Repository.Root, "alert-rules", file + ".rules.yml")).ToList();
        var rules = string.Concat(paths.Select(File.ReadAllText));
        var text = new StringBuilder($"rule_files: [{string.Join(", ", paths)}]\nevaluation_interval: 15s\ntests:\n  - interval: 15s\n    input_series:\n");
        foreach (var (name, values) in _series.Where(series => rules.Contains(series.Key[..series.Key.IndexOf('{', StringComparison.Ordinal)], StringComparison.Ordinal)))
        {
            text.Append(CultureInfo.InvariantCulture, $"      - {{ series: '{name}', values: '_ {string.Join(' ', values.Select(value => value?.ToString(CultureInfo.InvariantCulture) ?? "_"))}' }}\n");
        }

        text.Append("    promql_expr_test:\n");
        foreach (var (minute, alerts) in _expected)
        {
            text.Append(CultureInfo.InvariantCulture, $"      - expr: group by (alertname) (ALERTS{{alertstate=\"firing\"}})\n        eval_time: {minute}m\n        exp_samples: [{string.Join(", ", alerts.Select(alert => $"{{ labels: '{{alertname=\"{alert}\"}}', value: 1 }}"))}]\n");
        }

        var folder = Directory.CreateTempSubdirectory("analytics-faults-");
        try
        {
            var file = Path.Combine(folder.FullName, "x.tests.yml");
            await File.WriteAllTextAsync(file, text.ToString(), TestContext.Current.CancellationToken);
            await PromtoolRun.SucceedsAsync("test", "rules", file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var exporter in _exporters)
        {
            exporter.Dispose();
        }
    }

    private void Start(IReadOnlyList<StoredCounter> stored)
    {
        Dispose();
        Ledger = new CounterLedger(CatalogIndex.Default);
        Ledger.Load(stored);
        Vitals = new PipelineVitals(_clock) { LogLimitBytes = 1_000_000 };
        _listener = new MeterListener();
        _exporters = [new BusinessExporter(Ledger), new EngagementExporter(Ledger), new AiExporter(Ledger), new FitnessExporter(Ledger), new PlatformExporter(Ledger, Vitals)];

        // Other tests of this process have meters of the same names: only the instruments of these exporters count.
        var own = _exporters.Select(exporter => exporter.Instruments.Meter).ToHashSet(ReferenceEqualityComparer.Instance);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (own.Contains(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Concat(tags.ToArray().Select(tag => $",{tag.Key}=\"{tag.Value}\""));
        var name = $"{Metrics[instrument.Name].PrometheusName}{{job=\"analytics-gateway\",instance=\"gateway-1\"{labels}}}";
        if (!_series.TryGetValue(name, out var values))
        {
            _series[name] = values = [.. Enumerable.Repeat((double?)null, _steps)];
        }

        values.Add(value);
    }
}
