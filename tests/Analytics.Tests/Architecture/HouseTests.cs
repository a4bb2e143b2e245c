using System.Text.RegularExpressions;

namespace Analytics.Tests.Architecture;

/// <summary>The house rules that a compiler cannot hold.</summary>
public sealed partial class HouseTests
{
    private static readonly string[] Rooms = ["exporters", "rule-generator", "alert-rules", "dashboards", "collector-config", "tests"];

    /// <summary>A red test means that a file holds more than one idea: cut it where the ideas part.</summary>
    [Fact]
    public void No_source_file_is_longer_than_400_lines() =>
        Assert.Empty(Sources().Where(file => File.ReadLines(file).Count() > (file.Contains("Pars", StringComparison.Ordinal) ? 500 : 400)).Select(Relative));

    [Fact]
    public void Namespaces_are_file_scoped_and_start_with_the_project() =>
        Assert.Empty(Sources().Where(file => !file.EndsWith("Program.cs", StringComparison.Ordinal) && !file.EndsWith("TestRun.cs", StringComparison.Ordinal)
                && !file.EndsWith("StartupHook.cs", StringComparison.Ordinal)) // the runtime looks for it outside all namespaces
            .Where(file => !FileScopedNamespace().IsMatch(File.ReadAllText(file))).Select(Relative));

    [Fact]
    public void There_are_no_regions_and_no_unfinished_marks() =>
        Assert.Empty(Sources().Where(file => !file.EndsWith("HouseTests.cs", StringComparison.Ordinal)).Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(Relative));

    [Fact]
    public void No_type_is_called_Helper_Manager_or_Util() =>
        Assert.Empty(Sources().Where(file => VagueName().IsMatch(Path.GetFileNameWithoutExtension(file))).Select(Relative));

    /// <summary>A type named like the last word of a namespace hides that namespace from its siblings (CS0234).</summary>
    [Fact]
    public void No_type_bears_the_last_word_of_a_project()
    {
        var words = Directory.GetFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file).Split('.')[^1]).ToHashSet();
        Assert.Empty(Sources().Where(file => words.Contains(Path.GetFileNameWithoutExtension(file))).Select(Relative));
    }

    [Fact]
    public void Every_room_has_a_readme_of_80_lines_at_most()
    {
        var rooms = Rooms.SelectMany(room => Directory.GetFiles(Path.Combine(Repository.Root, room), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetDirectoryName(file)!).Where(room => !Relative(room).StartsWith("tests/Analytics.", StringComparison.Ordinal) || room.EndsWith("Benchmarks", StringComparison.Ordinal))
            .Append(Path.Combine(Repository.Root, "collector-config")).Append(Path.Combine(Repository.Root, "tests"));
        Assert.All(rooms, room =>
        {
            var readme = Path.Combine(room, "README.md");
            Assert.True(File.Exists(readme), $"{Relative(room)} has no README.md");
            Assert.True(File.ReadLines(readme).Count() <= 80, $"{Relative(readme)} is longer than 80 lines");
        });
    }

    [Fact]
    public void Links_in_the_readmes_lead_somewhere()
    {
        var readmes = Directory.GetFiles(Repository.Root, "*.md", SearchOption.AllDirectories).Where(file => !Hidden(file));
        var broken = from file in readmes
                     from Match link in RelativeLink().Matches(File.ReadAllText(file))
                     let target = Path.Combine(Path.GetDirectoryName(file)!, Uri.UnescapeDataString(link.Groups[1].Value.Split('#')[0]))
                     where !File.Exists(target) && !Directory.Exists(target)
                     select $"{Relative(file)} -> {link.Groups[1].Value}";
        Assert.Empty(broken);
    }

    private static IEnumerable<string> Sources() => Rooms.Where(room => Directory.Exists(Path.Combine(Repository.Root, room))).SelectMany(room => Directory.GetFiles(Path.Combine(Repository.Root, room), "*.cs", SearchOption.AllDirectories))
        .Where(file => !Hidden(file));

    private static bool Hidden(string file) => Relative(file).Split('/').Any(part => part is ".artifacts" or ".stack" or "node_modules" or ".git" or "bin" or "obj");

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');

    [GeneratedRegex("^namespace Analytics\\.[A-Za-z.]+;", RegexOptions.Multiline)]
    private static partial Regex FileScopedNamespace();

    [GeneratedRegex("^\\s*#region|\\b(TODO|FIXME|HACK)\\b|NotImplementedException", RegexOptions.Multiline)]
    private static partial Regex Unfinished();

    [GeneratedRegex("(Helper|Helpers|Manager|Util|Utils|Utility)$")]
    private static partial Regex VagueName();

    [GeneratedRegex("\\]\\((?!https?:|mailto:|#)([^)\\s]+)\\)")]
    private static partial Regex RelativeLink();
}
