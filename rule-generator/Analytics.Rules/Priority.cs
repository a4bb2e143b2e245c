namespace Analytics.Rules;

/// <summary>How soon somebody has to answer: the levels and times of the operational runbooks.</summary>
public enum Priority
{
    /// <summary>Outage, loss of data, danger to people: immediately.</summary>
    P0,

    /// <summary>Part of the service is out or very slow: within 1 hour.</summary>
    P1,

    /// <summary>Minor trouble, no feature lost that matters now: within 4 hours.</summary>
    P2,

    /// <summary>Worth knowing: next business day.</summary>
    P3,
}

/// <summary>What a priority means elsewhere.</summary>
public static class Priorities
{
    /// <summary>The <c>severity</c> label, as Prometheus' users know it: critical (P0, P1), warning (P2), info (P3).</summary>
    public static string Severity(this Priority priority) => priority switch
    {
        Priority.P0 or Priority.P1 => "critical",
        Priority.P2 => "warning",
        _ => "info",
    };

    /// <summary>The name that routing gives it: critical, high, medium, low.</summary>
    public static string RoutingName(this Priority priority) => priority switch
    {
        Priority.P0 => "critical",
        Priority.P1 => "high",
        Priority.P2 => "medium",
        _ => "low",
    };

    /// <summary>The response time in words.</summary>
    public static string ResponseTime(this Priority priority) => priority switch
    {
        Priority.P0 => "immediately",
        Priority.P1 => "within 1 hour",
        Priority.P2 => "within 4 hours",
        _ => "on the next business day",
    };

    /// <summary>The response time; zero: at once. "The next business day" counts as a day.</summary>
    public static TimeSpan AnswerWithin(this Priority priority) => priority switch
    {
        Priority.P0 => TimeSpan.Zero,
        Priority.P1 => TimeSpan.FromHours(1),
        Priority.P2 => TimeSpan.FromHours(4),
        _ => TimeSpan.FromDays(1),
    };
}
