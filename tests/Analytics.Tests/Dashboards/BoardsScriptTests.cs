using Analytics.Dashboards;
using Analytics.Testing.CliScripts;

namespace Analytics.Tests.Dashboards;

/// <summary>`analytics boards` by text scripts: one file is the command, its input and its answer. UPDATE_GOLDEN=1 writes the answers anew.</summary>
public sealed class BoardsScriptTests
{
    private const string Folder = "tests/Analytics.Tests/Dashboards/Scripts";

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.txt").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Command_answers_as_its_script_says(string script) => CliScript.Run($"{Folder}/{script}");

    [Fact]
    public async Task List_tells_every_board_and_its_questions()
    {
        var (exit, text, _) = await CliProcess.RunAsync(["boards", "list"], cancel: TestContext.Current.CancellationToken);
        Assert.Equal(0, exit);
        Assert.All(BoardIndex.All, file => Assert.Contains($"{file.Board.Uid}  {file.Board.Title}", text, StringComparison.Ordinal));
        Assert.All(BoardIndex.All.SelectMany(file => file.Board.Rows), row => Assert.Contains("  - " + row.Question, text, StringComparison.Ordinal));
    }
}
