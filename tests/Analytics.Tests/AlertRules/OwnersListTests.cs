using Analytics.AlertRules;
using Analytics.Dashboards;
using Analytics.Rules;

namespace Analytics.Tests.AlertRules;

/// <summary>
/// What the owner asked to be alerted about, one line each, with the alert that does it and how urgent it is. A red test means that one of his alarms is gone.
/// Where he named two numbers, the stricter one is ours or both are.
/// </summary>
public sealed class OwnersListTests
{
    private static readonly IReadOnlyDictionary<string, Alert> Alerts = AlertRuleBook.Default.Alerts.ToDictionary(alert => alert.Name, StringComparer.Ordinal);

    [Theory]
    [InlineData("95th percentile of a service above 500 ms for 5 minutes", "HighLatency", Priority.P2)]
    [InlineData("95th percentile of a service above 2 s for 2 minutes (also: above 1 s, above 5 s)", "CriticalLatency", Priority.P1)]
    [InlineData("answers of the API above 2 s start incident response", "ApiResponseSlow", Priority.P1)]
    [InlineData("traffic three times that of the last hour", "TrafficSpike", Priority.P2)]
    [InlineData("error rate above 5 %", "HighErrorRate", Priority.P1)]
    [InlineData("error rate above 10 % for 5 minutes", "CriticalErrorRate", Priority.P0)]
    [InlineData("cores above 80 %", "HighCpuSaturation", Priority.P2)]
    [InlineData("memory above 85 %", "HighMemoryUsage", Priority.P2)]
    [InlineData("memory above 90 %", "HighMemorySaturation", Priority.P1)]
    [InlineData("memory that grows week by week", "MemoryGrowing", Priority.P2)]
    [InlineData("disk above 80 %: a ticket", "DiskSpaceLow", Priority.P3)]
    [InlineData("disk above 85 %", "DiskAlmostFull", Priority.P2)]
    [InlineData("up == 0 for a minute", "ServiceDown", Priority.P1)]
    [InlineData("health check failed for 2 minutes", "ProbeFailed", Priority.P0)]
    [InlineData("synthetic test failed", "SyntheticProbeFailing", Priority.P1)]
    [InlineData("database unreachable for a minute", "DatabaseDown", Priority.P0)]
    [InlineData("database connections above 80 %", "DatabaseConnectionsHigh", Priority.P1)]
    [InlineData("deadlocks", "DatabaseDeadlocks", Priority.P2)]
    [InlineData("queries above 1 s", "SlowQueries", Priority.P2)]
    [InlineData("cache hit rate below 70 % for 30 minutes", "CacheHitRateLow", Priority.P2)]
    [InlineData("cache memory above 80 %", "CacheMemoryHigh", Priority.P2)]
    [InlineData("more than 1,000 evicted keys an hour", "CacheEvicting", Priority.P3)]
    [InlineData("cache failures", "CacheDown", Priority.P2)]
    [InlineData("background job failed", "JobFailed", Priority.P2)]
    [InlineData("failed logins", "FailedLoginsHigh", Priority.P1)]
    [InlineData("certificate expires", "CertificateExpiresSoon", Priority.P2)]
    [InlineData("AI accuracy below 75 %", "AiAccuracyLow", Priority.P1)]
    [InlineData("AI degrades by more than 10 %", "AiAccuracyFell", Priority.P2)]
    [InlineData("AI acceptance", "AiAcceptanceLow", Priority.P2)]
    [InlineData("AI drift", "AiScoreDrift", Priority.P2)]
    [InlineData("any safety violation pages", "AiSafetyViolation", Priority.P0)]
    [InlineData("revenue drops against what was expected", "RevenueBelowExpected", Priority.P2)]
    [InlineData("churn", "ChurnHigh", Priority.P3)]
    [InlineData("conversion", "TrialConversionLow", Priority.P3)]
    [InlineData("payment provider outage", "PaymentProviderDown", Priority.P1)]
    [InlineData("crash rate", "HighCrashRate", Priority.P1)]
    [InlineData("quality of wearables' data", "WearableDataIncomplete", Priority.P2)]
    [InlineData("wearables' API outage", "WearableApiDown", Priority.P2)]
    [InlineData("injuries", "InjuriesRising", Priority.P1)]
    [InlineData("costs", "CostsRising", Priority.P3)]
    public void Is_alerted_about(string what, string alert, Priority priority) => Assert.True(Alerts.TryGetValue(alert, out var ours) && ours.Priority == priority, what);

    [Fact]
    public void Every_alert_leads_to_a_board_that_exists() =>
        Assert.Empty(AlertRuleBook.Default.Alerts.Select(alert => alert.Dashboard).Except(BoardIndex.All.Select(board => board.Board.Uid)));

    [Theory]
    [InlineData("AiAccuracyLow", "analytics-ai")]
    [InlineData("CostsRising", "analytics-costs")]
    [InlineData("ApiAvailabilityBurnsFast", "analytics-slo-api_availability")]
    [InlineData("DatabaseDown", "analytics-database")]
    [InlineData("ChurnHigh", "analytics-revenue")]
    [InlineData("WearableSilent", "analytics-wearables")]
    public void An_alert_leads_to_the_board_of_its_subject(string alert, string board) => Assert.Equal(board, Alerts[alert].Dashboard);

    /// <summary>The procedures of the owner's runbooks: whoever opens the page finds commands, not advice.</summary>
    [Theory]
    [InlineData("ProbeFailed")]
    [InlineData("DatabaseDown")]
    [InlineData("SlowQueries")]
    [InlineData("DatabaseConnectionsHigh")]
    [InlineData("CacheDown")]
    [InlineData("CacheHitRateLow")]
    [InlineData("JobFailed")]
    [InlineData("DiskAlmostFull")]
    [InlineData("MemoryGrowing")]
    [InlineData("CertificateExpiresSoon")]
    [InlineData("AiAccuracyLow")]
    [InlineData("WearableApiDown")]
    [InlineData("PaymentProviderDown")]
    public void A_procedure_has_commands(string alert)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, RuleBook.RunbookOf(Alerts[alert])));
        var written = page[page.IndexOf("<!-- End of the generated part", StringComparison.Ordinal)..];
        Assert.Matches("```(bash|sql)\n[^`]{20,}```", written);
        Assert.Contains("## Repair", written, StringComparison.Ordinal);
    }
}
