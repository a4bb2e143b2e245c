using System.Net;
using System.Text;
using Analytics.Grafana;
using Analytics.Grafana.Delivery;

namespace Analytics.Tests.Grafana;

/// <summary>What the smoke makes of Grafana's documented answers. That a real Grafana gives them is for whoever runs one: none runs here.</summary>
public sealed class GrafanaSmokeTests
{
    private const string Health = """{"database": "ok"}""";
    private const string Source = """{"status": "OK", "message": "Successfully queried the Prometheus API."}""";

    private static readonly Dashboard Board = SeededMistakes.Right;

    private static string Found(string title, string folder) => $$$"""{"dashboard": {"title": "{{{title}}}"}, "meta": {"folderUid": "{{{folder}}}"}}""";

    [Fact]
    public async Task A_Grafana_that_has_everything_gives_no_finding() =>
        Assert.Empty(await Rules(Health, Source, Found(Board.Title, Board.Audience.Uid)));

    [Theory]
    [InlineData("""[{"team": "finance", "permission": 1}, {"team": "executives", "permission": 1}]""", false)]
    [InlineData("""[{"team": "finance", "permission": 1}]""", true)]
    [InlineData("""[{"role": "Viewer", "permission": 1}, {"team": "finance", "permission": 1}, {"team": "executives", "permission": 1}]""", true)]
    public async Task A_folder_for_teams_must_not_be_everybodys(string permissions, bool isWrong)
    {
        var board = new Dashboard("money", Audience.Business, "Money", "For the test.", Board.Rows[0]);
        using var http = new HttpClient(new Answers(new()
        {
            ["/api/health"] = Health,
            ["/api/datasources/uid/prometheus/health"] = Source,
            ["/api/dashboards/uid/" + board.Uid] = Found(board.Title, board.Audience.Uid),
            ["/api/folders/analytics-business/permissions"] = permissions,
        }))
        { BaseAddress = new Uri("http://grafana.example/") };
        var findings = await new GrafanaSmoke(http).Check([board], TestContext.Current.CancellationToken);
        Assert.Equal(isWrong ? ["smoke/permissions"] : [], findings.Select(finding => finding.Rule));
    }

    [Theory]
    [InlineData("""{"database": "failing"}""", Source, null, "smoke/health")]
    [InlineData(Health, """{"status": "ERROR", "message": "connection refused"}""", null, "smoke/data-source")]
    [InlineData(Health, Source, """{"dashboard": {"title": "Old"}, "meta": {"folderUid": "analytics-operations"}}""", "smoke/stale")]
    [InlineData(Health, Source, """{"dashboard": {"title": "A board that is right"}, "meta": {"folderUid": ""}}""", "smoke/folder")]
    [InlineData(Health, Source, "404", "smoke/missing")]
    [InlineData(Health, Source, "403", "smoke/refused")]
    [InlineData(Health, "<html>", null, "smoke/data-source")]
    public async Task What_is_wrong_is_told(string health, string source, string? board, string rule) =>
        Assert.Equal([rule], await Rules(health, source, board ?? Found(Board.Title, Board.Audience.Uid)));

    private static async Task<IEnumerable<string>> Rules(string health, string source, string board)
    {
        using var http = new HttpClient(new Answers(new()
        {
            ["/api/health"] = health,
            ["/api/datasources/uid/prometheus/health"] = source,
            ["/api/dashboards/uid/" + Board.Uid] = board,
        }))
        { BaseAddress = new Uri("http://grafana.example/") };
        return (await new GrafanaSmoke(http).Check([Board], TestContext.Current.CancellationToken)).Select(finding => finding.Rule);
    }

    private sealed class Answers(Dictionary<string, string> byPath) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = byPath.GetValueOrDefault(request.RequestUri!.AbsolutePath, "403");
            return Task.FromResult(int.TryParse(answer, out var status)
                ? new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("""{"message": "no"}""", Encoding.UTF8) }
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8) });
        }
    }
}
