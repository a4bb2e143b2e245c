using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Grafana;
using Analytics.Grafana.Delivery;
using Analytics.Rules;

namespace Analytics.Tests.Grafana;

/// <summary>What is sent to Grafana, by its documented API, and what is made of its answers. That a real Grafana takes it is for whoever runs one: none runs here.</summary>
public sealed class GrafanaDeliveryTests
{
    private static readonly Dashboard Board = new("money", Audience.Business, "Money", "For the test.", SeededMistakes.Right.Rows[0]);

    private static readonly LibraryPanel Shared = new("library-requests", Audience.Business, Board.Rows[0].Panels[0]);

    [Fact]
    public async Task An_empty_Grafana_gets_folder_teams_permissions_library_and_board()
    {
        var grafana = new Recorder(new()
        {
            ["GET /api/teams/search"] = """{"teams": [{"id": 7, "name": "finance"}]}""",
            ["POST /api/teams"] = """{"teamId": 8}""",
        });
        Assert.Empty(await Apply(grafana));
        Assert.Equal(
            ["POST /api/folders", "POST /api/teams", "POST /api/folders/analytics-business/permissions", "POST /api/library-elements", "POST /api/dashboards/db"],
            grafana.Sent.Select(sent => sent.Request));
        Assert.Equal("""{"items":[{"teamId":7,"permission":1},{"teamId":8,"permission":1}]}""", grafana.Sent[2].Body);
        var element = JsonNode.Parse(grafana.Sent[3].Body)!;
        Assert.Equal(("analytics-library-requests", 1, "timeseries"), ((string?)element["uid"], (int?)element["kind"], (string?)element["model"]!["type"]));
        Assert.Equal("analytics-business", (string?)JsonNode.Parse(grafana.Sent[4].Body)!["folderUid"]);
    }

    [Fact]
    public async Task What_is_there_is_brought_up_to_date_and_provisioned_boards_are_left_to_their_files()
    {
        var grafana = new Recorder(new()
        {
            ["GET /api/folders/analytics-business"] = "{}",
            ["GET /api/teams/search"] = """{"teams": [{"id": 7, "name": "finance"}, {"id": 8, "name": "executives"}]}""",
            ["GET /api/library-elements/analytics-library-requests"] = """{"result": {"version": 5}}""",
            ["GET /api/dashboards/uid/analytics-money"] = """{"meta": {"provisioned": true}}""",
        });
        Assert.Empty(await Apply(grafana));
        Assert.Equal(["POST /api/folders/analytics-business/permissions", "PATCH /api/library-elements/analytics-library-requests"], grafana.Sent.Select(sent => sent.Request));
        Assert.Equal(5, (int?)JsonNode.Parse(grafana.Sent[1].Body)!["version"]);
    }

    [Fact]
    public async Task A_folder_whose_teams_cannot_be_made_is_not_opened_to_everybody()
    {
        var grafana = new Recorder(new() { ["POST /api/teams"] = "403" });
        var findings = await Apply(grafana);
        Assert.Equal(["apply/team", "apply/team"], findings.Select(finding => finding.Rule));
        Assert.DoesNotContain(grafana.Sent, sent => sent.Request.EndsWith("/permissions", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_without_teams_is_for_everybody_who_is_signed_in() =>
        Assert.Equal("""{"items":[{"role":"Viewer","permission":1}]}""", GrafanaDelivery.Permissions([]).ToJsonString());

    private static async Task<IReadOnlyList<Finding>> Apply(Recorder grafana)
    {
        using var http = new HttpClient(grafana) { BaseAddress = new Uri("http://grafana.example/") };
        return await new GrafanaDelivery(http).Apply([Board], [Shared], TestContext.Current.CancellationToken);
    }

    /// <summary>Answers by method and path; what it does not know is not there when asked for, and taken when sent.</summary>
    private sealed class Recorder(Dictionary<string, string> answers) : HttpMessageHandler
    {
        public List<(string Request, string Body)> Sent { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var name = $"{request.Method} {request.RequestUri!.AbsolutePath}";
            if (request.Method != HttpMethod.Get)
            {
                Sent.Add((name, await request.Content!.ReadAsStringAsync(cancellationToken)));
            }

            var answer = answers.GetValueOrDefault(name, request.Method == HttpMethod.Get ? "404" : "{}");
            return int.TryParse(answer, out var status)
                ? new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("""{"message": "no"}""", Encoding.UTF8) }
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8) };
        }
    }
}
