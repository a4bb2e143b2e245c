using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Rules.Lint.Templates;

namespace Analytics.Integration.Tests.Rules;

/// <summary>Our verdict on templates of alerts against promtool's, one alert for each: a red test means that check would let through what Prometheus refuses to load, or the other way round.</summary>
public sealed partial class TemplateDifferentialTests
{
    [Fact]
    public async Task Templates_are_refused_exactly_when_promtool_refuses_them()
    {
        var templates = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests/Analytics.Integration.Tests/Rules/templates.txt"), TestContext.Current.CancellationToken))
            .TrimEnd('\n').Split("\n---\n");
        var file = Path.GetTempFileName();
        try
        {
            var rules = templates.Select((template, number) => string.Create(CultureInfo.InvariantCulture, $"  - {{ alert: A{number}, expr: up == 0, annotations: {{ s: {JsonSerializer.Serialize(template)} }} }}\n"));
            await File.WriteAllTextAsync(file, "groups:\n- name: g\n  rules:\n" + string.Concat(rules), TestContext.Current.CancellationToken);
            var (_, said) = await PromtoolRun.RunAsync("check", "rules", file);
            var refused = RefusedAlert().Matches(said).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToHashSet();
            Assert.InRange(refused.Count, templates.Length / 4, templates.Length * 3 / 4);
            Assert.Empty(templates.Where((template, number) => refused.Contains(number) != (TemplateSyntax.Check(template) is not null))
                .Select(template => $"{template}: ours says {TemplateSyntax.Check(template)?.ToString() ?? "fine"}"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex("\"A([0-9]+)\": annotation")]
    private static partial Regex RefusedAlert();
}
