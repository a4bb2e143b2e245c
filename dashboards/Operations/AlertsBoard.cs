using Analytics.AlertRules.Platform;

namespace Analytics.Dashboards.Operations;

/// <summary>What fires, how long already, whom it wakes, and which alerts only make noise.</summary>
public static class AlertsBoard
{
    /// <summary>Rules are evaluated every 15 seconds, see <c>collector-config/prometheus.yml</c>.</summary>
    private const double SamplesAMinute = 4;

    private static readonly AlertSeriesLabels Labels = ExternalMetrics.Alerts.Labels;

    private static readonly LabelVariable Severity = Variable.Of(ExternalMetrics.Alerts, Labels.Severity, "Severity");

    public static Dashboard Board { get; } = new(
        "alerts",
        Audience.Operations,
        "Incidents and alerts",
        "What fires now and since when, who is woken by it, and which alerts fire so often that nobody listens any more. Red lines over all boards are the critical alerts of this one.",
        new Row("Is anything on fire?", Critical, Warning, Waiting, Firing, List),
        new Row("When did it begin?", History, OverTime),
        new Row("Who is woken, and by what?", ByTeam, Noise),
        new Row("Do alerts reach people at all?", Evaluations, Dropped, Undelivered))
    {
        Variables = [Severity],
        Period = TimeSpan.FromHours(24),
        Refresh = TimeSpan.FromSeconds(30),
        Links = [BoardLink.To(() => OperationsBoard.Board), BoardLink.To(() => SlaBoard.Board)],
        Annotations = [Annotation.Deployments, Annotation.ModelReleases],
        ReaderTest =
        [
            new("Must I act now?", Critical, "a red number that is not 0"),
            new("What was first?", History, "the band that turns red furthest to the left"),
            new("Which alert should be mended or deleted?", Noise, "the longest bar"),
        ],
    };

    private static Stat Critical => Now("Critical now", "Alerts that fire and wake somebody.", AlertSeverity.Critical) with { Thresholds = Thresholds.Below(1) };

    private static Stat Warning => Now("Warnings now", "Alerts that fire and can wait for some hours.", AlertSeverity.Warning) with { Thresholds = Thresholds.Rising(1, 10) };

    private static Stat Waiting => new("Soon", "Alerts whose condition holds, but not long enough yet.", ExternalMetrics.Alerts.Where(l => l.State.Is(AlertState.Pending)).CountBy().Or(Promql.Vector(0)))
    {
        Course = false,
        Decimals = 0,
        Width = 4,
    };

    private static Table Firing => new(
        "What fires",
        "Each alert with its team. Its runbook is linked in the list beside and in the message that was sent.",
        [(Labels.Name, "Alert"), (Labels.Severity, "Severity"), (Labels.Team, "Team")],
        new Column("Series", OfFiring.CountBy(l => l.Name, l => l.Severity, l => l.Team).TopK(50)) { Decimals = 0 })
    {
        SortedBy = "Series",
        Width = 12,
        EmptyWithout = "No alert fires.",
    };

    private static AlertList List => new("Alerts with their runbooks", "The same as Grafana sees it; open one to find its runbook and its board.");

    private static StateTimeline History => new("Each alert, over time", "Red while the alert fires; the twenty that fired last.", OfFiring.MaxBy(l => l.Name).TopK(20))
    {
        Mappings = [new(1, "fires", Colour.Red)],
        Thresholds = Thresholds.Below(1),
        EmptyWithout = "No alert fired in the chosen time.",
    };

    private static TimeSeries OverTime => new("Alerts that fire", "How many at each moment, by severity.", OfFiring.CountBy(l => l.Severity))
    {
        Drawing = Drawing.Steps,
        Stacked = true,
        Min = 0,
        SeriesColours = [("critical", Colour.Red), ("warning", Colour.Orange), ("info", Colour.Blue)],
        EmptyWithout = "No alert fired in the chosen time.",
    };

    private static BarGauge ByTeam => new("Alert minutes, by team", "Minutes in the chosen time during which alerts of the team fired, each alert counted.", (Samples.SumBy(l => l.Team) / SamplesAMinute).TopK(10))
    {
        Decimals = 0,
        Width = 12,
        EmptyWithout = "No alert fired in the chosen time.",
    };

    private static BarGauge Noise => new("Alert minutes, by alert", "Minutes in the chosen time during which the alert fired. What fires for days and is not mended should not be an alert.", (Samples.SumBy(l => l.Name) / SamplesAMinute).TopK(10))
    {
        Decimals = 0,
        Colours = ColourMode.GreenToRed,
        Width = 12,
        EmptyWithout = "No alert fired in the chosen time.",
    };

    private static Stat Evaluations => Failures("Rules that failed", "Evaluations of rules that failed in the chosen time: an alert that cannot be computed does not fire.", ExternalMetrics.RuleFailures) with
    {
        Links = [BoardLink.ToRunbook(Monitoring.RuleEvaluationFailing)],
    };

    private static Stat Dropped => Failures("Alerts lost on the way", "Alerts that did not reach any Alertmanager in the chosen time.", ExternalMetrics.NotificationsDropped);

    private static Stat Undelivered => Failures("Messages not delivered", "Notifications that a receiver did not take in the chosen time.", ExternalMetrics.DeliveriesFailed) with
    {
        Links = [BoardLink.ToRunbook(Monitoring.NotificationsFailing)],
    };

    private static GaugeSelection<AlertSeriesLabels> OfFiring => ExternalMetrics.Alerts.Where(l => l.State.Is(AlertState.Firing), _ => Severity.Chosen);

    private static LabelledVector<AlertSeriesLabels> Samples => OfFiring.CountOverTime(BoardTime.Whole);

    private static Stat Now(string title, string description, AlertSeverity severity) =>
        new(title, description, ExternalMetrics.Alerts.Where(l => l.State.Is(AlertState.Firing), l => l.Severity.Is(severity)).CountBy().Or(Promql.Vector(0)))
        {
            Course = false,
            Decimals = 0,
            Width = 4,
        };

    private static Stat Failures(string title, string description, Counter<NoLabels> metric) =>
        Stat.Total(title, description, metric.Increase(BoardTime.Whole).SumBy()) with { Thresholds = Thresholds.Below(0.5), Width = 8 };
}
