using System.Net;
using System.Text;
using Analytics.Cli.Boards.Viewing;
using Analytics.Dashboards;
using Analytics.Testing.Peers;

namespace Analytics.Tests.Dashboards;

/// <summary>What the server of `boards view` hands out, and what it refuses.</summary>
public sealed class BoardPagesTests
{
    private static readonly BoardPages Pages = new(Repository.Root);

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/d/analytics-executive", "text/html; charset=utf-8")]
    [InlineData("/viewer/main.js", "text/javascript; charset=utf-8")]
    [InlineData("/viewer/panels/table.js", "text/javascript; charset=utf-8")]
    [InlineData("/viewer/viewer.css", "text/css; charset=utf-8")]
    [InlineData("/boards.json", "application/json")]
    [InlineData("/public/runbooks/HighErrorRate.md", "text/plain; charset=utf-8")]
    public void It_has_the_page_its_parts_the_boards_and_the_runbooks(string path, string type)
    {
        var page = Pages.Get(path);
        Assert.Equal((200, type), (page.Status, page.Type));
        Assert.NotEmpty(page.Body);
    }

    [Fact]
    public void A_board_is_the_json_that_Grafana_gets()
    {
        var board = BoardIndex.All[0].Board;
        Assert.Equal(board.ToJson(), Encoding.UTF8.GetString(Pages.Get($"/boards/{board.Uid}.json").Body));
    }

    [Theory]
    [InlineData("/viewer/../Analytics.Dashboards.csproj")]
    [InlineData("/viewer/../../README.md")]
    [InlineData("/public/runbooks/../Ai/Slos.rules.yml")]
    [InlineData("/viewer/")]
    [InlineData("/viewer/nothing.js")]
    [InlineData("/boards/analytics-nothing.json")]
    [InlineData("/etc/passwd")]
    public void Nothing_else_is_handed_out(string path) => Assert.Equal(404, Pages.Get(path).Status);

    [Fact]
    public async Task Only_questions_go_on_to_Prometheus_and_one_that_is_away_is_told()
    {
        var cancel = TestContext.Current.CancellationToken;
        var port = FreePort.Next();
        var nobody = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var server = new BoardsServer(Pages, nobody, nobody);
        server.Start(port);
        var serving = server.Run(stop.Token);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

        using var question = await http.GetAsync("api/v1/query?query=up", cancel);
        Assert.Equal(HttpStatusCode.BadGateway, question.StatusCode);
        Assert.Contains("cannot be reached", await question.Content.ReadAsStringAsync(cancel), StringComparison.Ordinal);
        foreach (var path in (string[])["api/v1/admin/tsdb/delete_series", "api/v1/write", "-/reload", "api/v1/query/../status/config"])
        {
            using var change = await http.PostAsync(path, null, cancel);
            Assert.Equal(HttpStatusCode.NotFound, change.StatusCode);
        }

        using var foreign = new HttpRequestMessage(HttpMethod.Get, "boards.json") { Headers = { Host = "evil.example" } };
        using var turnedAway = await http.SendAsync(foreign, cancel);
        Assert.False(turnedAway.IsSuccessStatusCode);

        await stop.CancelAsync();
        await serving;
    }
}
