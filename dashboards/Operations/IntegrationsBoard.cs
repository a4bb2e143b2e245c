using Analytics.AlertRules.Platform;
using Analytics.PromQL.Syntax;

namespace Analytics.Dashboards.Operations;

/// <summary>Other companies' services that the product depends on.</summary>
public static class IntegrationsBoard
{
    private static readonly LabelVariable Integration = Variable.Of(PlatformMetrics.IntegrationChecks, PlatformMetrics.IntegrationChecks.Labels.Integration, "Integration");

    private static readonly Thresholds HealthSteps = Thresholds.Falling(good: 0.99, critical: 0.95);

    public static Dashboard Board { get; } = new(
        "integrations",
        Audience.Operations,
        "Integrations: is it them or us?",
        "Wearable interfaces, payments and e-mail, as our checks see them. Look here before you look for the fault at home.",
        new Row("Are they healthy?", Healthy, History, States),
        new Row("Are they slow?", Duration, Spread),
        new Row("What does it do to people?", Payments, Samples))
    {
        Variables = [Integration],
        Links = [BoardLink.To(() => OperationsBoard.Board)],
        Annotations = [Annotation.Incidents],
        ReaderTest =
        [
            new("Is it them?", History, "red boxes in one row"),
            new("Since when are they slow?", Duration, "where the line leaves the others"),
            new("Do people lose money or data by it?", Payments, "failures that rise with the red boxes"),
        ],
    };

    private static Stat Healthy => new("Healthy checks", "The share of the checks of the chosen time that found the service healthy.", Health(BoardTime.Whole))
    {
        Links = [BoardLink.ToRunbook(Integrations.IntegrationDown)],
        Course = false,
        Decimals = 1,
        Thresholds = HealthSteps,
        Width = 6,
    };

    private static StatusHistory History => new("Healthy checks of each hour", "Green: at least 99 of 100 checks were healthy; red: fewer than 95.", Health(1.Hours()))
    {
        Thresholds = HealthSteps,
        Width = 18,
    };

    private static TimeSeries States => new(
        "What the checks found",
        "Checks of each 10 minutes, by state.",
        PlatformMetrics.IntegrationChecks.Where(_ => Integration.Chosen).Increase(10.Minutes()).SumBy(l => l.Integration, l => l.Status))
    {
        Stacked = true,
        Min = 0,
    };

    private static TimeSeries Duration => new(
        "Duration, p95",
        "19 of 20 answers come within this time.",
        PlatformMetrics.IntegrationDuration.Where(_ => Integration.Chosen).Quantile(0.95, BoardTime.Rate, l => l.Integration))
    {
        Links = [BoardLink.ToRunbook(Integrations.IntegrationSlow)],
        Min = 0,
        Thresholds = Thresholds.Rising(warning: 1, critical: 5),
        ShowThresholds = true,
    };

    private static Heatmap Spread => new("Durations", "How many answers took so long.", PlatformMetrics.IntegrationDuration.Where(_ => Integration.Chosen).BucketIncrease(BoardTime.Rate));

    private static TimeSeries Payments => new(
        "Failed payments, by reason",
        "Payments that failed in each hour: 'provider' rises when the processor is down.",
        BusinessMetrics.PaymentsFailed.Increase(1.Hours()).SumBy(l => l.Failure))
    {
        Stacked = true,
        Min = 0,
    };

    private static TimeSeries Samples => new("Wearable samples received of those expected", "The share of the last hour, for each make.", Share.Of(
        FitnessMetrics.WearableSamplesReceived.Increase(1.Hours()).SumBy(l => l.Device),
        FitnessMetrics.WearableSamplesExpected.Increase(1.Hours()).SumBy(l => l.Device)))
    {
        Max = 1,
    };

    private static InstantVector Health(DurationExpr time) => Share.Of(
        PlatformMetrics.IntegrationChecks.Where(l => l.Status.Is(IntegrationStatus.Healthy), _ => Integration.Chosen).Increase(time).SumBy(l => l.Integration),
        PlatformMetrics.IntegrationChecks.Where(_ => Integration.Chosen).Increase(time).SumBy(l => l.Integration));
}
