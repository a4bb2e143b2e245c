using System.Text;

namespace Analytics.Dashboards;

/// <summary>The page of readers' tests: for each board the three questions that its reader asks, and where the eye finds each answer.</summary>
public static class ReaderTests
{
    private const string Path = BoardIndex.Room + "/reader-tests.md";

    public static GeneratedSet Files => new("readers' tests", [new(Path, Text, typeof(ReaderTests).FullName!)], BoardIndex.Room, "reader-tests.md");

    /// <summary>Everything that a board's reader's test owes; empty when it is whole.</summary>
    public static IReadOnlyList<Finding> Check(BoardFile file)
    {
        var board = file.Board;
        return
        [
            .. board.ReaderTest.Count == 3 ? (Finding[])[] : [Finding.Error("board/reader-test", $"{board.Title} has {board.ReaderTest.Count} questions in its reader's test, not 3", file.Path)],
            .. board.ReaderTest.Where(question => PlaceOf(board, question) is null)
                .Select(question => Finding.Error("board/reader-test", $"'{question.Asks}' is answered by '{question.Panel.Title}', which is not on the board", file.Path)),
        ];
    }

    private static string Text
    {
        get
        {
            var page = new StringBuilder("""
                <!-- Generated from the boards' C# by `./analytics generate`. -->
                # Readers' tests

                A board passes when somebody who has never seen it answers these questions within ten seconds each.


                """);
            foreach (var file in BoardIndex.All)
            {
                page.Append($"## {file.Board.Title}\nFor: {file.Board.Audience.Readers} [{file.Folder}/{file.Name}]({file.Folder}/{file.Maker.Name}.cs)\n\n| the reader asks | look at | the answer is |\n|---|---|---|\n");
                foreach (var question in file.Board.ReaderTest)
                {
                    page.Append($"| {question.Asks} | {PlaceOf(file.Board, question)} | {question.Sign} |\n");
                }

                page.Append('\n');
            }

            return page.ToString();
        }
    }

    private static string? PlaceOf(Dashboard board, ReaderQuestion question) => board.Rows
        .Where(row => row.Panels.Any(panel => panel.Title == question.Panel.Title))
        .Select(row => $"row “{row.Question}”, “{question.Panel.Title}”")
        .FirstOrDefault();
}
