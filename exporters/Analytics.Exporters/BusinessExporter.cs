using Analytics.Catalog;
using Analytics.Intake.Store;

namespace Analytics.Exporters;

/// <summary>Money and contracts: see <see cref="BusinessMetrics"/>.</summary>
public sealed class BusinessExporter(CounterLedger ledger) : DomainExporter(Domain.Business, ledger);
