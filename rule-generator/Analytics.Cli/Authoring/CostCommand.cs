using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.Cli.Shell;
using Analytics.Dashboards;
using Analytics.Rules;
using Analytics.Rules.Cost;

namespace Analytics.Cli.Authoring;

/// <summary>`cost`: what the rules can cost at most, before the first sample exists; and what is paid for and never looked at.</summary>
internal static class CostCommand
{
    public static Command Create()
    {
        var most = new Option<int>("--most") { Description = "How many rules to list.", DefaultValueFactory = _ => 20 };
        var json = AuthoringCommands.Json();
        var command = new Command("cost",
            """
            Print how many series each rule can have at most, by the closed sets and budgets of the catalog's labels: what a recording writes, and how many
            alerts can fire at once. Below it the metrics of the catalog that no rule and no panel uses: candidates to drop in the Collector.

            Examples:
              ./analytics cost --most 5
              ./analytics cost --json | jq -r '.unused[]'
            """) { most, json };
        command.SetAction(parsed =>
        {
            var costs = RuleCost.Of(AlertRuleBook.Default, CatalogIndex.Default).OrderByDescending(cost => cost.Series).ThenBy(cost => cost.Rule.Name, StringComparer.Ordinal).ToList();
            var unused = RuleCost.Unused(AlertRuleBook.Default, CatalogIndex.Default, BoardChecks.Selected()).Select(metric => metric.PrometheusName).Order(StringComparer.Ordinal).ToList();
            if (parsed.GetValue(json))
            {
                PrintJson(costs, unused);
                return ExitCodes.Ok;
            }

            foreach (var cost in costs.Take(parsed.GetValue(most)))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cost.Series,9}  {cost.Rule.Name} ({cost.File.Path}): {(cost.Labels.Count == 0 ? "no labels" : string.Join(", ", cost.Labels))}"));
            }

            var (alerts, recordings) = (costs.Where(cost => cost.Rule is Alert).ToList(), costs.Where(cost => cost.Rule is Recording).ToList());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{recordings.Count} recordings write at most {recordings.Sum(cost => cost.Series)} series; {alerts.Count} alerts can fire at most {alerts.Sum(cost => cost.Series)} times at once"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{unused.Count} of {CatalogIndex.Default.Metrics.Count} metrics are used by no rule and no panel{(unused.Count == 0 ? "" : ":")}"));
            unused.ForEach(name => Console.WriteLine($"  {name}"));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void PrintJson(List<RuleCost> costs, List<string> unused) => Console.WriteLine(JsonSerializer.Serialize(
        new
        {
            rules = costs.Select(cost => new { name = cost.Rule.Name, kind = cost.Rule is Alert ? "alert" : "recording", file = cost.File.Path, series = cost.Series, labels = cost.Labels }),
            unused,
        },
        Indented));

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };
}
