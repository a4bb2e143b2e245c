using Analytics.Catalog;
using Analytics.Intake;
using Analytics.Intake.Store;

namespace Analytics.Exporters;

/// <summary>What the product's own software does (<see cref="PlatformMetrics"/>), and the vital signs of the gateway's pipeline (<see cref="PipelineMetrics"/>).</summary>
public sealed class PlatformExporter : DomainExporter
{
    public PlatformExporter(CounterLedger ledger, PipelineVitals vitals)
        : base(Domain.Platform, ledger)
    {
        Instruments.Observe(PipelineMetrics.EventsAccepted, () => vitals.Accepted);
        Instruments.Observe(PipelineMetrics.EventsRejected, PipelineMetrics.EventsRejected.Labels.Reason, reason => vitals.Rejected(reason));
        Instruments.Observe(PipelineMetrics.EventsSuppressed, PipelineMetrics.EventsSuppressed.Labels.Reason, reason => vitals.Suppressed(reason));
        Instruments.Observe(PipelineMetrics.Redactions, PipelineMetrics.Redactions.Labels.Found, kind => vitals.Redacted(kind));
        Instruments.Observe(PipelineMetrics.EventsDuplicate, () => vitals.Duplicates);
        Instruments.Observe(PipelineMetrics.EventsStored, () => vitals.Stored);
        Instruments.Observe(PipelineMetrics.RequestsRefused, PipelineMetrics.RequestsRefused.Labels.Reason, reason => vitals.RequestsRefused(reason));
        Instruments.Observe(PipelineMetrics.LogSize, () => vitals.LogBytes);
        Instruments.Observe(PipelineMetrics.LogLimit, () => vitals.LogLimitBytes);
        Instruments.Observe(PipelineMetrics.OldestUnprocessedAge, () => vitals.OldestUnprocessedAge.TotalSeconds);
        Instruments.Observe(PipelineMetrics.DeadLetters, () => vitals.DeadLetters);
        Instruments.Observe(PipelineMetrics.ProjectionFailures, () => vitals.ProjectionFailures);
        vitals.Flushed += Instruments.Histogram(PipelineMetrics.LogFlushDuration).Record;
    }
}
