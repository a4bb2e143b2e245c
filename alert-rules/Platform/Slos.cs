using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using Analytics.Rules.Slo;

namespace Analytics.AlertRules.Platform;

/// <summary>What the platform promises: its own doors and pipeline, and the services that report requests to it.</summary>
public static class Slos
{
    public static readonly ServiceObjective GatewayAvailability = new("gateway_availability", 99.9m,
        Indicator.Up("a health check from outside succeeds", ExternalMetrics.ProbeSuccess.Series(), l => l.Instance))
    {
        Title = "Availability of the front doors",
        Team = Teams.Platform,
        Signal = "availability",
        PagePriority = Priority.P0,
        Impact = "While a door is shut no event gets in, or no computed series comes out.",
    };

    public static readonly ServiceObjective GatewayLatency = new("gateway_latency", 99,
        Indicator.Latency(PipelineMetrics.LogFlushDuration, 0.1, l => l.Instance))
    {
        Title = "Latency of durable acknowledgement",
        Team = Teams.Platform,
        Impact = "Every answer waits for the disk: clients time out, send again, and add load.",
    };

    public static readonly ServiceObjective PipelineFreshness = new("pipeline_freshness", 99.5m,
        Indicator.State("no acknowledged event has been waiting for PostgreSQL for more than a minute",
            PipelineMetrics.OldestUnprocessedAge.Series(), age => age > 60, 1.Minutes(), l => l.Instance))
    {
        Title = "Freshness of the pipeline",
        Team = Teams.Platform,
        Signal = "database",
        Impact = "Nothing is lost, but counters, boards and alerts tell of the past.",
    };

    public static readonly ServiceObjective WorkerJobs = new("worker_jobs", 99,
        Indicator.State("the job's last run succeeded", PipelineMetrics.JobFailing.Series(), failures => failures > 0, 1.Minutes(), l => l.JobName))
    {
        Title = "Jobs of the worker",
        Team = Teams.Platform,
        Signal = "jobs",
        Window = BudgetWindow.Rolling(28),
        PagePriority = Priority.P2,
        Impact = "The series that the job writes back (service levels, cohorts, forecasts) end or grow old.",
    };

    public static readonly ServiceObjective ApiAvailability = new("api_availability", 99.9m,
        Indicator.Events("the request was not answered with a server error", PlatformMetrics.ApiRequests, l => l.StatusClass.Is(StatusClass.ServerError), l => l.Service))
    {
        Title = "Availability of the API",
        Team = Teams.Platform,
        Impact = "People see errors.",
    };

    /// <summary>The owner's promise: 95 % of answers within 500 ms.</summary>
    public static readonly ServiceObjective ApiLatency = new("api_latency", 95,
        Indicator.Latency(PlatformMetrics.ApiRequestDuration, 0.5, l => l.Service))
    {
        Title = "Latency of the API",
        Team = Teams.Platform,
        Impact = "People wait, and the slowest give up.",
    };

    public static readonly ServiceObjective DatabaseLatency = new("database_latency", 99,
        Indicator.Latency(PlatformMetrics.DatabaseQueryDuration, 0.25, l => l.Operation))
    {
        Title = "Latency of database queries",
        Team = Teams.Platform,
        Window = BudgetWindow.Rolling(28),
        Signal = "database",
        PagePriority = Priority.P2,
        Impact = "All that reads from the database slows down together.",
    };

    public static readonly ServiceObjective BackgroundJobs = new("background_jobs", 99,
        Indicator.Events("the run succeeded", PlatformMetrics.JobRuns, l => l.Result.Is(RunResult.Failed)))
    {
        Title = "Background jobs of the product",
        Team = Teams.Platform,
        Signal = "jobs",
        Window = BudgetWindow.Rolling(28),
        PagePriority = Priority.P2,
        MinimumEvents = 20,
        Impact = "What jobs make (aggregates, a warm cache, reports) is stale.",
    };

    public static readonly ServiceObjective Journeys = new("journeys", 99,
        Indicator.Events("the synthetic probe reached its end", PlatformMetrics.ProbeRuns, l => l.Result.Is(RunResult.Failed), l => l.Probe))
    {
        Title = "Synthetic journey",
        Team = Teams.Platform,
        Signal = "availability",
        MinimumEvents = 10,
        Impact = "What the probe walks through does not work for people either.",
    };

    public static readonly ServiceObjective Integrations = new("integrations", 99,
        Indicator.Events("the check did not find the integration down", PlatformMetrics.IntegrationChecks, l => l.Status.Is(IntegrationStatus.Down), l => l.Integration))
    {
        Title = "Availability of integrations",
        Team = Teams.Platform,
        Signal = "integration",
        Window = BudgetWindow.CalendarMonth,
        MinimumEvents = 10,
        PagePriority = Priority.P2,
        Impact = "The contract with the other company counts by the month; a broken one is worth a credit note.",
    };

    public static IReadOnlyList<ServiceObjective> All { get; } =
        [GatewayAvailability, GatewayLatency, PipelineFreshness, WorkerJobs, ApiAvailability, ApiLatency, DatabaseLatency, BackgroundJobs, Journeys, Integrations];

    public static readonly RuleFile File = new(typeof(Slos), [.. All.SelectMany(slo => slo.Groups)]);
}
