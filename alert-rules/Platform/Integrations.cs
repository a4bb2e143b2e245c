using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>Other companies' services that the product depends upon.</summary>
public static class Integrations
{
    private const string Board = "analytics-integrations";

    private static readonly Label<Integration> Name = PlatformMetrics.IntegrationChecks.Labels.Integration;

    public static readonly Recording Failures = new("integration:down_checks:ratio_rate10m",
        Share.Of(
            PlatformMetrics.IntegrationChecks.Where(l => l.Status.Is(IntegrationStatus.Down)).Rate(10.Minutes()).SumBy(l => l.Integration),
            PlatformMetrics.IntegrationChecks.Rate(10.Minutes()).SumBy(l => l.Integration)),
        "Share of checks that found the integration down.");

    public static readonly Alert PaymentProviderDown = new("PaymentProviderDown", Failures.Where(Name, Integration.Payments) > 0.5)
    {
        For = 2.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Business,
        Signal = "integration",
        Dashboard = Board,
        Summary = "The payment provider is down",
        Description = $"{AsPercentage} of the checks of the payment provider found it down over the last 10 minutes.",
        Impact = "Nobody can pay; renewals fail and become cancellations.",
    };

    public static readonly Alert WearableApiDown = new("WearableApiDown", Failures.Where(Name, Integration.WearableApi) > 0.5)
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Fitness,
        Signal = "integration",
        Dashboard = Board,
        Summary = "The wearables' API is down",
        Description = $"{AsPercentage} of the checks of the wearables' API found it down over the last 10 minutes.",
        Impact = "No samples arrive: recovery recommendations work with old data.",
    };

    public static readonly Alert IntegrationDown = new("IntegrationDown", Failures.Series.Where(PromQL.Syntax.LabelMatcher.DoesNotMatch(Name.Name, Name.IsIn(Integration.Payments, Integration.WearableApi).Value)) > 0.5)
    {
        For = 5.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "integration",
        Dashboard = Board,
        Summary = $"The integration {LabelOf(Name)} is down",
        Description = $"{AsPercentage} of the checks of {LabelOf(Name)} found it down over the last 10 minutes.",
        Impact = "What depends on it fails or waits.",
    };

    public static readonly Alert IntegrationSlow = new("IntegrationSlow", PlatformMetrics.IntegrationDuration.Quantile(0.95, 15.Minutes(), l => l.Integration) > 5)
    {
        For = 10.Minutes(),
        Priority = Priority.P3,
        Team = Teams.Platform,
        Signal = "integration",
        Dashboard = Board,
        Summary = $"The integration {LabelOf(Name)} is slow",
        Description = $"The 95th percentile of the checks of {LabelOf(Name)} took {AsDuration} over the last 15 minutes; the limit is 5 s.",
        Impact = "Requests that wait for it hold connections and threads.",
    };

    public static readonly RuleFile File = new(typeof(Integrations),
        new RuleGroup("integrations", Failures, PaymentProviderDown, WearableApiDown, IntegrationDown, IntegrationSlow) { Interval = 30.Seconds() });
}
