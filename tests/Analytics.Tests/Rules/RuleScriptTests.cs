using Analytics.Testing.CliScripts;

namespace Analytics.Tests.Rules;

/// <summary>`analytics slo`, `lint`, `import` and `export` by text scripts. UPDATE_GOLDEN=1 writes the answers anew.</summary>
public sealed class RuleScriptTests
{
    private const string Folder = "tests/Analytics.Tests/Rules/Scripts";

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.txt").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Command_answers_as_its_script_says(string script) => CliScript.Run($"{Folder}/{script}");
}
