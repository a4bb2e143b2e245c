using Analytics.Catalog;
using Analytics.Exporters.Otlp;
using Analytics.Intake;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Analytics.Exporters;

/// <summary>
/// Sends metrics to the Collector by OTLP over HTTP, all of them every second, on a thread of its own: what goes wrong here is counted, said once, tried again with
/// the next export, and never felt by whoever measures. The entry type of the room.
/// </summary>
public sealed class MetricsExport : IDisposable
{
    private readonly ExportSettings _settings;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<DomainExporter> _domains;
    private readonly IReadOnlyList<IDisposable> _owned;
    private readonly MeterProvider _provider;
    private long _failures;
    private long _failuresInARow;
    private bool _hasReported;

    private MetricsExport(ExportSettings settings, IReadOnlyList<DomainExporter> domains, JobExporter? jobs, ILogger logger)
    {
        _settings = settings;
        _logger = logger;
        _domains = domains;
        var own = new Instruments("Analytics.Exporters");
        own.Observe(PipelineMetrics.ExportFailures, () => Failures);
        Instruments[] all = [.. domains.Select(domain => domain.Instruments), .. jobs is null ? (Instruments[])[] : [jobs.Instruments], own];
        _owned = [.. domains, .. jobs is null ? (IDisposable[])[] : [jobs], own];

        var exporter = new ReportingExporter(new OtlpExporterOptions
        {
            Endpoint = settings.MetricsUrl,
            Protocol = OtlpExportProtocol.HttpProtobuf,
            TimeoutMilliseconds = (int)settings.Timeout.TotalMilliseconds,
        }, Report);
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.Clear().AddAttributes(settings.ResourceAttributes))
            .AddMeter([.. all.Select(instruments => instruments.MeterName)])
            .AddReader(new PeriodicExportingMetricReader(exporter, (int)settings.Interval.TotalMilliseconds, (int)settings.Timeout.TotalMilliseconds));
        foreach (var metric in all.SelectMany(instruments => instruments.Metrics))
        {
            builder.AddView(metric.Name, MetricViews.Of(metric));
        }

        _provider = builder.Build();
    }

    /// <summary>Exports that failed since the start.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Whether the last export succeeded; false before the first.</summary>
    public bool IsReaching => _hasReported && Interlocked.Read(ref _failuresInARow) == 0;

    /// <summary>Starts the export of a gateway: all five domains and its vital signs. Give it the committed events with <see cref="Record"/>.</summary>
    public static MetricsExport Start(ExportSettings settings, CounterLedger ledger, PipelineVitals vitals, ILogger logger) => new(settings,
        [new BusinessExporter(ledger), new EngagementExporter(ledger), new AiExporter(ledger), new FitnessExporter(ledger), new PlatformExporter(ledger, vitals)], null, logger);

    /// <summary>Starts the export of a worker: how its jobs are doing.</summary>
    public static MetricsExport Start(ExportSettings settings, JobExporter jobs, ILogger logger) => new(settings, [], jobs, logger);

    /// <summary>Records committed events in the histograms: a listener for <see cref="Projector.Committed"/>.</summary>
    public void Record(IReadOnlyList<AdmittedEvent> committed)
    {
        foreach (var domain in _domains)
        {
            domain.Record(committed);
        }
    }

    /// <summary>Exports now; answers whether it succeeded.</summary>
    public bool Flush() => _provider.ForceFlush((int)_settings.Timeout.TotalMilliseconds) && IsReaching;

    /// <summary>Exports what is left, twice: a series that is new shows its zero first.</summary>
    public void Dispose()
    {
        Flush();
        _provider.Dispose();
        foreach (var exporter in _owned)
        {
            exporter.Dispose();
        }
    }

    private void Report(bool succeeded)
    {
        foreach (var domain in _domains)
        {
            domain.Zeros.Exported(succeeded);
        }

        if (!succeeded)
        {
            Interlocked.Increment(ref _failures);
            if (Interlocked.Increment(ref _failuresInARow) == 1)
            {
                Log.ExportFails(_logger, _settings.MetricsUrl, _settings.Interval);
            }
        }
        else if (Interlocked.Exchange(ref _failuresInARow, 0) is > 0 and var failed)
        {
            Log.ExportRecovered(_logger, _settings.MetricsUrl, failed);
        }
        else if (!_hasReported)
        {
            Log.ExportWorks(_logger, _settings.MetricsUrl);
        }

        _hasReported = true;
    }
}
