namespace Analytics.Dashboards.Business;

/// <summary>What comes in, from whom, and what is lost.</summary>
public static class RevenueBoard
{
    private static readonly LabelVariable Currency = Variable.Of(BusinessMetrics.Revenue, BusinessMetrics.Revenue.Labels.Currency, "Currency");

    public static Dashboard Board { get; } = new(
        "revenue",
        Audience.Business,
        "Revenue and subscriptions",
        "What people pay, which plans grow, and why subscriptions end. Amounts are in the currency that was paid and never added up across currencies.",
        new Row("What comes in?", Revenue, Payments, Refunds, RevenueByPlan, RevenueByCurrency),
        new Row("Do subscriptions grow?", Trials, Started, Cancelled, Growth, Changes),
        new Row("Why do they end?", Reasons, ByPlan),
        new Row("Do payments arrive?", FailedShare, Failures))
    {
        Variables = [Currency],
        Period = TimeSpan.FromDays(30),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => SubscriptionsBoard.Board), BoardLink.To(() => MarketplaceBoard.Board), BoardLink.To(() => CostsBoard.Board)],
        Annotations = [Annotation.Deployments],
        ReaderTest =
        [
            new("Which plan brings the money?", RevenueByPlan, "the thickest band"),
            new("Do we win more subscribers than we lose?", Growth, "green above red"),
            new("Why do they leave?", Reasons, "the colour that rises"),
        ],
    };

    private static Stat Revenue => new("Revenue", "Payments that arrived in the chosen time, before refunds.", BusinessMetrics.Revenue.Where(_ => Currency.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Currency))
    {
        Course = false,
    };

    private static Stat Payments => new(
        "Mean payment",
        "What one payment brought on average in the chosen time.",
        BusinessMetrics.Revenue.Where(_ => Currency.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Currency)
            / (BusinessMetrics.PaymentsCompleted.Where(_ => Currency.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Currency) > 0))
    {
        Course = false,
        Decimals = 2,
        EmptyWithout = "No payment in the chosen time.",
    };

    private static Stat Refunds => new("Refunds", "Payments given back in the chosen time.", BusinessMetrics.Refunds.Where(_ => Currency.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Currency))
    {
        Course = false,
    };

    private static TimeSeries RevenueByPlan => new("Revenue in 24 hours, by plan", "Payments of the 24 hours before each moment. A new price shows here first.", BusinessMetrics.Revenue.Where(_ => Currency.Chosen).Increase(1.Days()).SumBy(l => l.Plan, l => l.Currency))
    {
        Stacked = true,
        Min = 0,
    };

    private static PieChart RevenueByCurrency => new("Payments by currency", "How many payments of the chosen time came in each currency.", BusinessMetrics.PaymentsCompleted.Where(_ => Currency.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Currency))
    {
        Decimals = 0,
    };

    private static Stat Trials => Stat.Total("Trials begun", "Trials begun in the chosen time.", BusinessMetrics.TrialsStarted.Increase(BoardTime.Whole).SumBy());

    private static Stat Started => Stat.Total("Subscriptions begun", "Subscriptions begun in the chosen time.", BusinessMetrics.SubscriptionsStarted.Increase(BoardTime.Whole).SumBy());

    private static Stat Cancelled => Stat.Total("Subscriptions ended", "Subscriptions ended in the chosen time.", BusinessMetrics.SubscriptionsCancelled.Increase(BoardTime.Whole).SumBy());

    private static TimeSeries Growth => new(
        "Begun, renewed and ended in 24 hours",
        "While more begin than end, the number of subscribers grows.",
        BusinessMetrics.SubscriptionsStarted.Increase(1.Days()).SumBy().As("begun"),
        BusinessMetrics.SubscriptionsRenewed.Increase(1.Days()).SumBy().As("renewed"),
        BusinessMetrics.SubscriptionsCancelled.Increase(1.Days()).SumBy().As("ended"))
    {
        Links = [BoardLink.ToRunbook(AlertRules.Business.Revenue.ChurnHigh)],
        Min = 0,
        SeriesColours = [("begun", Colour.Green), ("renewed", Colour.Blue), ("ended", Colour.Red)],
    };

    private static TimeSeries Changes => new("Moves between plans in 24 hours", "Upgrades and downgrades, by the new plan.", BusinessMetrics.SubscriptionsChanged.Increase(1.Days()).SumBy(l => l.Change, l => l.Plan))
    {
        Stacked = true,
        Min = 0,
    };

    private static TimeSeries Reasons => new("Why subscriptions ended, in 24 hours", "The reasons that people gave. A rise of 'price' after a price change is its price.", BusinessMetrics.SubscriptionsCancelled.Increase(1.Days()).SumBy(l => l.Reason))
    {
        Stacked = true,
        Min = 0,
    };

    private static BarChart ByPlan => new("Ended, by plan", "Which plan loses most, in the chosen time.", BusinessMetrics.SubscriptionsCancelled.Labels.Plan, BusinessMetrics.SubscriptionsCancelled.Increase(BoardTime.Whole).SumBy(l => l.Plan).As("ended"))
    {
        Decimals = 0,
    };

    private static TimeSeries FailedShare => new(
        "Payments that failed",
        "Of the payments tried in the last 24 hours, the share that failed.",
        BusinessMetrics.PaymentsFailed.Increase(1.Days()).SumBy()
            / (BusinessMetrics.PaymentsFailed.Increase(1.Days()).SumBy() + BusinessMetrics.PaymentsCompleted.Increase(1.Days()).SumBy() > 0))
    {
        Links = [BoardLink.ToRunbook(AlertRules.Business.Revenue.PaymentFailuresHigh)],
        Unit = "percentunit",
        Min = 0,
        Thresholds = Thresholds.Rising(warning: 0.05, critical: 0.15),
        ShowThresholds = true,
        EmptyWithout = "No payment was tried in the chosen time.",
    };

    private static TimeSeries Failures => new("Why payments failed, in 24 hours", "Reasons of the payment provider. 'provider' is their trouble, 'expired' is ours to ask about.", BusinessMetrics.PaymentsFailed.Increase(1.Days()).SumBy(l => l.Failure))
    {
        Stacked = true,
        Min = 0,
    };
}
