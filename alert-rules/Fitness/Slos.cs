using Analytics.Catalog;
using Analytics.Rules;
using Analytics.Rules.Slo;

namespace Analytics.AlertRules.Fitness;

/// <summary>What people who wear a device are promised.</summary>
public static class Slos
{
    /// <summary>The owner's target for wearable data: 95 % complete.</summary>
    public static readonly ServiceObjective WearableSync = new("wearable_sync", 95,
        Indicator.Received("the expected sample arrived", FitnessMetrics.WearableSamplesReceived, FitnessMetrics.WearableSamplesExpected, l => l.Device))
    {
        Title = "Completeness of wearable data",
        Team = Teams.Fitness,
        Signal = "data_quality",
        Window = BudgetWindow.Rolling(28),
        PagePriority = Priority.P2,
        MinimumEvents = 500,
        Impact = "Recovery recommendations for its owners rest on gaps.",
    };

    public static IReadOnlyList<ServiceObjective> All { get; } = [WearableSync];

    public static readonly RuleFile File = new(typeof(Slos), [.. All.SelectMany(slo => slo.Groups)]);
}
