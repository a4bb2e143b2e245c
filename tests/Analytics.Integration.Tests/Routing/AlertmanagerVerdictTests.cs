using System.Text.Json;
using Analytics.AlertRules;
using Analytics.Rules;
using Analytics.Rules.Routing;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Routing;

/// <summary>A real Alertmanager and our evaluation: for the same configuration and the same alerts, the same receivers and the same silence.</summary>
public sealed class AlertmanagerVerdictTests
{
    private const int Configurations = 12;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Random_configurations_give_the_same_receivers_and_inhibitions_for_thousands_of_alerts()
    {
        var alerts = RandomRouting.AllLabels.Select(labels => new FiringAlert(labels)).ToList();
        var (verdicts, inhibited) = (0, 0);
        for (var seed = 0; seed < Configurations; seed++)
        {
            var plan = new RandomRouting(seed).Plan();
            inhibited += await AgreeAsync(plan, AlertmanagerYaml.Print(plan), alerts, $"seed {seed}");
            verdicts += alerts.Count;
        }

        TestContext.Current.SendDiagnosticMessage($"{Configurations} configurations, {verdicts} verdicts, {inhibited} inhibited");
        Assert.InRange(inhibited, verdicts / 20, verdicts * 19 / 20); // both kinds occur
    }

    [Fact]
    public async Task Our_configuration_gives_the_same_receivers_and_inhibitions_for_every_alert_of_ours()
    {
        var plan = AlertRuleBook.Default.Routing!;
        await AgreeAsync(plan, AlertmanagerYaml.Print(plan, _ => false), OurAlerts.All, "our configuration");
    }

    /// <summary>Lets all fire together, and compares; gives the number of those inhibited.</summary>
    private async Task<int> AgreeAsync(RoutingPlan plan, string yaml, IReadOnlyList<FiringAlert> alerts, string what)
    {
        var expected = alerts.ToDictionary(alert => alert.ToString(), alert => Expect(plan, alert, alerts), StringComparer.Ordinal);
        // A fresh one each time: an old one remembers its alerts.
        await using var peer = await AlertmanagerPeer.StartAsync(configuration: yaml, cancel: Cancel);
        await peer.PostAsync(alerts.Select(alert => alert.Labels), TimeProvider.System.GetUtcNow(), Cancel);

        // The inhibitor learns of alerts a moment after the API does.
        await Eventually.Get(cancel => DifferencesAsync(peer, expected, cancel), differences => differences.Count == 0, $"{what}: verdicts of Alertmanager equal to ours\n{yaml}", cancel: Cancel);
        return expected.Values.Count(verdict => verdict.Sources.Count > 0);
    }

    private static Expected Expect(RoutingPlan plan, FiringAlert alert, IReadOnlyList<FiringAlert> alerts)
    {
        var by = PageSimulation.InhibitedBy(plan, alert, alerts);
        return new(string.Join(',', plan.Match(alert.Labels).Select(match => match.Receiver.Name)), by.Select(pair => pair.Source.ToString()).ToHashSet(StringComparer.Ordinal),
            plan.Inhibitions.All(rule => !alerts.Any(source => rule.Inhibits(source.Labels, alert.Labels)) || DependsOnOrder(rule, alert, alerts)));
    }

    /// <summary>
    /// Alertmanager remembers one source for each set of equal labels. Where the target is a source itself, it asks whether the remembered one is a target
    /// too, and if so forgets the others: the verdict depends on which source came last. The check <c>routing/order-dependent</c> keeps such rules out of ours.
    /// </summary>
    private static bool DependsOnOrder(Inhibition rule, FiringAlert target, IReadOnlyList<FiringAlert> alerts) =>
        rule.Source.Matches(target.Labels) && alerts.Any(source => rule.Source.Matches(source.Labels) && rule.Target.Matches(source.Labels)
            && rule.Equal.All(label => source.Labels.GetValueOrDefault(label, "") == target.Labels.GetValueOrDefault(label, "")));

    private static async Task<Differences> DifferencesAsync(AlertmanagerPeer peer, Dictionary<string, Expected> expected, CancellationToken cancel)
    {
        var seen = (await peer.GetAsync("alerts", cancel)).EnumerateArray().ToList();
        var names = seen.ToDictionary(alert => alert.GetProperty("fingerprint").GetString()!, NameOf);
        var differences = new Differences();
        foreach (var alert in seen)
        {
            var (receivers, sources, either) = expected[NameOf(alert)];
            var theirs = string.Join(',', alert.GetProperty("receivers").EnumerateArray().Select(receiver => receiver.GetProperty("name").GetString()));
            var by = alert.GetProperty("status").GetProperty("inhibitedBy").EnumerateArray().Select(source => names[source.GetString()!]).ToList();
            if (theirs != receivers || (by.Count > 0 != sources.Count > 0 && !(either && by.Count == 0)) || by.Any(source => !sources.Contains(source)))
            {
                differences.Add($"{NameOf(alert)}: Alertmanager {theirs} inhibited by [{string.Join("; ", by)}], we {receivers} inhibited by [{string.Join("; ", sources.Take(3))}]");
            }
        }

        if (seen.Count != expected.Count)
        {
            differences.Add($"{seen.Count} alerts of {expected.Count}");
        }

        return differences;
    }

    private static string NameOf(JsonElement alert) => new FiringAlert(
        new SortedDictionary<string, string>(alert.GetProperty("labels").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!), StringComparer.Ordinal)).ToString();

    /// <param name="Receivers">In order.</param>
    /// <param name="Sources">What may keep it quiet.</param>
    /// <param name="Either">Whether it is kept quiet depends on the order of arrival.</param>
    private sealed record Expected(string Receivers, HashSet<string> Sources, bool Either);

    /// <summary>Prints itself, for a test that fails.</summary>
    private sealed class Differences : List<string>
    {
        public override string ToString() => $"{Count} differences\n{string.Join('\n', this.Take(5))}";
    }
}
