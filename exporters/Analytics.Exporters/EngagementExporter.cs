using Analytics.Catalog;
using Analytics.Intake.Store;

namespace Analytics.Exporters;

/// <summary>What people do in the app: see <see cref="EngagementMetrics"/>.</summary>
public sealed class EngagementExporter(CounterLedger ledger) : DomainExporter(Domain.Engagement, ledger);
