using Analytics.Rules;

namespace Analytics.AlertRules;

/// <summary>Who owns alerts. Routing has one branch a team.</summary>
public static class Teams
{
    public static readonly Team Platform = new("platform", "services, machines, the pipeline itself");
    public static readonly Team Ai = new("ai", "recommendation models and their safety");
    public static readonly Team Business = new("business", "revenue, subscriptions, payments");
    public static readonly Team Mobile = new("mobile", "the apps");
    public static readonly Team Fitness = new("fitness", "workouts and wearables");

    public static IReadOnlyList<Team> All { get; } = [Platform, Ai, Business, Mobile, Fitness];
}
