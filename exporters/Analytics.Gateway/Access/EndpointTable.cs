using System.Collections.Frozen;
using System.Text;
using Analytics.Catalog;
using Analytics.Intake.Access;
using Analytics.Intake.Audit;
using static Analytics.Gateway.Access.EndpointAccess;

namespace Analytics.Gateway.Access;

/// <summary>
/// Who may do what: every endpoint is one row here, and the gateway does not start with an endpoint that has none. One table rather than marks beside
/// the endpoints, so that a reviewer sees all of it at once.
/// </summary>
internal static class EndpointTable
{
    public static readonly IReadOnlyList<EndpointAccess> All =
    [
        Open("GET", "/healthz", "whether the process answers"),
        Open("HEAD", "/healthz", "the same, without a body"),
        Open("GET", "/readyz", "whether the door takes events"),
        Open("HEAD", "/readyz", "the same, without a body"),
        Open("GET", "/openapi.json", "this contract, for programs"),
        Door("/api/analytics/events", "take events", Role.Ingest) with { AdminWith = "backfill", AdminAct = AuditActs.BackfillOpened },
        Door("/api/analytics/events/batch", "take events, each batch once", Role.Ingest) with { AdminWith = "backfill", AdminAct = AuditActs.BackfillOpened },
        Door("/v1/logs", "take events as OTLP log records", Role.Ingest) with { SpeaksOtlp = true, AdminWith = "backfill", AdminAct = AuditActs.BackfillOpened },
        Door("/api/analytics/events/replay", "take refused events again, as their records have them") with { Audited = AuditActs.EventsReplayed },
        For("GET", "/api/analytics/coach/clients", "how a coach's own clients train, all together", Role.Coach) with { Audited = AuditActs.ClientsRead },
        For("DELETE", "/api/analytics/subjects/{id}", "withdraw for a person: erase everything about them") with { Audited = AuditActs.SubjectErased },
        For("GET", "/api/analytics/erasures/{request}", "how far an erasure is, and its proof"),
        For("GET", "/api/analytics/metrics", "read published values of computed series; business figures: executive, analyst", Role.Viewer, Role.Product, Role.Executive, Role.Analyst),
        For("GET", "/api/analytics/ai-performance", "how the models do, and what to do about them", Role.Viewer, Role.Product, Role.Executive, Role.Analyst),
        For("POST", "/api/analytics/ai-experiments", "create an experiment, once for each name", Role.Product) with { Audited = AuditActs.ExperimentCreated },
        For("GET", "/api/analytics/ai-experiments", "the experiments", Role.Product, Role.Analyst),
        For("GET", "/api/analytics/ai-experiments/{name}", "one experiment, and how it assigns", Role.Product, Role.Analyst),
        For("GET", "/api/analytics/ai-experiments/{name}/analysis", "what an experiment shows so far, and what to do", Role.Product, Role.Analyst),
        For("GET", "/api/analytics/dashboards", "list the boards that you may see", Role.Viewer, Role.Product, Role.Executive, Role.Analyst),
        For("GET", "/api/analytics/dashboards/{id}", "what a board's panels show; by its audience: queries.md", Role.Viewer, Role.Product, Role.Executive, Role.Analyst),
    ];

    private static readonly FrozenDictionary<(string, string), EndpointAccess> Rows = All.ToFrozenDictionary(row => (row.Method, row.Route));

    /// <summary>The row of a mapped endpoint, or null.</summary>
    public static EndpointAccess? Find(string method, string? route) => route is not null && Rows.TryGetValue((method, route), out var row) ? row : null;

    /// <summary>What is wrong between the table and what is mapped: endpoints that anybody could use, and rows that guard nothing.</summary>
    public static IEnumerable<string> Mistakes(IEnumerable<Endpoint> mapped)
    {
        var seen = new HashSet<EndpointAccess>();
        foreach (var endpoint in mapped.OfType<RouteEndpoint>())
        {
            var route = endpoint.RoutePattern.RawText;
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
            if (methods.Count == 0)
            {
                yield return $"{route}: mapped for all methods; name them";
            }

            foreach (var method in methods)
            {
                if (Find(method, route) is { } row)
                {
                    seen.Add(row);
                }
                else
                {
                    yield return $"{method} {route}: not in the table of who may (EndpointTable)";
                }
            }
        }

        foreach (var row in All.Where(row => !seen.Contains(row)))
        {
            yield return $"{row.Method} {row.Route}: in the table of who may, but not mapped";
        }
    }

    /// <summary>The table in Markdown: <c>endpoints.md</c>.</summary>
    public static string Print()
    {
        var roles = Enum.GetValues<Role>();
        var text = new StringBuilder();
        text.Append("# Who may do what\n\n");
        text.Append("Printed from [EndpointTable.cs](Access/EndpointTable.cs) by a test (`UPDATE_GOLDEN=1`); the gateway does not start with an endpoint that is not in it.\n");
        text.Append("No key is needed where every role has a mark. *audited*: each use becomes a record of the audit log.\n\n");
        text.Append($"| endpoint | what | {string.Join(" | ", roles.Select(WireName.Of))} |\n|---|---|{string.Concat(Enumerable.Repeat(":-:|", roles.Length))}\n");
        foreach (var row in All)
        {
            var marks = roles.Select(role => row.IsOpen || row.Who.Has(role) ? "x" : "");
            text.Append($"| `{row.Method} {row.Route}` | {row.About}{(row.Audited is null ? "" : $" *audited: {row.Audited}*")} | {string.Join(" | ", marks)} |\n");
            if (row.AdminWith is { } flag)
            {
                text.Append($"| `{row.Method} {row.Route}?{flag}=true` | the same, as {flag} *audited: {row.AdminAct}* | {string.Join(" | ", roles.Select(role => role == Role.Admin ? "x" : ""))} |\n");
            }
        }

        return text.ToString().Replace("|  |", "| |", StringComparison.Ordinal).Replace("|  |", "| |", StringComparison.Ordinal);
    }
}
