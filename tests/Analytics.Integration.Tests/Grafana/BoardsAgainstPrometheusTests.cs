using Analytics.Dashboards;

namespace Analytics.Integration.Tests.Grafana;

/// <summary>Every query of every board is asked of a real Prometheus that holds every metric of the catalog, as Grafana would ask it.</summary>
[Collection<FilledPrometheusCollection>]
public sealed class BoardsAgainstPrometheusTests(FilledPrometheus filled)
{
    public static TheoryData<string> Paths => [.. BoardIndex.All.Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Every_query_answers_with_data(string path)
    {
        var answer = await filled.Ask(BoardIndex.Files.Files.Single(file => file.Path == path).Content, TestContext.Current.CancellationToken);
        Assert.Empty(answer.Panels.SelectMany(panel => panel.Silent.Select(query => $"{panel.Title}: {query}")));
    }
}
