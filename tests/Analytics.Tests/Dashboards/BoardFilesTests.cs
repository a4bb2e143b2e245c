using Analytics.Dashboards;
using Analytics.Grafana;
using Analytics.Rules;

namespace Analytics.Tests.Dashboards;

/// <summary>The committed boards. A red golden test means that a board was changed and not generated again.</summary>
public sealed class BoardFilesTests
{
    public static TheoryData<string> Paths => [.. BoardIndex.All.Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_committed_json_is_what_the_source_says(string path) =>
        Golden.Match(BoardIndex.Files.Files.Single(file => file.Path == path).Content, path);

    [Fact]
    public void Grafana_is_told_of_every_folder_of_boards() =>
        Assert.All(Provisioning.Files.Files, file => Golden.Match(file.Content, file.Path));

    [Fact]
    public void The_page_of_readers_tests_is_committed() =>
        Assert.All(ReaderTests.Files.Files, file => Golden.Match(file.Content, file.Path));

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_board_answers_three_questions_each_by_a_panel_that_is_on_it(string path) =>
        Assert.Empty(ReaderTests.Check(BoardIndex.All.Single(file => file.Path == path)));

    [Fact]
    public void A_readers_test_with_a_panel_of_another_board_is_found()
    {
        var (some, other) = (BoardIndex.All[0], BoardIndex.All[^1]);
        var wrong = some with { Board = some.Board with { ReaderTest = [.. some.Board.ReaderTest.Take(2), other.Board.ReaderTest[0]] } };
        Assert.Single(ReaderTests.Check(wrong));
        Assert.Single(ReaderTests.Check(some with { Board = some.Board with { ReaderTest = [] } }));
    }

    [Fact]
    public void Every_panel_that_may_be_empty_says_why_to_its_reader() => Assert.All(
        BoardIndex.All.SelectMany(file => file.Board.Panels).Where(panel => panel.EmptyWithout is not null),
        panel => Assert.EndsWith(".", panel.EmptyWithout!, StringComparison.Ordinal));

    [Fact]
    public void Shared_panels_have_names_of_their_own() =>
        Assert.Equal(SharedPanels.All.Count, SharedPanels.All.Select(panel => panel.Uid).Distinct().Count());

    [Fact]
    public void Every_json_file_in_the_room_has_a_source()
    {
        var room = Path.Combine(Repository.Root, BoardIndex.Room);
        var files = Audience.All.Select(audience => Path.Combine(room, audience.Folder)).Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*.json"));
        Assert.Empty(files.Select(file => Path.GetRelativePath(Repository.Root, file)).Except(BoardIndex.Files.Files.Select(file => file.Path)));
    }

    [Fact]
    public void The_same_board_gives_the_same_bytes() =>
        Assert.All(BoardIndex.All, file => Assert.Equal(file.Board.ToJson(), file.Board.ToJson()));

    [Fact]
    public void A_board_lies_in_the_folder_of_its_audience() =>
        Assert.All(BoardIndex.All, file => Assert.Equal(file.Board.Audience.Folder, file.Folder));

    [Fact]
    public void Uids_are_unique_and_no_longer_than_Grafana_takes()
    {
        Assert.Equal(BoardIndex.All.Count, BoardIndex.All.Select(file => file.Board.Uid).Distinct().Count());
        Assert.All(BoardIndex.All, file => Assert.InRange(file.Board.Uid.Length, 1, 40));
    }

    [Fact]
    public void Generated_boards_are_told_from_other_json()
    {
        GeneratedSet boards = BoardIndex.Files;
        Assert.All(boards.Files, file => Assert.True(boards.IsMade!(file.Content)));
        Assert.False(boards.IsMade!("{\n  \"name\": \"viewer\"\n}\n"));
    }
}
