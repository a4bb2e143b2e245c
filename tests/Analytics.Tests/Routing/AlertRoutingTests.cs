using Analytics.AlertRules;
using Analytics.AlertRules.Routing;
using Analytics.Catalog;
using Analytics.Rules;
using Analytics.Rules.Output;
using Analytics.Rules.Routing;

namespace Analytics.Tests.Routing;

/// <summary>The routing that we ship.</summary>
public sealed class AlertRoutingTests
{
    private static readonly RuleBook Book = AlertRuleBook.Default;
    private static readonly RoutingPlan Plan = Book.Routing!;

    [Fact]
    public void The_committed_file_says_what_the_code_says() => Assert.Empty(GeneratedTree.Findings(GeneratedTree.Compare(Repository.Root, [Book.RoutingFiles])));

    [Fact]
    public void All_page_tests_pass() => Assert.Empty(PageTests.Run(Repository.Root, Plan, Book.Shapes(CatalogIndex.Default)));

    [Fact]
    public void Every_P0_pages_whoever_is_on_call_at_any_hour_of_a_week()
    {
        var monday = new DateTimeOffset(2026, 3, 9, 0, 30, 0, TimeSpan.Zero);
        foreach (var alert in Alerts(Priority.P0))
        {
            foreach (var match in Plan.Match(FiringAlert.Of(alert, []).Labels).Where(match => match.Receiver == People.OnCall).DefaultIfEmpty())
            {
                Assert.NotNull(match);
                Assert.All(Enumerable.Range(0, 7 * 24), hour => Assert.Empty(match.MutedBy(monday.AddHours(hour))));
            }
        }
    }

    [Fact]
    public void P1_is_told_at_any_hour_and_P3_in_working_hours_only()
    {
        var night = new DateTimeOffset(2026, 3, 10, 2, 0, 0, TimeSpan.Zero);
        Assert.All(Alerts(Priority.P1), alert => Assert.All(Matches(alert), match => Assert.Empty(match.MutedBy(night))));
        Assert.All(Alerts(Priority.P3), alert => Assert.All(Matches(alert), match => Assert.NotEmpty(match.MutedBy(night))));
    }

    [Fact]
    public void No_alert_of_ours_is_forgotten() => Assert.All(Book.Alerts, alert => Assert.All(Matches(alert), match => Assert.NotEqual(People.Forgotten, match.Receiver)));

    [Fact]
    public void The_ladder_climbs_after_5_15_30_and_60_minutes() =>
        Assert.Equal(["5m", "15m", "30m", "1h"], Plan.Ladder.Where(step => step.Of == Priority.P0).Select(step => step.After.ToString()));

    /// <summary>A red test means that somebody is called for an alert that is being kept quiet, or is not called for one that is not.</summary>
    [Fact]
    public void What_keeps_an_alert_quiet_keeps_its_rungs_quiet_and_nothing_else_does()
    {
        var plain = Book.Alerts.Where(alert => !alert.Labels.ContainsKey(AlertLabels.Escalation.Key)).Select(alert => FiringAlert.Of(alert, [])).ToList();
        foreach (var step in Plan.Ladder)
        {
            foreach (var alert in plain.Where(alert => alert.Labels["priority"] == step.Of.ToString()))
            {
                var rung = PageSimulation.Rung(step, alert);
                Assert.Equal([step.Receiver], Plan.Match(rung.Labels).Select(match => match.Receiver));
                Assert.Equal(
                    PageSimulation.InhibitedBy(Plan, alert, plain).Select(pair => pair.Source.Name).Order(),
                    PageSimulation.InhibitedBy(Plan, rung, plain).Select(pair => pair.Source.Name).Order());
            }
        }
    }

    [Fact]
    public void Deliveries_without_a_secret_are_left_out_and_receivers_stay()
    {
        var none = AlertmanagerYaml.Print(Plan, _ => false);
        Assert.DoesNotContain("_file", none, StringComparison.Ordinal);
        Assert.All(Plan.Receivers, receiver => Assert.Contains($"  - name: {receiver.Name}\n", none, StringComparison.Ordinal));

        var slack = AlertmanagerYaml.Print(Plan, secret => secret.FileName == "slack.url");
        Assert.Contains("api_url_file: secrets/alerting/slack.url", slack, StringComparison.Ordinal);
        Assert.DoesNotContain("pagerduty", slack, StringComparison.Ordinal);
        Assert.DoesNotContain("smtp", slack, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_stands_in_the_configuration() => Assert.DoesNotMatch("(api_url|routing_key|password|  url): ", AlertmanagerYaml.Print(Plan));

    private static IEnumerable<Alert> Alerts(Priority priority) => Book.Alerts.Where(alert => alert.Priority == priority && !alert.Labels.ContainsKey(AlertLabels.Escalation.Key));

    private static IReadOnlyList<RouteMatch> Matches(Alert alert) => Plan.Match(FiringAlert.Of(alert, []).Labels);
}
