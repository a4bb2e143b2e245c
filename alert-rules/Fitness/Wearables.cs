using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Fitness;

/// <summary>Do wearables deliver, and does training hurt people.</summary>
public static class Wearables
{
    private const string Board = "analytics-wearables";

    private static readonly Label<Wearable> Device = FitnessMetrics.WearableSyncs.Labels.Device;

    public static readonly Recording Completeness = new("device:wearable_samples:ratio_1h",
        Share.Of(
            FitnessMetrics.WearableSamplesReceived.Increase(1.Hours()).SumBy(l => l.Device),
            FitnessMetrics.WearableSamplesExpected.Increase(1.Hours()).SumBy(l => l.Device),
            atLeast: 500),
        "Share of the expected samples that arrived; no sample below 500 expected.");

    public static readonly Recording Injuries = new("fitness:injuries:increase1d",
        FitnessMetrics.InjuriesReported.Increase(1.Days()).SumBy(), "Injuries reported within a day.");

    public static readonly Alert WearableDataIncomplete = new("WearableDataIncomplete", Completeness.Series < 0.9)
    {
        For = 30.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Fitness,
        Signal = "data_quality",
        Dashboard = Board,
        Summary = $"{LabelOf(Device)} delivers too little",
        Description = $"Only {AsPercentage} of the samples expected of {LabelOf(Device)} arrived in the last hour; the limit is 90 %, the target 95 %.",
        Impact = "Recovery recommendations for its owners rest on gaps.",
    };

    public static readonly Alert WearableSilent = new("WearableSilent",
        FitnessMetrics.WearableSyncs.Increase(1.Hours()).SumBy(l => l.Device).EqualTo(0).And(FitnessMetrics.WearableSyncs.Series().Offset(1.Days()).Increase(1.Hours()).SumBy(l => l.Device) > 20))
    {
        For = 15.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Fitness,
        Signal = "data_quality",
        Dashboard = Board,
        Summary = $"{LabelOf(Device)} has gone silent",
        Description = $"No delivery of {LabelOf(Device)} came in the last hour; at this time yesterday there were more than 20.",
        Impact = "Its API, our account there, or an app version is broken.",
    };

    public static readonly Alert InjuriesRising = new("InjuriesRising", (Injuries.Series > Injuries.Series.Range(1.Weeks()).AvgOverTime() * 3).And(Injuries.Series >= 5))
    {
        For = 1.Hours(),
        Priority = Priority.P1,
        Team = Teams.Fitness,
        Signal = "ai_safety",
        Dashboard = Board,
        Summary = "More injuries than usual are reported",
        Description = $"{AsNumber} injuries were reported in the last day, more than three times the mean of the week.",
        Impact = "A program or a recommendation may hurt people.",
    };

    public static readonly RuleFile File = new(typeof(Wearables),
        new RuleGroup("wearables", Completeness, Injuries, WearableDataIncomplete, WearableSilent, InjuriesRising) { Interval = 1.Minutes() });
}
