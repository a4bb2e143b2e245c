using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Cli.Boards.Viewing;
using Analytics.Dashboards;
using Analytics.Testing;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Grafana;

/// <summary>The page of <c>boards view</c> in a real browser, over a real Prometheus and a real Alertmanager.</summary>
[Collection<FilledPrometheusCollection>]
public sealed partial class ViewerTests(FilledPrometheus filled, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly int _port = FreePort.Next();
    private AlertmanagerPeer _alertmanager = null!;
    private BoardsServer _server = null!;
    private Task _serving = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _alertmanager = await AlertmanagerPeer.StartAsync();
        _server = new BoardsServer(new BoardPages(Repository.Root), new Uri(filled.Url + "/"), new Uri(_alertmanager.Url + "/"));
        _server.Start(_port);
        _serving = _server.Run(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _server.Dispose();
        await _alertmanager.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>A few boards that have every kind of panel between them.</summary>
    [Fact]
    public async Task Every_kind_of_panel_is_drawn_from_its_data()
    {
        await _alertmanager.PostAsync([new Dictionary<string, string> { ["alertname"] = "HighErrorRate", ["severity"] = "critical" }], TimeProvider.System.GetUtcNow(), TestContext.Current.CancellationToken);
        var boards = CoveringAllKinds();
        output.WriteLine(string.Join(", ", boards.Select(board => board.Uid)));
        var pages = await Task.WhenAll(boards.Select(async board => (Board: board, Html: await Open(board.Uid, "from=now-20m&to=now"))));
        Assert.Multiple([.. pages.Select(page => (Action)(() =>
        {
            Assert.Empty(Dead().Matches(page.Html).Select(match => $"{page.Board.Uid} '{match.Groups[1].Value}' {match.Groups[2].Value}"));
            // Repeated rows are drawn once for each value.
            Assert.InRange(Panels().Count(page.Html), page.Board.Panels.Count() + 1, int.MaxValue);
            Assert.All(page.Board.Panels, panel => Assert.Contains($"aria-label=\"{panel.Title}\"", page.Html, StringComparison.Ordinal));
        }))]);
        Assert.Contains(pages, page => page.Html.Contains(">HighErrorRate</a>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_is_repeated_for_each_chosen_value()
    {
        Assert.Equal(["Is one well?", "Is two well?"], Repeated(await Open("analytics-services", "from=now-20m&to=now")));
        var chosen = await Open("analytics-services", "from=now-20m&to=now&var-service=two");
        Assert.Equal(["Is two well?"], Repeated(chosen));
        Assert.DoesNotContain("data-outcome=\"failed\"", chosen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_without_data_and_a_board_that_does_not_exist_are_told_in_words()
    {
        var cancel = TestContext.Current.CancellationToken;
        var past = filled.End.AddYears(-1).ToUnixTimeMilliseconds();
        Assert.Contains("No data", await Open("analytics-integrations", $"from={past}&to={past + 3_600_000}"), StringComparison.Ordinal);
        Assert.Contains("There is no board nowhere.", await Browser.Open($"http://127.0.0.1:{_port}/d/nowhere", cancel), StringComparison.Ordinal);
    }

    private Task<string> Open(string uid, string query) =>
        Browser.Open($"http://127.0.0.1:{_port}/d/{uid}?{query}&now={filled.End.ToUnixTimeMilliseconds()}", TestContext.Current.CancellationToken);

    private static IReadOnlyList<Analytics.Grafana.Dashboard> CoveringAllKinds()
    {
        var kinds = BoardIndex.All.ToDictionary(file => file.Board, file => KindsOf(file.Board));
        var missing = kinds.Values.SelectMany(all => all).ToHashSet();
        var chosen = new List<Analytics.Grafana.Dashboard>();
        while (missing.Count > 0)
        {
            var best = kinds.MaxBy(board => board.Value.Count(missing.Contains));
            chosen.Add(best.Key);
            missing.ExceptWith(best.Value);
        }

        return chosen;
    }

    private static HashSet<string> KindsOf(Analytics.Grafana.Dashboard board)
    {
        using var json = JsonDocument.Parse(board.ToJson());
        return [.. json.RootElement.GetProperty("panels").EnumerateArray().Select(panel => panel.GetProperty("type").GetString()!)];
    }

    private static IEnumerable<string> Repeated(string html) => RepeatedRow().Matches(html).Select(match => match.Groups[1].Value);

    [GeneratedRegex("<section class=\"panel\" aria-label=\"([^\"]*)\"[^>]* data-outcome=\"(empty|failed)\"")]
    private static partial Regex Dead();

    [GeneratedRegex("<section class=\"panel\"")]
    private static partial Regex Panels();

    [GeneratedRegex("<summary>(Is \\S+ well\\?)</summary>")]
    private static partial Regex RepeatedRow();
}
