using Analytics.Testing;
using Analytics.Testing.CliScripts;

namespace Analytics.Tests.Worker;

/// <summary>`analytics jobs` by text scripts, as far as no peer is needed. UPDATE_GOLDEN=1 writes the answers anew.</summary>
public sealed class JobsScriptTests
{
    private const string Folder = "tests/Analytics.Tests/Worker/Scripts";

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.txt").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Command_answers_as_its_script_says(string script) => CliScript.Run($"{Folder}/{script}");
}
