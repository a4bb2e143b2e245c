using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Grafana.Lint;
using Analytics.Rules;

namespace Analytics.Grafana.Delivery;

/// <summary>
/// Brings a running Grafana to what the repository says and files cannot provision: folders with permissions for each audience's teams, and the panels of the
/// library; and the boards themselves where no file provisions them (a hosted Grafana). Doing it twice changes nothing.
/// API: https://grafana.com/docs/grafana/latest/developers/http_api/ (folder, folder_permissions, team, library_element, dashboard).
/// </summary>
/// <param name="http">With Grafana's address as its base, a slash at the end, and an administrator's authorization.</param>
public sealed class GrafanaDelivery(HttpClient http)
{
    private const int MayView = 1;

    private readonly GrafanaApi _grafana = new(http);
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<string, int?> _teams = [];

    /// <summary>How many boards were sent; those that a file provisions are left to their file.</summary>
    public int BoardsSent { get; private set; }

    /// <summary>Sends everything; what Grafana did not take, as findings.</summary>
    /// <exception cref="HttpRequestException">Grafana cannot be reached at all.</exception>
    public async Task<IReadOnlyList<Finding>> Apply(IReadOnlyList<Dashboard> boards, IReadOnlyList<LibraryPanel> library, CancellationToken cancel)
    {
        foreach (var audience in boards.Select(board => board.Audience).Concat(library.Select(panel => panel.Audience)).Distinct())
        {
            await MakeFolder(audience, cancel);
        }

        foreach (var panel in library)
        {
            await Send(panel, cancel);
        }

        foreach (var board in boards)
        {
            await Send(board, cancel);
        }

        return _findings;
    }

    /// <summary>The body of <c>POST /api/folders/UID/permissions</c>: the audience's teams may look; without teams everybody who is signed in. Administrators always may.</summary>
    internal static JsonObject Permissions(IReadOnlyList<int> teams) => new()
    {
        ["items"] = new JsonArray(teams.Count == 0
            ? [new JsonObject { ["role"] = "Viewer", ["permission"] = MayView }]
            : [.. teams.Select(team => new JsonObject { ["teamId"] = team, ["permission"] = MayView })]),
    };

    private async Task MakeFolder(Audience audience, CancellationToken cancel)
    {
        var (status, _) = await _grafana.Get("api/folders/" + audience.Uid, cancel);
        if (status == HttpStatusCode.NotFound)
        {
            Note("apply/folder", audience.Folder, await _grafana.Post("api/folders", new JsonObject { ["uid"] = audience.Uid, ["title"] = audience.Folder }, cancel));
        }

        var teams = new List<int>();
        foreach (var name in audience.Teams)
        {
            if (await TeamOf(name, cancel) is { } id)
            {
                teams.Add(id);
            }
        }

        // A folder whose teams could not be found must not become everybody's.
        if (teams.Count == audience.Teams.Count)
        {
            Note("apply/permissions", audience.Folder, await _grafana.Post($"api/folders/{audience.Uid}/permissions", Permissions(teams), cancel));
        }
    }

    private async Task<int?> TeamOf(string name, CancellationToken cancel)
    {
        if (_teams.TryGetValue(name, out var known))
        {
            return known;
        }

        var (_, found) = await _grafana.Get("api/teams/search?name=" + Uri.EscapeDataString(name), cancel);
        if (found.Items("teams").FirstOrDefault(team => team.Text("name") == name) is { ValueKind: JsonValueKind.Object } team && team.TryGetProperty("id", out var id))
        {
            return _teams[name] = id.GetInt32();
        }

        var made = await _grafana.Post("api/teams", new JsonObject { ["name"] = name }, cancel);
        Note("apply/team", name, made);
        return _teams[name] = made.Answer.Find("teamId") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;
    }

    private async Task Send(LibraryPanel panel, CancellationToken cancel)
    {
        var (status, known) = await _grafana.Get("api/library-elements/" + panel.Uid, cancel);
        var element = panel.ToElement();
        if (status == HttpStatusCode.OK)
        {
            element["version"] = known.Find("result", "version") is { ValueKind: JsonValueKind.Number } version ? version.GetInt32() : 1;
            Note("apply/library", panel.Name, await _grafana.Patch("api/library-elements/" + panel.Uid, element, cancel));
            return;
        }

        Note("apply/library", panel.Name, await _grafana.Post("api/library-elements", element, cancel));
    }

    private async Task Send(Dashboard board, CancellationToken cancel)
    {
        var (_, there) = await _grafana.Get("api/dashboards/uid/" + board.Uid, cancel);
        if (there.Find("meta", "provisioned") is { ValueKind: JsonValueKind.True })
        {
            return;
        }

        var body = new JsonObject { ["dashboard"] = JsonNode.Parse(board.ToJson()), ["folderUid"] = board.Audience.Uid, ["overwrite"] = true, ["message"] = "./analytics boards apply" };
        if (Note("apply/board", board.Uid, await _grafana.Post("api/dashboards/db", body, cancel)))
        {
            BoardsSent++;
        }
    }

    private bool Note(string rule, string subject, (HttpStatusCode Status, JsonElement Answer) outcome)
    {
        if ((int)outcome.Status is >= 200 and < 300)
        {
            return true;
        }

        _findings.Add(Finding.Error(rule, $"Grafana did not take {subject}: {(int)outcome.Status} {outcome.Answer.Text("message")}"));
        return false;
    }
}
