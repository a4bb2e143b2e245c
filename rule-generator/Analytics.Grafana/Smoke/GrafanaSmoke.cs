using System.Net;
using System.Text.Json;
using Analytics.Grafana.Lint;
using Analytics.Rules;

namespace Analytics.Grafana.Smoke;

/// <summary>
/// Asks a running Grafana whether it has taken what we provisioned: its own health, the data source's, and every board by its uid, with the title and in the
/// folder that we gave it. Only this shows that a Grafana accepts the boards; the schema shows that they say what its types allow.
/// </summary>
/// <param name="http">With Grafana's address as its base, a slash at the end, and the authorization that Grafana wants.</param>
public sealed class GrafanaSmoke(HttpClient http)
{
    /// <summary>Everything that Grafana does not have as it should; empty when all is well.</summary>
    /// <exception cref="HttpRequestException">Grafana cannot be reached at all.</exception>
    public async Task<IReadOnlyList<Finding>> Check(IReadOnlyList<Dashboard> boards, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        var (status, health) = await Get("api/health", cancel);
        if (status != HttpStatusCode.OK || health.Text("database") != "ok")
        {
            findings.Add(Finding.Error("smoke/health", $"Grafana answers {(int)status} and says its database is '{health.Text("database")}'"));
        }

        (status, var source) = await Get("api/datasources/uid/prometheus/health", cancel);
        if (status != HttpStatusCode.OK || source.Text("status") != "OK")
        {
            findings.Add(Finding.Error("smoke/data-source", $"the data source 'prometheus' answers {(int)status}: {source.Text("message")}"));
        }

        foreach (var board in boards)
        {
            findings.AddRange(await Check(board, cancel));
        }

        return findings;
    }

    private async Task<IReadOnlyList<Finding>> Check(Dashboard board, CancellationToken cancel)
    {
        var (status, answer) = await Get("api/dashboards/uid/" + board.Uid, cancel);
        return status switch
        {
            HttpStatusCode.OK when answer.Text("dashboard", "title") != board.Title =>
                [Finding.Error("smoke/stale", $"the board {board.Uid} is called '{answer.Text("dashboard", "title")}' there, but '{board.Title}' here: run `./analytics generate` and wait 30 seconds")],
            HttpStatusCode.OK when answer.Text("meta", "folderUid") != board.Audience.Uid =>
                [Finding.Error("smoke/folder", $"the board {board.Uid} lies in the folder '{answer.Text("meta", "folderUid")}', not in '{board.Audience.Uid}'")],
            HttpStatusCode.OK => [],
            HttpStatusCode.NotFound => [Finding.Error("smoke/missing", $"Grafana has no board {board.Uid}: look for its file in Grafana's log")],
            _ => [Finding.Error("smoke/refused", $"the board {board.Uid} is answered {(int)status}: {answer.Text("message")}")],
        };
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> Get(string path, CancellationToken cancel)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        try
        {
            using var document = JsonDocument.Parse(text);
            return (response.StatusCode, document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return (response.StatusCode, default);
        }
    }
}
