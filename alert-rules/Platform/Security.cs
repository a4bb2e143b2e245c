using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Platform;

/// <summary>Signs of an attack, and certificates before they expire.</summary>
public static class Security
{
    public static readonly Recording FailedLogins = new("login:failed:increase10m",
        PlatformMetrics.Logins.Where(l => l.Result.Is(RunResult.Failed)).Increase(10.Minutes()).SumBy(), "Failed attempts to log in within 10 minutes.");

    public static readonly Recording FailedLoginRatio = new("login:failed:ratio_rate10m",
        Share.Of(PlatformMetrics.Logins.Where(l => l.Result.Is(RunResult.Failed)).Rate(10.Minutes()).SumBy(), PlatformMetrics.Logins.Rate(10.Minutes()).SumBy()),
        "Share of attempts to log in that failed.");

    public static readonly Alert FailedLoginsHigh = new("FailedLoginsHigh", (FailedLogins.Series > 100).And(FailedLoginRatio.Series > 0.5))
    {
        For = 5.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Platform,
        Signal = "security",
        Summary = "Somebody tries passwords",
        Description = $"{AsNumber} attempts to log in failed in the last 10 minutes, more than half of all attempts.",
        Impact = "Accounts whose password is known from elsewhere are being taken over.",
    };

    public static readonly Alert CertificateExpiresSoon = new("CertificateExpiresSoon", ExternalMetrics.ProbeCertificateExpiry.Series() - Promql.Time() < 14 * 86_400)
    {
        For = 10.Minutes(),
        Priority = Priority.P2,
        Team = Teams.Platform,
        Signal = "certificate",
        Summary = $"The certificate of {LabelOf(PlatformLabels.Instance)} expires within 2 weeks",
        Description = $"The certificate of {LabelOf(PlatformLabels.Instance)} expires in {AsDuration}: its renewal does not work.",
        Impact = "After that no client connects.",
    };

    public static readonly Alert CertificateExpiresNow = new("CertificateExpiresNow", ExternalMetrics.ProbeCertificateExpiry.Series() - Promql.Time() < 2 * 86_400)
    {
        Priority = Priority.P0,
        Team = Teams.Platform,
        Signal = "certificate",
        Summary = $"The certificate of {LabelOf(PlatformLabels.Instance)} expires within 2 days",
        Description = $"The certificate of {LabelOf(PlatformLabels.Instance)} expires in {AsDuration}.",
        Impact = "After that no client connects: a complete outage, at a time known today.",
    };

    public static readonly RuleFile File = new(typeof(Security),
        new RuleGroup("security", FailedLogins, FailedLoginRatio, FailedLoginsHigh, CertificateExpiresSoon, CertificateExpiresNow) { Interval = 1.Minutes() });
}
