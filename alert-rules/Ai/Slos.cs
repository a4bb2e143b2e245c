using Analytics.Catalog;
using Analytics.Rules;
using Analytics.Rules.Slo;

namespace Analytics.AlertRules.Ai;

/// <summary>What the recommendation models promise.</summary>
public static class Slos
{
    public static readonly ServiceObjective AiLatency = new("ai_latency", 99,
        Indicator.Latency(AiMetrics.RecommendationLatency, 1, l => l.Model))
    {
        Title = "Latency of recommendations",
        Team = Teams.Ai,
        Impact = "The app shows its screen without a recommendation.",
    };

    /// <summary>
    /// The owner's limit for accuracy is 75 %. A budget of 25 % cannot burn 14.4 times as fast as allowed, nor 6 times: this promise writes tickets, and
    /// AiAccuracyLow wakes people.
    /// </summary>
    public static readonly ServiceObjective AiAccuracy = new("ai_accuracy", 75,
        Indicator.Events("the recommendation turned out right", AiMetrics.OutcomesLabelled, l => l.Outcome.Is(Outcome.Wrong), l => l.Model))
    {
        Title = "Accuracy of recommendations",
        Team = Teams.Ai,
        Signal = "ai_quality",
        TicketPriority = Priority.P2,
        Impact = "People get wrong recommendations and stop to follow them.",
    };

    public static IReadOnlyList<ServiceObjective> All { get; } = [AiLatency, AiAccuracy];

    public static readonly RuleFile File = new(typeof(Slos), [.. All.SelectMany(slo => slo.Groups)]);
}
