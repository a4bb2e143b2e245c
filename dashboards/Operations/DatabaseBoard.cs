using Analytics.AlertRules.Platform;

namespace Analytics.Dashboards.Operations;

/// <summary>The product's database, as its services see it, and ours.</summary>
public static class DatabaseBoard
{
    private const string Exporter = "Needs PostgreSQL's exporter (scrape job 'postgres').";

    private static readonly LabelVariable Operation = Variable.Of(PlatformMetrics.DatabaseQueries, PlatformMetrics.DatabaseQueries.Labels.Operation, "Operation");

    public static Dashboard Board { get; } = new(
        "database",
        Audience.Operations,
        "Database",
        "What the services ask of the database and how long it takes, and whether our own PostgreSQL takes the events as fast as they come.",
        new Row("What is asked?", Queries, BusiestTables),
        new Row("How long does it take?", Duration, Spread),
        new Row("Is the server at its limits?", Connections, Deadlocks),
        new Row("Does our own PostgreSQL keep up?", Waiting, Failures, Stored))
    {
        Variables = [Operation],
        Period = TimeSpan.FromHours(6),
        Links = [BoardLink.To(() => OperationsBoard.Board)],
        Annotations = Annotation.Usual,
        ReaderTest =
        [
            new("Is the database slow?", Duration, "a line above the dashed one"),
            new("Which table is asked most?", BusiestTables, "the first bar"),
            new("Do events wait for our PostgreSQL?", Waiting, "a line that rises"),
        ],
    };

    private static TimeSeries Queries => new("Queries", "Queries a second, by what they do.", PlatformMetrics.DatabaseQueries.Where(_ => Operation.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Operation))
    {
        Stacked = true,
        Min = 0,
    };

    private static BarGauge BusiestTables => new(
        "Busiest tables",
        "Queries of the chosen time: the ten tables asked most.",
        PlatformMetrics.DatabaseQueries.Where(_ => Operation.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Table).TopK(10))
    {
        Decimals = 0,
        Width = 12,
    };

    private static TimeSeries Duration => new(
        "Duration, p95",
        "19 of 20 queries are done within this time, by what they do.",
        PlatformMetrics.DatabaseQueryDuration.Where(_ => Operation.Chosen).Quantile(0.95, BoardTime.Rate, l => l.Operation))
    {
        Links = [BoardLink.ToRunbook(Databases.SlowQueries)],
        Min = 0,
        Thresholds = Thresholds.Rising(warning: 0.1, critical: 1),
        ShowThresholds = true,
    };

    private static Heatmap Spread => new(
        "Durations",
        "How many queries took so long. A second band is a missing index.",
        PlatformMetrics.DatabaseQueryDuration.Where(_ => Operation.Chosen).BucketIncrease(BoardTime.Rate));

    private static TimeSeries Connections => new("Connections in use", "Of the connections that the server allows, the share in use. Alert above 80 %.", Databases.ConnectionUsage)
    {
        Min = 0,
        Max = 1,
        Thresholds = Thresholds.Rising(warning: 0.7, critical: 0.8),
        ShowThresholds = true,
        EmptyWithout = Exporter,
        Links = [BoardLink.ToRunbook(Databases.DatabaseConnectionsHigh)],
    };

    private static TimeSeries Deadlocks => new("Deadlocks", "Transactions that blocked each other and were broken up, in each 10 minutes.", ExternalMetrics.PostgresDeadlocks.Increase(10.Minutes()).SumBy(l => l.Datname))
    {
        Drawing = Drawing.Bars,
        Min = 0,
        EmptyWithout = Exporter,
        Links = [BoardLink.ToRunbook(Databases.DatabaseDeadlocks)],
    };

    private static TimeSeries Waiting => new("Oldest waiting event", "How long the oldest acknowledged event has been waiting for PostgreSQL.", PipelineMetrics.OldestUnprocessedAge.Series().MaxBy(l => l.Instance))
    {
        Min = 0,
        Width = 8,
        Thresholds = Thresholds.Rising(warning: 30, critical: 300),
        ShowThresholds = true,
    };

    private static TimeSeries Failures => new("Transactions that failed", "Transactions that failed and were tried again, in each 10 minutes.", PipelineMetrics.ProjectionFailures.Increase(10.Minutes()).SumBy(l => l.Instance))
    {
        Min = 0,
        Width = 8,
    };

    private static TimeSeries Stored => new("Events stored", "Events committed a second.", PipelineMetrics.EventsStored.Rate(BoardTime.Rate).SumBy(l => l.Instance))
    {
        Min = 0,
        Width = 8,
    };
}
