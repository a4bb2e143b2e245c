using Analytics.PromQL.Syntax;

namespace Analytics.Rules;

/// <summary>The series that Prometheus itself writes for alerts: <c>ALERTS</c> and <c>ALERTS_FOR_STATE</c>.</summary>
internal static class AlertSeries
{
    public static bool IsName(string? metric) => metric is "ALERTS" or "ALERTS_FOR_STATE";

    public static bool IsOfAlerts(this VectorSelector selector) => IsName(selector.Name);

    /// <summary>Whether an expression looks at alerts.</summary>
    public static bool ReadsAlerts(this Expr expr) => expr.Descend().OfType<VectorSelector>().Any(IsOfAlerts);
}
