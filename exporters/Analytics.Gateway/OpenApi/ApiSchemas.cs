using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Gateway.Problems;
using Analytics.Intake.Contract;
using static Analytics.Gateway.OpenApi.EventSchemas;

namespace Analytics.Gateway.OpenApi;

/// <summary>The schemas of requests and answers, by the names that <see cref="ApiOperation"/> uses.</summary>
internal static class ApiSchemas
{
    private const string Hex32 = "^[0-9a-f]{32}$";

    public static IEnumerable<(string Name, JsonObject Schema)> All() =>
    [
        ("EventsRequest", Events()),
        ("EventsAnswer", Answer()),
        ("LogsRequest", Object("OTLP's ExportLogsServiceRequest; a record with an event name is an event.", ["resourceLogs"], ("resourceLogs", List(Type("object"))))),
        ("LogsAnswer", Object("OTLP's ExportLogsServiceResponse; empty: all well.", [],
            ("partialSuccess", Object("What was refused for good.", ["errorMessage"], ("rejectedLogRecords", Type("string")), ("errorMessage", Type("string", "Index, code, path and reason of the first 20.")))))),
        ("Refusal", Refusal()),
        ("Status", Object("Why OTLP's door turned a request away: google.rpc.Status.", ["code", "message"], ("code", Type("integer", "The code of gRPC.")), ("message", Type("string", "A word for programs, and what was expected.")))),
        (ApiOperation.ProblemSchema, Object("Why a request was turned away: problem details (RFC 9457).", ["type", "title", "status", "detail", "code"],
            ("type", Type("string", "This document, and the code.")), ("title", Type("string", "The same for the same code.")), ("status", Type("integer")), ("detail", Type("string", "What was expected, never what was found.")),
            ("code", Codes()))),
        ("Health", Object("How the gateway is.", ["status", "postgres", "logBytes", "logLimitBytes", "oldestUnprocessedSeconds"],
            ("status", Choice("ok", "ready", "not ready")), ("postgres", Choice("ok", "away", "instance name taken")), ("logBytes", Type("integer")), ("logLimitBytes", Type("integer")), ("oldestUnprocessedSeconds", Type("number")))),
        ("Document", Object("This document.", ["openapi", "info", "paths", "components"],
            ("openapi", Type("string")), ("info", Type("object")), ("paths", Type("object")), ("components", Type("object")))),
        ("ClientsAnswer", Object("Figures about all clients of a coach together. None is about fewer than 10 people.", ["day", "coach", "figures", "suppressed"],
            ("day", Date()), ("coach", Type("string", "The trainer_id whose buyers they are.")),
            ("figures", List(Object("A value of a series of the catalog, over these clients only.", ["metric", "labels", "value"], ("metric", Type("string")), ("labels", Type("object")), ("value", Type("number"))))),
            ("suppressed", Type("integer", "Values left out because they tell of too few people.")))),
        ("MetricsAnswer", MetricsAnswer()),
        ("AiPerformance", AiPerformance()),
        .. ExperimentSchemas.All(),
        ("ErasureTaken", Object("The withdrawal is on the disk.", ["request", "state", "status"],
            ("request", Pattern(Hex32)), ("state", Choice("logged")), ("status", Type("string", "Where to ask how far it is.")))),
        ("Erasure", Object("How far an erasure is.", ["request", "state", "requestedAt"],
            ("request", Pattern(Hex32)), ("state", Choice("recorded", "held", "erased", "done")), ("reason", OrNull("string")), ("requestedAt", Time()), ("doneAt", OrNull("string")), ("proof", OrNull("object")), ("proofHash", OrNull("string")))),
        ("BoardsAnswer", Object("The boards that the caller may see.", ["dashboards"], ("dashboards", List(Type("object", "id, name, description, targetAudience, refreshInterval, variables"))))),
        ("BoardAnswer", BoardAnswer()),
    ];

    private static JsonObject MetricsAnswer() => Object("Published values, the last of each series and period.", ["data", "metadata", "pagination", "warnings"],
        ("data", List(Object("A value.", ["metric", "labels", "period", "at", "value", "revision"],
            ("metric", Type("string")), ("labels", Type("object")), ("period", Time()), ("at", Time()), ("value", Type("number")), ("revision", Type("integer", "How often it was corrected."))))),
        ("metadata", Object("What the values are.", ["from", "to", "granularity", "metrics"], ("from", Time()), ("to", Time()), ("granularity", Type("string")), ("metrics", List(Type("object", "name, unit (UCUM), help, domain, job"))))),
        ("pagination", Object("Where to go on.", ["limit", "returned"], ("limit", Type("integer")), ("returned", Type("integer")), ("cursor", new JsonObject { ["type"] = new JsonArray("string", "null") }))),
        ("warnings", List(Type("string"))));

    private static JsonObject AiPerformance() => Object("How the models do, and what to do about them.", ["models", "aggregates", "trends", "recommendations", "metadata", "warnings"],
        ("models", List(Object("A model; null is not published.", ["model", "versions", "drift"],
            ("model", Type("string")), ("versions", List(Type("object", "version, asOf, served, accuracy, answers, satisfaction, latencySeconds, safetyPerThousand, change"))), ("drift", Type("object", "population stability indices: scores, inputs; jensenShannon")), ("accuracyTrend", Type("number"))))),
        ("aggregates", Type("object", "models, versions, lowestAccuracy, highestDrift")),
        ("trends", List(Type("object", "model, version, metric, unit, points"))),
        ("recommendations", List(Object("What to do.", ["model", "action", "text", "reasons"],
            ("model", Type("string")), ("version", Type("string")), ("action", Choice("stop", "roll_back", "retrain", "investigate", "wait", "keep")), ("text", Type("string")), ("reasons", List(Type("string")))))),
        ("metadata", Type("object", "from, to, window")), ("warnings", List(Type("string"))));

    private static JsonObject Codes()
    {
        var codes = Choice([.. ProblemKind.All.Select(kind => kind.Code)]);
        codes["description"] = string.Join("; ", ProblemKind.All.Select(kind => $"{kind.Code} ({kind.Status}): {kind.Title}"));
        return codes;
    }

    public static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    public static JsonObject OrNull(string type) => new() { ["type"] = new JsonArray(type, "null") };

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Date() => new() { ["type"] = "string", ["format"] = "date" };

    private static JsonObject BoardAnswer() => Object("What a board's panels show.", ["dashboard", "data", "dataQuality", "metadata"],
        ("dashboard", Type("object", "id, name, description, targetAudience, refreshInterval, variables")),
        ("data", List(Object("A panel.", ["id", "type", "title", "series", "quality"],
            ("id", Type("integer")), ("type", Type("string")), ("title", Type("string")), ("description", OrNull("string")), ("unit", OrNull("string")), ("position", Type("object", "x, y, w, h; 24 columns")),
            ("series", List(Type("object", "refId, labels, points: Unix seconds and a number or null"))),
            ("quality", Object("How far it can be relied on.", ["state"], ("state", Choice("ok", "empty", "failed")), ("newest", OrNull("string")), ("seriesLeftOut", Type("integer")), ("failures", List(Type("string")))))))),
        ("lastUpdated", OrNull("string")),
        ("dataQuality", Type("object", "widgets, withData; titles that are empty or failed; failingJobs of the worker")),
        ("metadata", Type("object", "from, to, stepSeconds")));

    private static JsonObject Events() => Object("Events of one sender.", ["events"],
        ("events", new JsonObject { ["type"] = "array", ["maxItems"] = DoorLimits.MaxEvents, ["items"] = Reference("Event") }),
        ("batchId", new JsonObject { ["type"] = "string", ["maxLength"] = DoorLimits.MaxBatchIdLength }),
        ("clientTimestamp", Time()),
        ("checksums", new JsonObject { ["type"] = "array", ["items"] = OrNull("string"), ["description"] = "Of each event's bytes as sent: SHA-256 as 64 hexadecimal digits, or CRC-32C as 8." }));

    /// <summary>Of a request that came as far as being read, the outcome of nothing stands beside it: who reads only that is told the truth as well.</summary>
    private static JsonObject Refusal() => Object("Why a door for events turned a request away: nothing of it was taken.", ["error", "reason", "message"],
        ("error", Type("string", "A word for programs: the reason, or unauthorized or forbidden.")), ("reason", Choice([.. WireName.All<RequestRefusal>().Concat(ProblemKind.All.Select(kind => kind.Code)).Distinct()])),
        ("message", Type("string", "What was expected, never what was found.")),
        ("accepted", Zero()), ("rejected", Zero()), ("dropped", Zero()), ("duplicates", Zero()),
        ("errors", List(Object("The same as error and message.", ["code", "path", "message"], ("code", Type("string")), ("path", Type("string")), ("message", Type("string"))))),
        ("results", List(Object("Of a request that was read and then answered 503: each event is to be sent again.", ["index", "id", "outcome", "code"],
            ("index", Type("integer")), ("id", OrNull("string")), ("outcome", Choice("retry")), ("code", Type("string"))))),
        ("batchId", Type("null")));

    private static JsonObject Zero() => new() { ["const"] = 0 };

    /// <summary>What else is wrong with an event, or to be known about it, beside the first.</summary>
    private static JsonObject Also() => List(Object("A further one.", ["code", "path", "message"], ("code", Type("string")), ("path", Type("string")), ("message", Type("string"))));

    private static JsonObject Answer() => Object("An outcome for each event; what is accepted is on the disk.", ["accepted", "rejected", "errors", "results", "batchId"],
        ("accepted", Type("integer")), ("rejected", Type("integer")), ("dropped", Type("integer", "Not kept, for want of consent.")), ("duplicates", Type("integer", "How many of the accepted were there before.")),
        ("errors", new JsonObject
        {
            ["type"] = "array",
            ["items"] = Object("A refused event.", ["index", "code"], ("index", Type("integer")), ("id", OrNull("string")), ("code", Choice([.. WireName.All<Refusal>()])), ("path", Type("string")), ("message", Type("string")), ("also", Also())),
        }),
        ("results", new JsonObject
        {
            ["type"] = "array",
            ["items"] = Object("What became of an event.", ["index", "outcome"],
                ("index", Type("integer")), ("id", OrNull("string")), ("outcome", Choice("ok", "warning", "dropped", "rejected", "retry")), ("code", Type("string")), ("path", Type("string")), ("message", Type("string")), ("also", Also()),
                ("erasure", Type("string", "Of an event that withdraws consent: the number to ask GET /api/analytics/erasures/{request} by."))),
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
