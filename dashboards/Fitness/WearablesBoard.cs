using Analytics.AlertRules.Fitness;
using Analytics.PromQL.Syntax;

namespace Analytics.Dashboards.Fitness;

/// <summary>How good the wearables' data are.</summary>
public static class WearablesBoard
{
    private static readonly WearableLabels Labels = FitnessMetrics.WearableSyncs.Labels;

    private static readonly LabelVariable Device = Variable.Of(FitnessMetrics.WearableSyncs, Labels.Device, "Device");

    private static readonly Thresholds CompletenessSteps = Thresholds.Falling(good: 0.95, critical: 0.8);

    public static Dashboard Board { get; } = new(
        "wearables",
        Audience.Fitness,
        "Wearables: can their data be trusted?",
        "Whether each make of device delivers what it should, and how long it is silent. Whether its maker's interface answers is on the board of integrations.",
        new Row("Do the samples arrive?", Completeness, CompletenessOverTime),
        new Row("How often do devices deliver, and how long are they silent?", Syncs, Gap, Gaps),
        new Row("How does each make do?", Makes))
    {
        Variables = [Device],
        Period = TimeSpan.FromDays(7),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => PopulationBoard.Board)],
        ReaderTest =
        [
            new("Whose data may I use?", Completeness, "green bars"),
            new("Who is silent for long?", Gap, "the highest line"),
            new("Is it one maker or is it us?", CompletenessOverTime, "one line that falls is a maker, all lines are us"),
        ],
    };

    private static BarGauge Completeness => new("Samples received of those expected", "In the chosen time, for each make. Below 80 % its numbers should not be used.", Received(BoardTime.Whole))
    {
        Links = [BoardLink.ToRunbook(Wearables.WearableDataIncomplete)],
        Max = 1,
        Colours = ColourMode.ByThreshold,
        Thresholds = CompletenessSteps,
    };

    private static TimeSeries CompletenessOverTime => new("Samples received, over time", "The share of the last 6 hours. One line that falls is one maker; all lines are us.", Received(6.Hours()))
    {
        Max = 1,
        Thresholds = CompletenessSteps,
        ShowThresholds = true,
        Width = 16,
    };

    private static TimeSeries Syncs => new("Deliveries", "Deliveries of samples a second, for each make.", FitnessMetrics.WearableSyncs.Where(_ => Device.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Device))
    {
        Stacked = true,
        Min = 0,
        Width = 8,
    };

    private static TimeSeries Gap => new("Longest silence, p95", "In 19 of 20 deliveries no gap was longer than this.", FitnessMetrics.WearableGap.Where(_ => Device.Chosen).Quantile(0.95, BoardTime.Rate, l => l.Device))
    {
        Links = [BoardLink.ToRunbook(Wearables.WearableSilent)],
        Min = 0,
        Width = 8,
        EmptyWithout = "Needs two deliveries of a maker's devices.",
    };

    private static Heatmap Gaps => new("Gaps in the data", "How many deliveries had a gap so long, over time.", FitnessMetrics.WearableGap.Where(_ => Device.Chosen).BucketIncrease(BoardTime.Rate))
    {
        Width = 8,
    };

    private static Table Makes => new(
        "The chosen time in numbers",
        "Deliveries, samples and completeness, for each make.",
        [(Labels.Device, "Make")],
        new Column("Deliveries", FitnessMetrics.WearableSyncs.Where(_ => Device.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Device)) { Decimals = 0 },
        new Column("Samples", FitnessMetrics.WearableSamplesReceived.Where(_ => Device.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Device)) { Decimals = 0 },
        new Column("Received", Received(BoardTime.Whole)) { Decimals = 1, Cell = Cell.ColouredGround, Thresholds = CompletenessSteps });

    private static InstantVector Received(DurationExpr time) => Share.Of(
        FitnessMetrics.WearableSamplesReceived.Where(_ => Device.Chosen).Increase(time).SumBy(l => l.Device),
        FitnessMetrics.WearableSamplesExpected.Where(_ => Device.Chosen).Increase(time).SumBy(l => l.Device));
}
