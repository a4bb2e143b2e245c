using System.Reflection;
using Analytics.AlertRules;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules;
using Analytics.Rules.Slo;

namespace Analytics.Tests.AlertRules;

public sealed class ServiceObjectivesTests
{
    public static TheoryData<string> Names => [.. ServiceObjectives.All.Select(slo => slo.Name)];

    /// <summary>A red test means that a promise was declared and then left out of its file's list: it would have no rules.</summary>
    [Fact]
    public void Every_declared_promise_is_listed() => Assert.Empty(typeof(ServiceObjectives).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
        .Where(field => field.FieldType == typeof(ServiceObjective)).Select(field => (ServiceObjective)field.GetValue(null)!)
        .Except(ServiceObjectives.All));

    [Fact]
    public void Names_are_unique() => Assert.Equal(ServiceObjectives.All.Count, ServiceObjectives.All.DistinctBy(slo => slo.Name).Count());

    [Fact]
    public void Every_domain_promises_something() => Assert.Equal(
        ["Ai", "Business", "Engagement", "Fitness", "Platform"],
        AlertRuleBook.Default.Files.Where(file => file.Name == "Slos").Select(file => file.Folder).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_promise_records_the_same_series_as_every_other(string name)
    {
        var recordings = Of(name).Recordings;
        Assert.Equal(["5m", "30m", "1h", "2h", "6h", "1d", "3d"], recordings.BurnRates.Keys.Select(window => window.ToString()));
        Assert.Equal(recordings.BurnRates.Keys, recordings.ErrorRatios.Keys);
        string[] shared =
        [
            SloSeries.BudgetRemaining.ToString(), SloSeries.WindowErrorRatio.ToString(), SloSeries.Target.ToString(), SloSeries.Info.ToString(),
            SloSeries.ExhaustionAtHourlyBurn.ToString(), SloSeries.BurnRate(6.Hours()).ToString(),
        ];
        Assert.Empty(shared.Except(Of(name).Groups.SelectMany(group => group.Rules).Select(rule => rule.Name)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Alerts_say_who_how_soon_and_which_tier(string name)
    {
        var slo = Of(name);
        Assert.Equal(slo.Tiers.Select(tier => tier.Pages).Distinct().Count() + 1, slo.Alerts.Count);
        Assert.All(slo.Alerts, alert => Assert.Equal((slo.Team, slo.Name, slo.PascalName + "Objective"), (alert.Team, alert.Labels["slo"], alert.Page)));
        Assert.Equal(slo.Alerts.Select(alert => alert.Labels.GetValueOrDefault("tier")), slo.Alerts.Count == 3 ? ["page", "ticket", null] : ["ticket", null]);
    }

    [Fact]
    public void The_page_suppresses_the_ticket_of_the_same_promise_and_group()
    {
        var inhibition = ServiceObjectives.Inhibition;
        Assert.Equal("tier=\"page\"", Assert.Single(inhibition.Source).ToString());
        Assert.Equal("tier=\"ticket\"", Assert.Single(inhibition.Target).ToString());
        Assert.Equal("slo", inhibition.Equal[0]);
        Assert.Empty(ServiceObjectives.All.SelectMany(slo => slo.Indicator.Groups).Select(label => label.Name).Except(inhibition.Equal));
    }

    /// <summary>Whole windows are sums over sums: an average of ratios would let a quiet night weigh as much as a busy day.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Budgets_are_weighted_by_events(string name)
    {
        var ratio = Assert.IsType<Binary>(Of(name).Recordings.WindowErrorRatio.Expr.Syntax);
        Assert.Equal(BinaryOperator.Divide, ratio.Operator);
        Assert.Equal(["slo:bad:rate5m"], Summed(ratio.Left));
        Assert.Equal(["slo:events:rate5m"], Summed(ratio.Right));
        Assert.DoesNotContain(ratio.Descend().OfType<Call>(), call => call.Function.Name == "avg_over_time");

        static IEnumerable<string?> Summed(Expr expr) => expr.Descend().OfType<MatrixSelector>().Select(matrix => matrix.Selector.Name);
    }

    private static ServiceObjective Of(string name) => ServiceObjectives.All.Single(slo => slo.Name == name);
}
