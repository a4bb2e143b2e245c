using Analytics.Dashboards;
using Analytics.Testing.Boards;
using Analytics.Testing.Peers;

namespace Analytics.EndToEnd.Tests;

/// <summary>What somebody sees who opens the boards of the demo: every panel of every board, asked as Grafana asks.</summary>
[Collection<DemoCollection>]
public sealed class BoardsOnDemoTests(DemoStack demo, ITestOutputHelper output)
{
    /// <summary>Jobs that wait for their time of the clock; here they run at once, as <c>jobs run</c> does it for a user.</summary>
    private static readonly string[] Computed = ["behaviour", "cohorts", "revenue", "ai", "drift", "fitness", "forecast", "compliance"];

    [Fact]
    public async Task Every_panel_of_every_board_answers_with_data_within_its_budgets()
    {
        var cancel = TestContext.Current.CancellationToken;
        foreach (var job in Computed)
        {
            await demo.Stack.Run(["jobs", "run", job], cancel: cancel);
        }

        using var http = new HttpClient();
        var questions = new BoardQuestions(http, demo.Prometheus.Url);
        var left = BoardIndex.All.ToList();
        var took = new Dictionary<string, TimeSpan>();
        await Eventually.Get(async token =>
        {
            var problems = new List<string>();
            foreach (var file in left.ToList())
            {
                var answer = await questions.Ask(file.Board.ToJson(), file.Board.Period, TimeProvider.System.GetUtcNow(), token);
                took[file.Path] = took.TryGetValue(file.Path, out var before) && before < answer.Took ? before : answer.Took;
                string[] found = [.. Problems(file, answer)];
                problems.AddRange(found);
                if (found.Length == 0)
                {
                    left.Remove(file);
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(left.Count == 0 ? 0 : 2), token);
            return string.Concat(problems.Select(problem => "\n" + problem));
        }, problems => problems.Length == 0, "data in every panel", TimeSpan.FromMinutes(3), cancel);

        output.WriteLine($"{BoardIndex.All.Count} boards with {BoardIndex.All.Sum(file => file.Board.Panels.Count())} panels, {demo.Age.TotalSeconds:0} s after the start; slowest {took.Values.Max().TotalMilliseconds:0} ms, all together {took.Values.Sum(one => one.TotalMilliseconds):0} ms");
    }

    private static IEnumerable<string> Problems(BoardFile file, BoardAnswer answer) =>
    [
        .. answer.Panels.Where(panel => panel.Series == 0 && !MayBeEmpty(file, panel)).Select(panel => $"{file.Path} '{panel.Title}' is empty: {panel.Silent[0]}"),
        .. answer.Panels.Where(panel => panel.Series > panel.Most).Select(panel => $"{file.Path} '{panel.Title}' shows {panel.Series} series, more than {panel.Most}"),
        .. answer.Took < TimeSpan.FromSeconds(1) ? (string[])[] : [$"{file.Path} took {answer.Took.TotalMilliseconds:0} ms"],
    ];

    /// <summary>Panels that tell their reader why they may be empty: a program that is not part of the stack, or nothing bad that happened.</summary>
    private static bool MayBeEmpty(BoardFile file, PanelAnswer answer) => file.Board.Panels.Any(panel => panel.Title == answer.Title && panel.EmptyWithout is not null);
}
