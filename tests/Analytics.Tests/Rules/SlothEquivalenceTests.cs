using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.PromQL.Printing;
using Analytics.Rules.Lint;
using Analytics.Rules.Output;
using Analytics.Rules.Slo;

namespace Analytics.Tests.Rules;

/// <summary>
/// Our rules for a specification in Sloth's format beside what Sloth's templates make of it (version 0.16), file by file: groups, names, labels, annotations,
/// and expressions as trees. Only the noise of Sloth's binary fractions (0.0009999999999999432) is rounded away, and the version label is each tool's own.
/// </summary>
public sealed partial class SlothEquivalenceTests
{
    private const string Folder = "tests/Analytics.Tests/Rules/Sloth";

    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), "*.slo.yml").Select(path => Path.GetFileName(path)[..^".slo.yml".Length]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_rules_are_those_of_Sloth(string example)
    {
        var (slos, findings) = SloSpecReader.Read(Read(example + ".slo.yml"), example, example == "period-28" ? 28 : 30);
        Assert.Empty(findings);
        var theirs = RuleFileReader.Read(Read(example + ".expected.yml"), example);
        Assert.Empty(theirs.Findings);

        // What is compared is what we print, read again.
        var ours = RuleFileReader.Read(RuleText.Prometheus([.. slos.SelectMany(SloRules.Of)], "test"), example).Groups;
        Assert.Equal(theirs.Groups.Select(group => (group.Name, group.Interval)), ours.Select(group => (group.Name, group.Interval)));
        Assert.Equal(theirs.Groups.SelectMany(group => group.Rules).Select(Words), ours.SelectMany(group => group.Rules).Select(Words));
    }

    [Fact]
    public void A_Kubernetes_resource_keeps_its_name_and_namespace()
    {
        var slo = SloSpecReader.Read(Read("kubernetes.slo.yml"), "kubernetes").Slos.Single();
        Assert.Equal(("checkout-slos", "monitoring"), (slo.Origin.Name, slo.Origin.Namespace));
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, Folder, name));

    private static string Words(PlainRule rule) => string.Join('\n',
        rule.Name, LongNumber().Replace(CanonicalPrinter.Print(rule.Expr), number => Math.Round(decimal.Parse(number.Value, CultureInfo.InvariantCulture), 12).ToString("0.############", CultureInfo.InvariantCulture)),
        Texts(rule.Labels.Where(label => label.Key != "sloth_version")), Texts(rule.Annotations));

    private static string Texts(IEnumerable<KeyValuePair<string, string>> texts) => string.Join(", ", texts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    [GeneratedRegex("[0-9]\\.[0-9]{12,}")]
    private static partial Regex LongNumber();
}
