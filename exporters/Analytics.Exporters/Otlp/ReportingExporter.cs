using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Analytics.Exporters.Otlp;

/// <summary>The SDK's OTLP exporter, and what became of each export.</summary>
internal sealed class ReportingExporter(OtlpExporterOptions options, Action<bool> report) : OtlpMetricExporter(options)
{
    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var result = base.Export(metrics);
        report(result == ExportResult.Success);
        return result;
    }
}
