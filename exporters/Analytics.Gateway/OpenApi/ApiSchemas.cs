using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Gateway.Access;
using Analytics.Intake.Contract;
using Analytics.Gateway.Queries;
using static Analytics.Gateway.OpenApi.EventSchemas;

namespace Analytics.Gateway.OpenApi;

/// <summary>Requests and answers of the endpoints. An endpoint without a row here takes no body and answers some JSON object.</summary>
internal static class ApiSchemas
{
    private static readonly Dictionary<(string Method, string Route), (string? Request, string Answer)> Bodies = new()
    {
        [("GET", "/healthz")] = (null, "Health"),
        [("GET", "/readyz")] = (null, "Health"),
        [("POST", "/api/analytics/events")] = ("EventsRequest", "EventsAnswer"),
        [("POST", "/api/analytics/events/batch")] = ("BatchRequest", "EventsAnswer"),
        [("POST", "/api/analytics/events/replay")] = ("EventsRequest", "EventsAnswer"),
        [("POST", "/api/analytics/ai-experiments")] = ("ExperimentRequest", "Experiment"),
        [("GET", "/api/analytics/ai-experiments/{name}")] = (null, "Experiment"),
        [("GET", "/api/analytics/ai-experiments/{name}/analysis")] = (null, "ExperimentAnalysis"),
        [("GET", "/api/analytics/metrics")] = (null, "MetricsAnswer"),
        [("GET", "/api/analytics/ai-performance")] = (null, "AiPerformance"),
    };

    private static readonly Dictionary<string, IReadOnlyList<QueryParameter>> Questions = new()
    {
        ["/api/analytics/metrics"] = MetricsQuestionReader.Parameters,
        ["/api/analytics/ai-performance"] = AiPerformanceEndpoint.Parameters,
    };

    /// <summary>What an endpoint can be asked in its query string.</summary>
    public static IReadOnlyList<QueryParameter> Question(EndpointAccess row) => Questions.GetValueOrDefault(row.Route, []);

    /// <summary>Request and answer of an endpoint.</summary>
    public static (JsonObject? Request, JsonObject Answer) Of(EndpointAccess row) =>
        Bodies.TryGetValue((row.Method, row.Route), out var bodies)
            ? (bodies.Request is { } request ? Reference(request) : null, Reference(bodies.Answer))
            : (TakesEvents(row) ? Type("object", "OTLP/HTTP: ExportLogsServiceRequest as JSON, or application/x-protobuf.") : null, Type("object"));

    public static bool TakesEvents(EndpointAccess row) => row.Who.Has(Intake.Access.Role.Ingest) && row.Method == "POST";

    public static IEnumerable<(string Name, JsonObject Schema)> All() =>
    [
        ("EventsRequest", Events()),
        ("BatchRequest", Batch()),
        ("EventsAnswer", Answer()),
        ("MetricsAnswer", MetricsAnswer()),
        ("AiPerformance", AiPerformance()),
        .. ExperimentSchemas.All(),
        ("Problem", Object("Why a request was turned away.", ["error"], ("error", Type("string", "A word for programs.")), ("reason", Type("string")), ("message", Type("string", "What was expected, never what was found.")))),
        ("Health", Object("How the gateway is.", ["status"],
            ("status", Type("string")), ("postgres", Choice("ok", "away")), ("logBytes", Type("integer")), ("logLimitBytes", Type("integer")), ("oldestUnprocessedSeconds", Type("number")))),
    ];

    private static JsonObject Many(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject MetricsAnswer() => Object("Published values, the last of each series and period.", ["data", "metadata", "pagination", "warnings"],
        ("data", Many(Object("A value.", ["metric", "labels", "period", "at", "value", "revision"],
            ("metric", Type("string")), ("labels", Type("object")), ("period", Time()), ("at", Time()), ("value", Type("number")), ("revision", Type("integer", "How often it was corrected."))))),
        ("metadata", Object("What the values are.", ["from", "to", "granularity", "metrics"], ("from", Time()), ("to", Time()), ("granularity", Type("string")), ("metrics", Many(Type("object", "name, unit (UCUM), help, domain, job"))))),
        ("pagination", Object("Where to go on.", ["limit", "returned"], ("limit", Type("integer")), ("returned", Type("integer")), ("cursor", new JsonObject { ["type"] = new JsonArray("string", "null") }))),
        ("warnings", Many(Type("string"))));

    private static JsonObject AiPerformance() => Object("How the models do, and what to do about them.", ["models", "aggregates", "trends", "recommendations", "metadata", "warnings"],
        ("models", Many(Object("A model; null is not published.", ["model", "versions", "drift"],
            ("model", Type("string")), ("versions", Many(Type("object", "version, asOf, served, accuracy, answers, satisfaction, latencySeconds, safetyPerThousand, change"))), ("drift", Type("object", "population stability indices: scores, inputs; jensenShannon")), ("accuracyTrend", Type("number"))))),
        ("aggregates", Type("object", "models, versions, lowestAccuracy, highestDrift")),
        ("trends", Many(Type("object", "model, version, metric, unit, points"))),
        ("recommendations", Many(Object("What to do.", ["model", "action", "text", "reasons"],
            ("model", Type("string")), ("version", Type("string")), ("action", Choice("stop", "roll_back", "retrain", "investigate", "wait", "keep")), ("text", Type("string")), ("reasons", Many(Type("string")))))),
        ("metadata", Type("object", "from, to, window")), ("warnings", Many(Type("string"))));

    private static JsonObject Events() => Object("Events of one sender.", ["events"],
        ("events", new JsonObject { ["type"] = "array", ["maxItems"] = DoorLimits.MaxEvents, ["items"] = Reference("Event") }),
        ("batchId", new JsonObject { ["type"] = "string", ["maxLength"] = DoorLimits.MaxBatchIdLength }),
        ("clientTimestamp", Time()));

    private static JsonObject Batch()
    {
        var made = Events();
        made["description"] = "Events of one sender, once for each batchId; gzip allowed.";
        made["properties"]!["checksums"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = new JsonArray("string", "null") }, ["description"] = "Of each event's bytes as sent, hexadecimal." };
        return made;
    }

    private static JsonObject Answer() => Object("An outcome for each event; what is accepted is on the disk.", ["accepted", "rejected", "errors", "results", "batchId"],
        ("accepted", Type("integer")), ("rejected", Type("integer")), ("dropped", Type("integer", "Not kept, for want of consent.")), ("duplicates", Type("integer", "How many of the accepted were there before.")),
        ("errors", new JsonObject
        {
            ["type"] = "array",
            ["items"] = Object("A refused event.", ["index", "code"], ("index", Type("integer")), ("id", Type("string")), ("code", Choice([.. WireName.All<Refusal>()])), ("path", Type("string")), ("message", Type("string"))),
        }),
        ("results", new JsonObject
        {
            ["type"] = "array",
            ["items"] = Object("What became of an event.", ["index", "outcome"], ("index", Type("integer")), ("id", Type("string")), ("outcome", Choice("ok", "warning", "dropped", "rejected", "retry")), ("code", Type("string"))),
        }),
        ("batchId", Type("string")));

    internal static JsonObject Object(string description, string[] required, params (string Name, JsonObject Schema)[] properties) => new()
    {
        ["type"] = "object",
        ["description"] = description,
        ["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]),
        ["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Name, (JsonNode?)property.Schema))),
    };

    internal static JsonObject Choice(params string[] values) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]) };
}
