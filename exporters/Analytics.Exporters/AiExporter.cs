using Analytics.Catalog;
using Analytics.Intake.Store;

namespace Analytics.Exporters;

/// <summary>What the models recommend and what comes of it: see <see cref="AiMetrics"/>.</summary>
public sealed class AiExporter(CounterLedger ledger) : DomainExporter(Domain.Ai, ledger);
