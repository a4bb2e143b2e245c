namespace Analytics.Catalog;

/// <summary>HTTP request methods.</summary>
public enum RequestMethod
{
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
}

/// <summary>The first digit of an HTTP status code.</summary>
public enum StatusClass
{
    [WireName("1xx")]
    Informational,
    [WireName("2xx")]
    Success,
    [WireName("3xx")]
    Redirection,
    [WireName("4xx")]
    ClientError,
    [WireName("5xx")]
    ServerError,
}

/// <summary>What a query does to the database.</summary>
public enum QueryOperation
{
    Select,
    Insert,
    Update,
    Delete,
    Other,
}

/// <summary>Other companies' services that the product depends on.</summary>
public enum Integration
{
    WearableApi,
    Payments,
    Email,
}

/// <summary>How an integration is.</summary>
public enum IntegrationStatus
{
    Healthy,
    Degraded,
    Down,
}

/// <summary>Where scaling goes.</summary>
public enum ScalingDirection
{
    Up,
    Down,
}

/// <summary>How a run ended.</summary>
public enum RunResult
{
    Succeeded,
    Failed,
}

/// <summary>Fields of the platform events.</summary>
public static class PlatformFields
{
    public static readonly BudgetedField Service = new("service", "The service that answered.", budget: 12, maxLength: 64, example: "api");
    public static readonly BudgetedField Route = new("route", "The route's template, never a path with ids in it.", budget: 60, example: "/api/workouts/{id}");
    public static readonly ChoiceField<RequestMethod> Method = new("method", "The HTTP request method.");
    public static readonly ChoiceField<StatusClass> StatusClass = new("status_class", "The first digit of the HTTP status code.");
    public static readonly NumberField Duration = new("duration", "How long it took.", Unit.Seconds, 0, 3_600);
    public static readonly ChoiceField<QueryOperation> Operation = new("operation", "What the query does.");
    public static readonly BudgetedField Table = new("table", "The table that the query is about.", budget: 60, maxLength: 64, example: "workouts");
    public static readonly ChoiceField<Integration> Integration = new("integration", "The service depended upon.");
    public static readonly ChoiceField<IntegrationStatus> Status = new("status", "How it is.");
    public static readonly ChoiceField<ScalingDirection> Direction = new("direction", "Where scaling went.");
    public static readonly NumberField Instances = new("instances", "How many instances there are now.", Unit.Of("instance"), 0, 100_000, integral: true);
    public static readonly BudgetedField Job = new("job_name", "The job.", budget: 40, maxLength: 64, example: "daily_aggregation");
    public static readonly BudgetedField Probe = new("probe", "The probe.", budget: 40, maxLength: 64, example: "checkout");
    public static readonly ChoiceField<RunResult> Result = new("result", "How the run ended.");
    public static readonly TextField Release = new("release", "What was put into service: a tag or a commit.", maxLength: 64, Sensitivity.Internal, example: "2026.11.3");
    public static readonly TextField CrashSignature = new("crash_signature", "Groups crashes of one cause.", maxLength: 64, Sensitivity.Internal, example: "NullReference at Workout.Start");
}

/// <summary>What the product's own software does.</summary>
public static class PlatformEvents
{
    public static readonly EventKind ApiRequested = Declare("api.requested", "A service answered a request.",
        PlatformFields.Service.Required, PlatformFields.Route.Required, PlatformFields.Method.Required, PlatformFields.StatusClass.Required, PlatformFields.Duration.Required);

    public static readonly EventKind DatabaseQueried = Declare("database.queried", "A query ran.",
        PlatformFields.Operation.Required, PlatformFields.Table.Required, PlatformFields.Duration.Required);

    public static readonly EventKind AppCrashed = Declare("app.crashed", "The app crashed.",
        ContextFields.Platform.Required, ContextFields.AppVersion.Required, PlatformFields.CrashSignature.Optional);

    public static readonly EventKind IntegrationChecked = Declare("integration.checked", "Another company's service was checked.",
        PlatformFields.Integration.Required, PlatformFields.Status.Required, PlatformFields.Duration.Optional);

    public static readonly EventKind ServiceScaled = Declare("service.scaled", "A service got more or fewer instances.",
        PlatformFields.Service.Required, PlatformFields.Direction.Required, PlatformFields.Instances.Optional);

    public static readonly EventKind ServiceDeployed = Declare("service.deployed", "A new release of a service went live.",
        PlatformFields.Service.Required, PlatformFields.Release.Optional);

    public static readonly EventKind JobRan = Declare("job.ran", "A background job ran.",
        PlatformFields.Job.Required, PlatformFields.Result.Required, PlatformFields.Duration.Required);

    public static readonly EventKind ProbeRan = Declare("probe.ran", "A synthetic probe ran.",
        PlatformFields.Probe.Required, PlatformFields.Result.Required, PlatformFields.Duration.Required);

    public static readonly EventKind LoginAttempted = Declare("login.attempted", "Somebody tried to log in.", PlatformFields.Result.Required);

    /// <summary>Stored without a person: the ledger alone learns who it was.</summary>
    public static readonly EventKind ConsentWithdrawn = Declare("consent.withdrawn", "A person withdrew consent: everything about them is erased.");

    private static EventKind Declare(string name, string help, params EventField[] fields) =>
        EventKind.Declare(Domain.Platform, EventType.SystemEvent, DataClass.Usage, name, help, fields);
}
