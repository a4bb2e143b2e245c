using Analytics.Catalog;
using Analytics.Rules;
using Analytics.Rules.Slo;

namespace Analytics.AlertRules.Engagement;

/// <summary>What people are promised of the app itself.</summary>
public static class Slos
{
    /// <summary>Over a quarter: releases come every few weeks, and one bad one must not hide behind the next.</summary>
    public static readonly ServiceObjective AppStability = new("app_stability", 99,
        Indicator.Mishaps("the session did not crash", PlatformMetrics.AppCrashes, [l => l.Platform], EngagementMetrics.SessionsStarted, [l => l.Platform]))
    {
        Title = "Stability of the app",
        Team = Teams.Mobile,
        Signal = "crashes",
        Window = BudgetWindow.Rolling(90),
        Impact = "People lose what they were doing and leave bad reviews.",
    };

    public static IReadOnlyList<ServiceObjective> All { get; } = [AppStability];

    public static readonly RuleFile File = new(typeof(Slos), [.. All.SelectMany(slo => slo.Groups)]);
}
