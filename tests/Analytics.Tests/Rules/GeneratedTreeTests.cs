using Analytics.Rules;
using Analytics.Rules.Output;

namespace Analytics.Tests.Rules;

public sealed class GeneratedTreeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("analytics-tree-").FullName;
    private readonly GeneratedSet _set = new("rule files", [new GeneratedFile("room/A/X.rules.yml", "one\ntwo\n", "Some.Class")], "room", "*.rules.yml");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_missing_file_is_created_and_then_all_is_well()
    {
        var finding = Assert.Single(GeneratedTree.Findings(GeneratedTree.Compare(_root, [_set])));
        Assert.Equal("generated/missing", finding.Rule);
        GeneratedTree.Write(_root, GeneratedTree.Compare(_root, [_set]));
        Assert.Empty(GeneratedTree.Compare(_root, [_set]));
        Assert.Equal("one\ntwo\n", File.ReadAllText(Path.Combine(_root, "room/A/X.rules.yml")));
    }

    [Fact]
    public void A_stale_file_is_found_at_its_first_difference()
    {
        Write("room/A/X.rules.yml", "one\ntoo\n");
        var finding = Assert.Single(GeneratedTree.Findings(GeneratedTree.Compare(_root, [_set])));
        Assert.Equal(("generated/stale", new Place(2, 2)), (finding.Rule, finding.Place));
        Assert.StartsWith("room/A/X.rules.yml:2:2: error: ", finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_orphan_is_deleted_and_what_is_not_ours_stays()
    {
        GeneratedTree.Write(_root, GeneratedTree.Compare(_root, [_set]));
        Write("room/B/Old.rules.yml", "old");
        Write("room/B/notes.md", "mine");
        var orphan = Assert.Single(GeneratedTree.Compare(_root, [_set]));
        Assert.Equal(("room/B/Old.rules.yml", Drift.Orphaned), (orphan.Path, orphan.Drift));
        GeneratedTree.Write(_root, [orphan]);
        Assert.False(File.Exists(Path.Combine(_root, "room/B/Old.rules.yml")));
        Assert.True(File.Exists(Path.Combine(_root, "room/B/notes.md")));
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
