namespace Analytics.Catalog;

public sealed class ApiRequestLabels : LabelSet
{
    public Label<string> Service => PlatformFields.Service.Label;

    public Label<string> Route => PlatformFields.Route.Label;

    public Label<RequestMethod> Method => PlatformFields.Method.Label;

    public Label<StatusClass> StatusClass => PlatformFields.StatusClass.Label;
}

public sealed class ApiDurationLabels : LabelSet
{
    public Label<string> Service => PlatformFields.Service.Label;

    public Label<StatusClass> StatusClass => PlatformFields.StatusClass.Label;
}

public sealed class QueryLabels : LabelSet
{
    public Label<QueryOperation> Operation => PlatformFields.Operation.Label;

    public Label<string> Table => PlatformFields.Table.Label;
}

public sealed class QueryDurationLabels : LabelSet
{
    public Label<QueryOperation> Operation => PlatformFields.Operation.Label;
}

public sealed class CrashLabels : LabelSet
{
    public Label<DevicePlatform> Platform => ContextFields.Platform.Label;

    public Label<string> AppVersion => ContextFields.AppVersion.Label;
}

public sealed class IntegrationCheckLabels : LabelSet
{
    public Label<Integration> Integration => PlatformFields.Integration.Label;

    public Label<IntegrationStatus> Status => PlatformFields.Status.Label;
}

public sealed class IntegrationLabels : LabelSet
{
    public Label<Integration> Integration => PlatformFields.Integration.Label;
}

public sealed class ScalingLabels : LabelSet
{
    public Label<string> Service => PlatformFields.Service.Label;

    public Label<ScalingDirection> Direction => PlatformFields.Direction.Label;
}

public sealed class DeploymentLabels : LabelSet
{
    public Label<string> Service => PlatformFields.Service.Label;
}

public sealed class JobRunLabels : LabelSet
{
    public Label<string> JobName => PlatformFields.Job.Label;

    public Label<RunResult> Result => PlatformFields.Result.Label;
}

public sealed class ProbeRunLabels : LabelSet
{
    public Label<string> Probe => PlatformFields.Probe.Label;

    public Label<RunResult> Result => PlatformFields.Result.Label;
}

public sealed class LoginLabels : LabelSet
{
    public Label<RunResult> Result => PlatformFields.Result.Label;
}

/// <summary>What the product's own software does, counted.</summary>
public static class PlatformMetrics
{
    public static readonly Counter<ApiRequestLabels> ApiRequests = Declare("api_requests", Unit.Of("request"), "Requests answered.")
        .CountOf(PlatformEvents.ApiRequested).WithSeriesBudget(35_000).Counter<ApiRequestLabels>();

    public static readonly Histogram<ApiDurationLabels> ApiRequestDuration = Declare("api_request.duration", Unit.Seconds, "How long answers took.")
        .ValueOf(PlatformEvents.ApiRequested, PlatformFields.Duration).Histogram<ApiDurationLabels>(MetricDeclaration.RequestSeconds);

    public static readonly Counter<QueryLabels> DatabaseQueries = Declare("database_queries", Unit.Of("query"), "Queries run.")
        .CountOf(PlatformEvents.DatabaseQueried).Counter<QueryLabels>();

    public static readonly Histogram<QueryDurationLabels> DatabaseQueryDuration = Declare("database_query.duration", Unit.Seconds, "How long queries took.")
        .ValueOf(PlatformEvents.DatabaseQueried, PlatformFields.Duration).Histogram<QueryDurationLabels>(MetricDeclaration.RequestSeconds);

    public static readonly Counter<CrashLabels> AppCrashes = Declare("app_crashes", Unit.Of("crash"), "Crashes of the app.")
        .CountOf(PlatformEvents.AppCrashed).Counter<CrashLabels>();

    public static readonly Counter<IntegrationCheckLabels> IntegrationChecks = Declare("integration_checks", Unit.Of("check"), "Checks of other companies' services.")
        .CountOf(PlatformEvents.IntegrationChecked).Counter<IntegrationCheckLabels>();

    public static readonly Histogram<IntegrationLabels> IntegrationDuration = Declare("integration.duration", Unit.Seconds, "How long other companies' services took.")
        .ValueOf(PlatformEvents.IntegrationChecked, PlatformFields.Duration).Histogram<IntegrationLabels>(MetricDeclaration.RequestSeconds);

    public static readonly Counter<ScalingLabels> ScalingEvents = Declare("scaling_events", Unit.Of("event"), "Changes of a service's number of instances.")
        .CountOf(PlatformEvents.ServiceScaled).Counter<ScalingLabels>();

    public static readonly Counter<DeploymentLabels> Deployments = Declare("deployments", Unit.Of("deployment"), "Releases of services that went live.")
        .CountOf(PlatformEvents.ServiceDeployed).Counter<DeploymentLabels>();

    public static readonly Counter<JobRunLabels> JobRuns = Declare("job_runs", Unit.Of("run"), "Runs of background jobs.")
        .CountOf(PlatformEvents.JobRan).Counter<JobRunLabels>();

    public static readonly Histogram<JobRunLabels> JobRunDuration = Declare("job_run.duration", Unit.Seconds, "How long background jobs took.")
        .ValueOf(PlatformEvents.JobRan, PlatformFields.Duration).Histogram<JobRunLabels>([1, 5, 15, 60, 300, 900, 3_600]);

    public static readonly Counter<ProbeRunLabels> ProbeRuns = Declare("probe_runs", Unit.Of("run"), "Runs of synthetic probes.")
        .CountOf(PlatformEvents.ProbeRan).Counter<ProbeRunLabels>();

    public static readonly Histogram<ProbeRunLabels> ProbeRunDuration = Declare("probe_run.duration", Unit.Seconds, "How long synthetic probes took.")
        .ValueOf(PlatformEvents.ProbeRan, PlatformFields.Duration).Histogram<ProbeRunLabels>(MetricDeclaration.RequestSeconds);

    public static readonly Counter<LoginLabels> Logins = Declare("logins", Unit.Of("login"), "Attempts to log in.")
        .CountOf(PlatformEvents.LoginAttempted).Counter<LoginLabels>();

    public static readonly Counter<NoLabels> ConsentWithdrawals = Declare("consent_withdrawals", Unit.Of("withdrawal"), "Persons who withdrew consent by an event.")
        .CountOf(PlatformEvents.ConsentWithdrawn).Counter<NoLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help) =>
        new(Domain.Platform, MetricOrigin.Events, "analytics.platform." + name, unit, help);
}
