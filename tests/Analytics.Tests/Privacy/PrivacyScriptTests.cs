using Analytics.Testing;
using Analytics.Testing.CliScripts;

namespace Analytics.Tests.Privacy;

/// <summary>`analytics privacy`, and what of `analytics events` works on the store, by text scripts. UPDATE_GOLDEN=1 writes the answers anew.</summary>
public sealed class PrivacyScriptTests
{
    private const string Folder = "tests/Analytics.Tests/Privacy/Scripts";

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.txt").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Command_answers_as_its_script_says(string script) => CliScript.Run($"{Folder}/{script}");
}
