using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.Rules.Routing;

namespace Analytics.Integration.Tests.Routing;

/// <summary>Every alert of ours twice, with different values of its labels, and every rung that the ladder can make of it.</summary>
internal static class OurAlerts
{
    public static IReadOnlyList<FiringAlert> All { get; } = Make();

    private static IReadOnlyList<FiringAlert> Make()
    {
        var shapes = AlertRuleBook.Default.Shapes(CatalogIndex.Default).Where(shape => !shape.IsRung).ToList();
        var alerts = (from shape in shapes
                      from value in (string[])["a", "b"]
                      select FiringAlert.Of(shape.Alert, shape.FromResult.Select(label => KeyValuePair.Create(label, value)))).ToList();
        var rungs = from alert in alerts
                    from step in AlertRuleBook.Default.Routing!.Ladder
                    where alert.Labels["priority"] == step.Of.ToString()
                    select PageSimulation.Rung(step, alert);
        return [.. alerts.Concat(rungs).DistinctBy(alert => alert.ToString())];
    }
}
