using Analytics.AlertRules.Platform;

namespace Analytics.Dashboards.Operations;

/// <summary>Signs of an attack, and locks that are about to rust.</summary>
public static class SecurityBoard
{
    public static Dashboard Board { get; } = new(
        "security",
        Audience.Operations,
        "Security signals",
        "Signs that somebody tries the doors: failed logins, strange requests at the intake, clients that send what they must not. And how long our certificates still hold.",
        new Row("Does somebody try passwords?", FailedShare, Failed, Logins),
        new Row("Does somebody try the doors?", Refused, RefusedOverTime, ClientErrors),
        new Row("Are people's wishes kept?", Suppressed, SuppressedOverTime),
        new Row("Do certificates hold?", Certificates))
    {
        Period = TimeSpan.FromHours(24),
        Links = [BoardLink.To(() => OperationsBoard.Board), BoardLink.To(() => AlertsBoard.Board)],
        Annotations = [Annotation.Deployments, Annotation.Incidents],
        ReaderTest =
        [
            new("Is somebody guessing passwords?", Logins, "the red area grows over the green one"),
            new("Which door is tried?", RefusedOverTime, "the colour that rises names the reason"),
            new("Which certificate ends first?", Certificates, "the shortest bar; red is less than two weeks"),
        ],
    };

    private static Stat FailedShare => new("Logins that failed, 10 minutes", "The share of the attempts to log in that failed in the last 10 minutes. A few per cent are forgotten passwords.", Security.FailedLoginRatio)
    {
        Decimals = 1,
        Thresholds = Thresholds.Rising(warning: 0.2, critical: 0.5),
        Width = 5,
        Links = [BoardLink.ToRunbook(Security.FailedLoginsHigh)],
    };

    private static Stat Failed => Stat.Total("Failed logins", "Attempts that failed in the chosen time.", OfFailed.Increase(BoardTime.Whole).SumBy()) with { Width = 5 };

    private static TimeSeries Logins => new(
        "Attempts to log in",
        "Attempts in each 10 minutes. Failures that rise alone are somebody who guesses.",
        PlatformMetrics.Logins.Increase(10.Minutes()).SumBy(l => l.Result))
    {
        Stacked = true,
        Min = 0,
        SeriesColours = [("succeeded", Colour.Green), ("failed", Colour.Red)],
        Width = 14,
    };

    private static Stat Refused => Stat.Total("Requests turned away", "Requests to the intake that were turned away whole in the chosen time.", PipelineMetrics.RequestsRefused.Increase(BoardTime.Whole).SumBy()) with { Width = 5 };

    private static TimeSeries RefusedOverTime => new(
        "Why requests were turned away",
        "In each 10 minutes, by reason. 'unauthorized' is a wrong admin key, 'not_json' a scanner.",
        PipelineMetrics.RequestsRefused.Increase(10.Minutes()).SumBy(l => l.Reason))
    {
        Stacked = true,
        Min = 0,
        Width = 10,
    };

    private static TimeSeries ClientErrors => new(
        "Requests that we did not take",
        "Of the requests to each service, the share answered 4xx: scanners ask for what is not there.",
        Share.Of(
            PlatformMetrics.ApiRequests.Where(l => l.StatusClass.Is(StatusClass.ClientError)).Rate(BoardTime.Rate).SumBy(l => l.Service),
            PlatformMetrics.ApiRequests.Rate(BoardTime.Rate).SumBy(l => l.Service)))
    {
        Min = 0,
        Width = 9,
    };

    private static Stat Suppressed => Stat.Total("Dropped at people's wish", "Events of people who did not allow tracking, dropped at the door in the chosen time. Zero for long means that consent is not asked for.", PipelineMetrics.EventsSuppressed.Increase(BoardTime.Whole).SumBy()) with { Width = 6 };

    private static TimeSeries SuppressedOverTime => new("Dropped at people's wish, over time", "Events a second that never reached the disk.", PipelineMetrics.EventsSuppressed.Rate(BoardTime.Rate).SumBy(l => l.Reason))
    {
        Min = 0,
        Width = 18,
    };

    private static BarGauge Certificates => new("Certificates: time left", "How long the certificate of each watched door still holds. Red: less than two weeks.",
        (ExternalMetrics.ProbeCertificateExpiry.Series() - Promql.Time()).Min().By(PlatformLabels.Instance.Name))
    {
        Unit = "s",
        Colours = ColourMode.ByThreshold,
        Thresholds = Thresholds.Falling(good: 30 * 86_400, critical: 14 * 86_400),
        Width = 24,
        EmptyWithout = "Needs a door with https among the blackbox exporter's targets.",
        Links = [BoardLink.ToRunbook(Security.CertificateExpiresSoon)],
    };

    private static CounterSelection<LoginLabels> OfFailed => PlatformMetrics.Logins.Where(l => l.Result.Is(RunResult.Failed));
}
