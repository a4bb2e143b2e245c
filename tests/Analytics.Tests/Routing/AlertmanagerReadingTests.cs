using Analytics.AlertRules;
using Analytics.Rules.Output;
using Analytics.Rules.Routing;

namespace Analytics.Tests.Routing;

/// <summary>What is generated is read back to the same decisions: the base of a comparison is a file, not C#.</summary>
public sealed class AlertmanagerReadingTests
{
    [Fact]
    public void The_generated_configuration_is_read_back_to_the_same_text()
    {
        var plan = AlertRuleBook.Default.Routing!;
        var (read, findings) = AlertmanagerReading.Read(AlertmanagerYaml.Print(plan), "x.yml");
        Assert.Empty(findings);
        Assert.Equal(RouteTreeText.Print(plan with { Ladder = [] }).Split("\nkept quiet")[0], RouteTreeText.Print(read!).Split("\nkept quiet")[0]);
        Assert.Equal(plan.Inhibitions.Select(Words), read!.Inhibitions.Select(Words));
        Assert.Equal(plan.Intervals.Select(interval => Week(interval)), read.Intervals.Select(interval => Week(interval)));
        foreach (var alert in AlertRuleBook.Default.Alerts)
        {
            var labels = new Dictionary<string, string>(PlainRule.LabelsOf(alert)) { ["alertname"] = alert.Name };
            Assert.Equal(plan.Match(labels).Select(match => match.Receiver.Name), read.Match(labels).Select(match => match.Receiver.Name));
        }
    }

    [Theory]
    [InlineData("severity = critical", "severity=\"critical\"")]
    [InlineData("\"my.label\" !~ \"a|b\"", "\"my.label\"!~\"a|b\"")]
    [InlineData("path=\"a \\\"b\\\"\"", "path=\"a \\\"b\\\"\"")]
    public void Matchers_are_read_in_all_their_spellings(string written, string meant)
    {
        var (plan, _) = AlertmanagerReading.Read($"route: {{ receiver: a, routes: [ {{ matchers: ['{written}'] }} ] }}\nreceivers: [ {{ name: a }} ]", "x.yml");
        Assert.Equal(meant, plan!.Root.Routes.Single().Matchers.Single().ToString());
        Assert.Equal("a", plan.Root.Routes.Single().Receiver.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- 1")]
    [InlineData("route: { receiver: nobody }")]
    [InlineData("route: { receiver: a, matchers: ['==='] }\nreceivers: [ { name: a } ]")]
    [InlineData("route: [")]
    public void What_is_no_configuration_is_a_finding(string text)
    {
        var (plan, findings) = AlertmanagerReading.Read(text, "x.yml");
        Assert.Null(plan);
        Assert.NotEmpty(findings);
    }

    private static string Words(Inhibition rule) => $"{string.Join(',', rule.Source)} {string.Join(',', rule.Target)} {string.Join(',', rule.Equal)}";

    private static string Week(TimeInterval interval) => interval.Name + string.Concat(Enumerable.Range(0, 24 * 400).Select(hour => interval.Contains(new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.Zero).AddHours(hour)) ? '1' : '0'));
}
