using Analytics.Testing.CliScripts;

namespace Analytics.Tests.Routing;

/// <summary>`analytics routes` by text scripts: one file is the command, its input and its answer. UPDATE_GOLDEN=1 writes the answers anew.</summary>
public sealed class RoutesScriptTests
{
    private const string Folder = "tests/Analytics.Tests/Routing/Scripts";

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.txt").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Command_answers_as_its_script_says(string script) => CliScript.Run($"{Folder}/{script}");
}
