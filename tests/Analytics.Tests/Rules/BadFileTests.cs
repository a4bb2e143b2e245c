using System.Diagnostics;
using System.Text;
using Analytics.Catalog;
using Analytics.Rules;
using Analytics.Rules.Import;
using Analytics.Rules.Lint;
using Analytics.Rules.Slo;

namespace Analytics.Tests.Rules;

/// <summary>Files that nobody should write: each is a finding with a place, quickly, and never a crash.</summary>
public sealed class BadFileTests
{
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string> Files => new()
    {
        { "truncated in a quoted text", "groups:\n  - name: \"a" },
        { "truncated in a flow list", "groups: [{name: a, rules: [" },
        { "tab as indentation", "groups:\n\t- name: a\n" },
        { "an unknown alias", "groups: *nothing\n" },
        { "an alias inside itself", "groups: &a\n  - *a\n" },
        { "a bomb of aliases", Bomb("groups") },
        { "a bomb of aliases as a key", Bomb("x") + "? *l9\n: 1\n" },
        { "repeated keys", "groups: []\ngroups: []\n" },
        { "10,000 nested lists", "groups: " + new string('[', 10_000) },
        { "10,000 nested mappings", string.Concat(Enumerable.Range(0, 10_000).Select(i => new string(' ', i) + "a:\n"))[..4_000_000] },
        { "bytes of a program", "\u007fELF\u0002\u0001\u0001\0\0\0\ufffd\ufffd>\0" },
        { "a mapping of lists", "{[a]: [b], ? [c] : {d: e}}" },
        { "numbers", "12" },
        { "nothing but a directive", "%YAML 9.9\n---\n" },
        { "a tag of another language", "groups: !!python/object/apply:os.system ['true']\n" },
        { "half a surrogate", "groups: \"\\ud800\"\n" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_bad_file_is_a_finding_with_a_place(string what, string text)
    {
        var start = Stopwatch.GetTimestamp();
        Assert.All<IReadOnlyList<Finding>>(
            [RuleFileLint.Run(text, "x.yml", CatalogIndex.Default, []), SloSpecReader.Read(text, "x.yml").Findings, RuleImport.Print(text, "x.yml").Findings],
            findings =>
            {
                Assert.Contains(findings, finding => finding.Severity == FindingSeverity.Error && finding.Place is { Line: > 0, Column: > 0 });
                Assert.All(findings, finding => Assert.StartsWith("x.yml", finding.ToString(), StringComparison.Ordinal));
            });
        Assert.True(Stopwatch.GetElapsedTime(start) < Quickly, what);
    }

    [Fact]
    public void A_byte_order_mark_and_Windows_lines_are_fine() =>
        Assert.Empty(RuleFileLint.Run("\ufeffgroups:\r\n  - name: a\r\n    rules:\r\n      - alert: A\r\n        expr: up == 0\r\n", "x.yml", CatalogIndex.Default, []));

    [Fact]
    public void A_file_beyond_the_bound_is_not_parsed() =>
        Assert.Equal("rules/too-large", Assert.Single(RuleFileLint.Run(new string('#', 5_000_000), "x.yml", CatalogIndex.Default, [])).Rule);

    [Fact]
    public void A_rule_with_10000_parentheses_is_a_finding() =>
        Assert.Equal("promql/syntax", Assert.Single(RuleFileLint.Run($"groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: {new string('(', 10_000)}up", "x.yml", CatalogIndex.Default, [])).Rule);

    /// <summary>Half a million uses of one group are half a million duplicates, no more: every one is a finding, in linear time.</summary>
    [Fact]
    public void Many_aliases_of_one_group_take_linear_time()
    {
        var start = Stopwatch.GetTimestamp();
        var text = "groups:\n  - &g { name: a, rules: [] }\n" + string.Concat(Enumerable.Repeat("  - *g\n", 100_000));
        Assert.Equal(100_000, RuleFileLint.Run(text, "x.yml", CatalogIndex.Default, []).Count);
        Assert.True(Stopwatch.GetElapsedTime(start) < Quickly);
    }

    /// <summary>50 MB through the command itself, with 100 MB of memory to work in.</summary>
    [Theory]
    [InlineData("lint")]
    [InlineData("slo", "generate")]
    [InlineData("import", "rules")]
    public async Task A_file_of_50_MB_is_refused_unread(params string[] command)
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var file = File.OpenWrite(path))
            {
                var line = Encoding.UTF8.GetBytes("# " + new string('x', 1_021) + "\n");
                for (var i = 0; i < 50 * 1_024; i++)
                {
                    await file.WriteAsync(line, TestContext.Current.CancellationToken);
                }
            }

            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "analytics.dll"), .. command, path]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["DOTNET_GCHeapHardLimit"] = "0x6400000";
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(1, process.ExitCode);
            Assert.Contains("/too-large]", await output + await errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Nine levels of ten aliases each: a thousand million nodes in 300 characters.</summary>
    private static string Bomb(string key)
    {
        var text = new StringBuilder("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level <= 9; level++)
        {
            text.Append($"l{level}: &l{level} [{string.Join(", ", Enumerable.Repeat($"*l{level - 1}", 10))}]\n");
        }

        return text.Append($"{key}: *l9\n").ToString();
    }
}
