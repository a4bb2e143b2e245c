using Analytics.AlertRules.Ai;
using Analytics.AlertRules.Business;
using Analytics.AlertRules.Engagement;
using Analytics.AlertRules.Fitness;
using Analytics.AlertRules.Platform;
using Analytics.AlertRules.Routing;
using Analytics.Rules;

namespace Analytics.AlertRules;

/// <summary>The table of contents: every file of rules. A test finds a file that is not listed.</summary>
public static class AlertRuleBook
{
    private static readonly IReadOnlyList<RuleFile> Files =
    [
        GoldenSignals.File,
        Availability.File,
        Infrastructure.File,
        Pipeline.File,
        Databases.File,
        Caches.File,
        Integrations.File,
        Jobs.File,
        Promises.File,
        Security.File,
        Monitoring.File,
        Models.File,
        Recommendations.File,
        Experiments.File,
        Revenue.File,
        Costs.File,
        Forecasts.File,
        Wearables.File,
        AppQuality.File,
        Escalation.File,
        Platform.Slos.File,
        Ai.Slos.File,
        Business.Slos.File,
        Fitness.Slos.File,
        Engagement.Slos.File,
    ];

    public static RuleBook Default { get; } = new(Files)
    {
        Routing = AlertRouting.For(Files),

        // A checkout is where runbooks are; whoever publishes them elsewhere changes this line and runs `./analytics generate`.
        Links = new Links(Runbooks: "", Boards: "http://localhost:3000"),
    };
}
