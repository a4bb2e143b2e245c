using Analytics.Catalog;
using Analytics.Intake.Store;

namespace Analytics.Exporters;

/// <summary>How people train: see <see cref="FitnessMetrics"/>.</summary>
public sealed class FitnessExporter(CounterLedger ledger) : DomainExporter(Domain.Fitness, ledger);
