using Analytics.AlertRules.Ai;
using Analytics.AlertRules.Engagement;
using Analytics.AlertRules.Platform;
using Analytics.Rules;

namespace Analytics.AlertRules;

/// <summary>The table of contents: every file of rules. A test finds a file that is not listed.</summary>
public static class AlertRuleBook
{
    public static RuleBook Default { get; } = new(
    [
        GoldenSignals.File,
        Availability.File,
        Infrastructure.File,
        Pipeline.File,
        Jobs.File,
        Models.File,
        AppQuality.File,
    ])
    {
        // A checkout is where runbooks are; whoever publishes them elsewhere changes this line and runs `./analytics generate`.
        Links = new Links(Runbooks: "", Boards: "http://localhost:3000"),
    };
}
