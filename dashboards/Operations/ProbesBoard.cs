using Analytics.AlertRules.Platform;
using Analytics.PromQL.Syntax;

namespace Analytics.Dashboards.Operations;

/// <summary>Synthetic probes: what a person would meet, tried all the time.</summary>
public static class ProbesBoard
{
    private static readonly LabelVariable Probe = Variable.Of(PlatformMetrics.ProbeRuns, PlatformMetrics.ProbeRuns.Labels.Probe, "Probe");

    private static readonly Thresholds SuccessSteps = Thresholds.Falling(good: 0.99, critical: 0.95);

    public static Dashboard Board { get; } = new(
        "probes",
        Audience.Operations,
        "Synthetic probes",
        "Whether a person could sign in, train and pay just now, tried again and again by a program; and whether our own doors answer from outside.",
        new Row("Would it work for a person?", Success, History, SuccessOverTime),
        new Row("How long would it take?", Duration),
        new Row("Do our own doors answer?", Doors, DoorTimes))
    {
        Variables = [Probe],
        Links = [BoardLink.To(() => OperationsBoard.Board)],
        Annotations = Annotation.Usual,
        ReaderTest =
        [
            new("Could a person pay just now?", History, "the last box of the row 'checkout'"),
            new("Has it become slower?", Duration, "a line that rises"),
            new("Does our own door answer from outside?", Doors, "the last box of each row"),
        ],
    };

    private static Stat Success => new("Successful runs", "The share of the runs of the chosen time that succeeded, all chosen probes together.", Share.Of(
        PlatformMetrics.ProbeRuns.Where(l => l.Result.Is(RunResult.Succeeded), _ => Probe.Chosen).Increase(BoardTime.Whole).SumBy(),
        PlatformMetrics.ProbeRuns.Where(_ => Probe.Chosen).Increase(BoardTime.Whole).SumBy()))
    {
        Links = [BoardLink.ToRunbook(Availability.SyntheticProbeFailing)],
        Unit = "percentunit",
        Course = false,
        Decimals = 2,
        Thresholds = SuccessSteps,
    };

    private static StatusHistory History => new("Each probe, half hour by half hour", "Green: nearly all runs succeeded; red: fewer than 95 of 100.", Succeeded(30.Minutes()))
    {
        Thresholds = SuccessSteps,
        Width = 20,
    };

    private static TimeSeries SuccessOverTime => new("Success of each probe", "The share of the runs of the last hour that succeeded.", Succeeded(1.Hours()))
    {
        Max = 1,
    };

    private static TimeSeries Duration => new(
        "Duration of each probe, p95",
        "19 of 20 runs are done within this time.",
        PlatformMetrics.ProbeRunDuration.Where(_ => Probe.Chosen).Quantile(0.95, BoardTime.Rate, l => l.Probe))
    {
        Min = 0,
    };

    private static StatusHistory Doors => new("Our doors, from outside", "Green when the health page answered in time.", ExternalMetrics.ProbeSuccess.Series().MinBy(l => l.Instance))
    {
        Mappings = [new(1, "answers", Colour.Green), new(0, "silent", Colour.Red)],
        Thresholds = Thresholds.AtLeast(1),
        Height = 6,
    };

    private static TimeSeries DoorTimes => new("How long our doors take", "Time until the health page has answered.", ExternalMetrics.ProbeDuration.Series().MaxBy(l => l.Instance))
    {
        Min = 0,
        Height = 6,
    };

    private static InstantVector Succeeded(DurationExpr time) => Share.Of(
        PlatformMetrics.ProbeRuns.Where(l => l.Result.Is(RunResult.Succeeded), _ => Probe.Chosen).Increase(time).SumBy(l => l.Probe),
        PlatformMetrics.ProbeRuns.Where(_ => Probe.Chosen).Increase(time).SumBy(l => l.Probe));
}
