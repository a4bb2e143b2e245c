using Analytics.Gateway.Access;
using Analytics.Gateway.Queries;
using Analytics.Gateway.Queries.Boards;
using Analytics.Intake.Access;

namespace Analytics.Gateway.OpenApi;

/// <summary>What an endpoint takes and answers, as far as the table of who may does not say it.</summary>
/// <param name="Request">The schema of the body; null: none.</param>
/// <param name="Status">The status when it was done.</param>
/// <param name="Answer">The schema of the answer then.</param>
internal sealed record ApiOperation(string? Request, int Status, string Answer)
{
    /// <summary>Statuses of its own beside those that every endpoint of its sort has, with what they mean.</summary>
    public IReadOnlyList<(int Status, string Meaning)> Refusals { get; init; } = [];

    /// <summary>What it can be asked in its query string.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <summary>The schema of what refuses; null: problem details, or of a door for events its own.</summary>
    public string? Refusal { get; init; }

    /// <summary>The status, with the same answer, when it had been done before; null: the same status.</summary>
    public int? Again { get; init; }

    /// <summary>A second way to write the body and its answer, beside JSON.</summary>
    public string? AlsoTakes { get; init; }

    private static readonly (int, string)[] OfBodies =
        [(400, "the body cannot be used"), (408, "the body came too slowly"), (413, "too large"), (415, "another content type or encoding")];

    private const string NotReady = "the log or the disk is full, the process stops, or another process works under this instance name";

    private static readonly (int, string) NotNow = (503, "not now; Retry-After says when");

    private static readonly Dictionary<(string Method, string Route), ApiOperation> All = new()
    {
        [("GET", "/healthz")] = new(null, 200, "Health"),
        [("GET", "/readyz")] = new(null, 200, "Health") { Refusal = "Health", Refusals = [(503, NotReady)] },
        [("HEAD", "/healthz")] = new(null, 200, "Health"),
        [("HEAD", "/readyz")] = new(null, 200, "Health") { Refusal = "Health", Refusals = [(503, NotReady)] },
        [("GET", "/openapi.json")] = new(null, 200, "Document"),
        [("POST", "/api/analytics/events")] = new("EventsRequest", 200, "EventsAnswer") { Refusals = [.. OfBodies, (409, "the batchId was used before with other events")] },
        [("POST", "/api/analytics/events/batch")] = new("EventsRequest", 200, "EventsAnswer") { Refusals = [.. OfBodies, (409, "the batchId was used before with other events")] },
        [("POST", "/v1/logs")] = new("LogsRequest", 200, "LogsAnswer") { Refusal = "Status", Refusals = OfBodies, AlsoTakes = "application/x-protobuf" },
        [("POST", "/api/analytics/events/replay")] = new("EventsRequest", 200, "EventsAnswer")
        {
            Refusals = [.. OfBodies, (409, "the batchId was used before with other events")],
            Query = [new("dryRun", "true: only tell what would happen."), new("key", "The id of the pseudonym key that the records were made with.", Required: true)],
        },
        [("GET", "/api/analytics/metrics")] = Question("MetricsAnswer", MetricsQuestionReader.Parameters),
        [("GET", "/api/analytics/ai-performance")] = Question("AiPerformance", AiPerformanceEndpoint.Parameters),
        [("POST", "/api/analytics/ai-experiments")] = new("ExperimentRequest", 201, "Experiment")
        {
            Again = 200, Refusals = [.. OfBodies, (409, "another experiment has this name")],
        },
        [("GET", "/api/analytics/ai-experiments")] = new(null, 200, "Experiments"),
        [("GET", "/api/analytics/ai-experiments/{name}")] = new(null, 200, "Experiment") { Refusals = [(404, "no experiment has this name")] },
        [("GET", "/api/analytics/ai-experiments/{name}/analysis")] = new(null, 200, "ExperimentAnalysis") { Refusals = [(404, "no experiment has this name")] },
        [("GET", "/api/analytics/coach/clients")] = Question("ClientsAnswer", ClientsEndpoint.Parameters),
        [("GET", "/api/analytics/dashboards")] = new(null, 200, "BoardsAnswer") { Refusals = [(404, "this gateway has no boards")] },
        [("GET", "/api/analytics/dashboards/{id}")] = Question("BoardAnswer", BoardsEndpoint.Parameters) with { Refusals = [(400, "the question cannot be read"), (404, "no such board, or a gateway without boards")] },
        [("DELETE", "/api/analytics/subjects/{id}")] = new(null, 202, "ErasureTaken") { Refusals = [(400, "the id is too long")] },
        [("GET", "/api/analytics/erasures/{request}")] = new(null, 200, "Erasure") { Refusals = [(400, "the request is not 32 hexadecimal digits"), (404, "no such request, or not yet")] },
    };

    /// <exception cref="KeyNotFoundException">The endpoint is in the table of who may and not in this one.</exception>
    public static ApiOperation Of(EndpointAccess row) => All[(row.Method, row.Route)];

    private static ApiOperation Question(string answer, IReadOnlyList<QueryParameter> query) => new(null, 200, answer) { Query = query, Refusals = [(400, "the question cannot be read")] };

    /// <summary>Whether it takes events, from those who send them.</summary>
    public static bool TakesEvents(EndpointAccess row) => row.Who.Has(Role.Ingest) && row.Method == "POST";

    /// <summary>The header that an answer has by its status; null: none that matters.</summary>
    public ResponseHeader? HeaderOf(int status) => status switch
    {
        200 when Again is not null => ResponseHeader.Location,
        201 or 202 => ResponseHeader.Location,
        401 => ResponseHeader.Challenge,
        415 => ResponseHeader.AcceptEncoding,
        429 => ResponseHeader.RetryAfter,
        503 when Refusal != "Health" => ResponseHeader.RetryAfter,
        _ => null,
    };

    /// <summary>The schema of a problem (RFC 9457), which has a media type of its own.</summary>
    public const string ProblemSchema = "Problem";

    /// <summary>All statuses but the good one, with the schema of each.</summary>
    public IEnumerable<(int Status, string Meaning, string Schema)> RefusalsOf(EndpointAccess row)
    {
        (int, string)[] ofKeys = row.IsOpen ? [] : [(401, "no good key"), (403, "a good key that is not enough"), (429, "too many wrong keys, or too much; Retry-After says when"), NotNow];
        return Refusals.Concat(ofKeys).OrderBy(one => one.Item1).Select(one => (one.Item1, one.Item2, Refusal ?? (row.TakesEvents ? "Refusal" : ProblemSchema)));
    }
}
