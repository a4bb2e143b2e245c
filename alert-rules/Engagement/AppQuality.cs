using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Engagement;

/// <summary>What people notice of the app itself.</summary>
public static class AppQuality
{
    private const string Board = "analytics-product";

    private static readonly CrashLabels Labels = PlatformMetrics.AppCrashes.Labels;

    public static readonly Recording CrashRatio = new("platform:app_crashes:ratio_rate30m",
        Share.Of(
            PlatformMetrics.AppCrashes.Rate(30.Minutes()).SumBy(l => l.Platform),
            EngagementMetrics.SessionsStarted.Rate(30.Minutes()).SumBy(l => l.Platform),
            atLeast: 0.01),
        "Crashes per session started; no sample below 18 sessions in 30 minutes.");

    public static readonly Alert HighCrashRate = new("HighCrashRate", CrashRatio.Series > 0.02)
    {
        For = 5.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Mobile,
        Signal = "crashes",
        Dashboard = Board,
        Summary = $"The {LabelOf(Labels.Platform)} app crashes often",
        Description = $"{AsPercentage} crashes per session on {LabelOf(Labels.Platform)} over the last 30 minutes; the limit is 2 %.",
        Impact = "People lose what they were doing and leave bad reviews. A new version is the usual cause.",
    };

    public static readonly RuleFile File = new(typeof(AppQuality), new RuleGroup("app_quality", CrashRatio, HighCrashRate) { Interval = 1.Minutes() });
}
