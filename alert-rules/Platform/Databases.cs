using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>PostgreSQL, as its exporter sees it (scrape job <c>postgres</c>) and as the services feel it. Without the exporter its alerts stay silent.</summary>
public static class Databases
{
    private const string Board = "analytics-database";

    private static readonly Label<QueryOperation> Operation = PlatformMetrics.DatabaseQueryDuration.Labels.Operation;

    public static readonly Recording ConnectionUsage = new("instance:database_connections:ratio",
        ExternalMetrics.PostgresConnections.Series().SumBy(l => l.Instance) / (ExternalMetrics.PostgresMaxConnections.Series().MaxBy(l => l.Instance) > 0),
        "Share of the server's connections that is in use.");

    public static readonly Recording QueryP95 = new("operation:database_query_seconds:p95_5m",
        PlatformMetrics.DatabaseQueryDuration.Quantile(0.95, 5.Minutes(), l => l.Operation), "95th percentile of the duration of queries.");

    public static readonly Alert DatabaseDown = new("DatabaseDown", ExternalMetrics.PostgresUp.Series().EqualTo(0))
    {
        For = 1.Minutes(),
        Priority = Priority.P0,
        Team = Teams.Platform,
        Signal = "database",
        Dashboard = Board,
        Summary = $"PostgreSQL at {LabelOf(PlatformLabels.Instance)} is not reachable",
        Description = $"The exporter has not reached PostgreSQL at {LabelOf(PlatformLabels.Instance)} for a minute.",
        Impact = "Every service that needs it fails. The pipeline keeps acknowledged events in its log until the bound is reached.",
    };

    public static readonly Alert DatabaseConnectionsHigh = new("DatabaseConnectionsHigh", ConnectionUsage.Series > 0.8)
    {
        For = 5.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "database",
        Dashboard = Board,
        Summary = $"PostgreSQL at {LabelOf(PlatformLabels.Instance)} runs out of connections",
        Description = $"{AsPercentage} of the connections of {LabelOf(PlatformLabels.Instance)} are in use; the limit is 80 %.",
        Impact = "At 100 % every new connection is refused, and services answer with errors.",
    };

    public static readonly Alert DatabaseDeadlocks = new("DatabaseDeadlocks", ExternalMetrics.PostgresDeadlocks.Increase(10.Minutes()).SumBy(l => l.Datname) > 3)
    {
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "database",
        Dashboard = Board,
        Summary = $"Transactions in {LabelOf(ExternalMetrics.PostgresDeadlocks.Labels.Datname)} lock each other out",
        Description = $"{AsNumber} deadlocks in {LabelOf(ExternalMetrics.PostgresDeadlocks.Labels.Datname)} in the last 10 minutes.",
        Impact = "Each one fails a request. Two code paths take the same locks in different order.",
    };

    public static readonly Alert SlowQueries = new("SlowQueries", QueryP95.Series > 1)
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "database",
        Dashboard = Board,
        Summary = $"Queries ({LabelOf(Operation)}) are slow",
        Description = $"The 95th percentile of {LabelOf(Operation)} queries took {AsDuration} over the last 5 minutes; the limit is 1 s.",
        Impact = "Answers become slow next, and connections are held longer.",
    };

    public static readonly RuleFile File = new(typeof(Databases),
        new RuleGroup("databases", ConnectionUsage, QueryP95, DatabaseDown, DatabaseConnectionsHigh, DatabaseDeadlocks, SlowQueries) { Interval = 15.Seconds() });
}
