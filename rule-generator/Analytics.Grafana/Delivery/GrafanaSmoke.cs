using System.Net;
using Analytics.Grafana.Lint;
using Analytics.Rules;

namespace Analytics.Grafana.Delivery;

/// <summary>
/// Asks a running Grafana whether it has taken what we provisioned: its own health, the data source's, and every board by its uid, with the title and in the
/// folder that we gave it; and, asked as an administrator, who may look into the folders. Only this shows that a Grafana accepts the boards; the schema shows that they say what its types allow.
/// </summary>
/// <param name="http">With Grafana's address as its base, a slash at the end, and the authorization that Grafana wants.</param>
public sealed class GrafanaSmoke(HttpClient http)
{
    private readonly GrafanaApi _grafana = new(http);

    /// <summary>Everything that Grafana does not have as it should; empty when all is well.</summary>
    /// <exception cref="HttpRequestException">Grafana cannot be reached at all.</exception>
    public async Task<IReadOnlyList<Finding>> Check(IReadOnlyList<Dashboard> boards, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        var (status, health) = await _grafana.Get("api/health", cancel);
        if (status != HttpStatusCode.OK || health.Text("database") != "ok")
        {
            findings.Add(Finding.Error("smoke/health", $"Grafana answers {(int)status} and says its database is '{health.Text("database")}'"));
        }

        (status, var source) = await _grafana.Get("api/datasources/uid/prometheus/health", cancel);
        if (status != HttpStatusCode.OK || source.Text("status") != "OK")
        {
            findings.Add(Finding.Error("smoke/data-source", $"the data source 'prometheus' answers {(int)status}: {source.Text("message")}"));
        }

        foreach (var board in boards)
        {
            findings.AddRange(await Check(board, cancel));
        }

        foreach (var audience in boards.Select(board => board.Audience).Distinct())
        {
            findings.AddRange(await CheckPermissions(audience, cancel));
        }

        return findings;
    }

    private async Task<IReadOnlyList<Finding>> Check(Dashboard board, CancellationToken cancel)
    {
        var (status, answer) = await _grafana.Get("api/dashboards/uid/" + board.Uid, cancel);
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

    /// <summary>Who may look into a folder, where the asker may know: a folder of an audience's teams must not be everybody's.</summary>
    private async Task<IReadOnlyList<Finding>> CheckPermissions(Audience audience, CancellationToken cancel)
    {
        var (status, permissions) = await _grafana.Get($"api/folders/{audience.Uid}/permissions", cancel);
        if (status != HttpStatusCode.OK || audience.Teams.Count == 0)
        {
            return [];
        }

        var teams = permissions.Items().Select(one => one.Text("team")).ToHashSet();
        var everybody = permissions.Items().Any(one => one.Text("role") == "Viewer");
        return everybody || audience.Teams.Any(team => !teams.Contains(team))
            ? [Finding.Error("smoke/permissions", $"the folder {audience.Folder} is for {string.Join(", ", audience.Teams)}, but {(everybody ? "everybody may look" : "not all of them may look")}: run `./analytics boards apply`")]
            : [];
    }
}
