using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Analytics.Dashboards;
using Analytics.Exporters.RemoteWrite;
using Analytics.Grafana.Lint;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Grafana;

/// <summary>Every query of every board is asked of a real Prometheus that holds every metric of the catalog, as Grafana would ask it.</summary>
public sealed class BoardsAgainstPrometheusTests(BoardsAgainstPrometheusTests.Filled filled) : IClassFixture<BoardsAgainstPrometheusTests.Filled>
{
    public static TheoryData<string> Paths => [.. BoardIndex.All.Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_panel_answers_with_data_and_the_board_within_a_second(string path)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var json = JsonDocument.Parse(BoardIndex.Files.Files.Single(file => file.Path == path).Content);
        var silent = new List<string>();
        var spent = TimeSpan.Zero;
        foreach (var panel in new BoardDocument(json.RootElement, path).DataPanels)
        {
            foreach (var target in panel.Targets)
            {
                var (series, took) = await filled.Ask(target, cancel);
                spent += took;
                if (series == 0)
                {
                    silent.Add($"{panel.Title}: {target.Element.GetProperty("expr")}");
                }
            }
        }

        Assert.Empty(silent);
        Assert.True(spent < TimeSpan.FromSeconds(1), $"the board's queries took {spent.TotalMilliseconds:F0} ms");
    }

    /// <summary>A Prometheus with an hour of every metric, and three months of what the worker computes.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        private readonly HttpClient _http = new();
        private readonly DateTimeOffset _end = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        private PrometheusPeer _prometheus = null!;

        public async ValueTask InitializeAsync()
        {
            _prometheus = await PrometheusPeer.StartAsync();
            var client = new RemoteWriteClient(_http, new RemoteWriteSettings(new Uri(_prometheus.RemoteWriteUrl)) { BatchSize = 20_000 }, TimeProvider.System);
            var outcome = await client.Write([.. CatalogFixture.Samples(_end).OrderBy(sample => sample.At)], CancellationToken.None);
            Assert.Null(outcome.Unreachable);
            Assert.Empty(outcome.Refused);
        }

        public async ValueTask DisposeAsync()
        {
            await _prometheus.DisposeAsync();
            _http.Dispose();
        }

        /// <summary>How many series a query gives, and how long the server takes: at the end of the hour, or over it in steps of a minute.</summary>
        public async Task<(int Series, TimeSpan Took)> Ask(TargetDocument target, CancellationToken cancel)
        {
            var text = TemplatedPromql.Fill(target.Element.GetProperty("expr").GetString()!);
            var query = "query=" + Uri.EscapeDataString(System.Text.RegularExpressions.Regex.Replace(text, @"\$[a-z_]+", ".*"));
            var (end, start) = (_end.ToUnixTimeSeconds(), _end.AddHours(-1).ToUnixTimeSeconds());
            var address = target.IsInstant ? $"/api/v1/query?{query}&time={end}" : string.Create(CultureInfo.InvariantCulture, $"/api/v1/query_range?{query}&start={start}&end={end}&step=60");
            var watch = Stopwatch.StartNew();
            using var response = await _http.GetAsync(new Uri(_prometheus.Url + address), cancel);
            var body = await response.Content.ReadAsStringAsync(cancel);
            var took = watch.Elapsed;
            Assert.True(response.IsSuccessStatusCode, $"{text}\n{body}");
            using var answer = JsonDocument.Parse(body);
            return (answer.RootElement.GetProperty("data").GetProperty("result").GetArrayLength(), took);
        }
    }
}
