using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using static Analytics.Rules.Template;

namespace Analytics.AlertRules.Business;

/// <summary>Money and customers: slow alerts, for working hours.</summary>
public static class Revenue
{
    private static readonly PaymentLabels Labels = BusinessMetrics.Revenue.Labels;

    public static readonly Recording Daily = new("currency:revenue:increase1d",
        BusinessMetrics.Revenue.Increase(1.Days()).SumBy(l => l.Currency), "Payments that arrived within a day, before refunds, in units of the currency.");

    /// <summary>The mean of the same stretch of the last three weeks: a day of the week is compared with its like.</summary>
    public static readonly Recording Expected = new("currency:revenue_expected:avg3w",
        (Daily.Series.Offset(1.Weeks()) + Daily.Series.Offset(2.Weeks()) + Daily.Series.Offset(3.Weeks())) / 3, "Mean of the daily revenue one, two and three weeks ago.");

    public static readonly Recording PaymentFailures = new("payment:failed:ratio_rate1h",
        Share.Of(
            BusinessMetrics.PaymentsFailed.Rate(1.Hours()).SumBy(),
            BusinessMetrics.PaymentsFailed.Rate(1.Hours()).SumBy() + BusinessMetrics.PaymentsCompleted.Rate(1.Hours()).SumBy(),
            atLeast: 20 / 3600.0),
        "Share of payments that failed; no sample below 20 payments an hour.");

    public static readonly Recording Churn = new("plan:churn:ratio_30d",
        Share.Of(
            BusinessMetrics.SubscriptionsCancelled.Increase(30.Days()).SumBy(l => l.Plan),
            BusinessMetrics.SubscriptionsCancelled.Increase(30.Days()).SumBy(l => l.Plan) + BusinessMetrics.SubscriptionsRenewed.Increase(30.Days()).SumBy(l => l.Plan),
            atLeast: 50),
        "Cancelled over cancelled and renewed subscriptions of 30 days; no sample below 50.");

    public static readonly Recording TrialConversion = new("business:trial_conversion:ratio_7d",
        Share.Of(BusinessMetrics.SubscriptionsStarted.Increase(7.Days()).SumBy(), BusinessMetrics.TrialsStarted.Increase(7.Days()).SumBy(), atLeast: 50),
        "Subscriptions over trials started within 7 days; no sample below 50 trials.");

    public static readonly Alert RevenueBelowExpected = new("RevenueBelowExpected", (Daily.Series / (Expected.Series > 0)) < 0.7)
    {
        For = 1.Hours(),
        Priority = Priority.P2,
        Team = Teams.Business,
        Signal = "revenue",
        Dashboard = "analytics-revenue",
        Summary = $"Revenue in {LabelOf(Labels.Currency)} is far below what was expected",
        Description = $"The last day brought {AsPercentage} of what the same day brought in the mean of the last three weeks; the limit is 70 %.",
        Impact = "Payments fail, prices or traffic changed, or events of payments are missing.",
    };

    public static readonly Alert PaymentFailuresHigh = new("PaymentFailuresHigh", PaymentFailures.Series > 0.1)
    {
        For = 10.Minutes(),
        Priority = Priority.P1,
        Team = Teams.Business,
        Signal = "revenue",
        Dashboard = "analytics-revenue",
        Summary = "Many payments fail",
        Description = $"{AsPercentage} of the payments of the last hour failed; the limit is 10 %.",
        Impact = "Each failed renewal is a customer half lost.",
    };

    public static readonly Alert ChurnHigh = new("ChurnHigh", Churn.Series > 0.05)
    {
        For = 6.Hours(),
        Priority = Priority.P3,
        Team = Teams.Business,
        Signal = "revenue",
        Dashboard = "analytics-revenue",
        Summary = $"Many leave the plan {LabelOf(BusinessMetrics.SubscriptionsCancelled.Labels.Plan)}",
        Description = $"{AsPercentage} of the subscriptions of {LabelOf(BusinessMetrics.SubscriptionsCancelled.Labels.Plan)} due in the last 30 days were cancelled; the limit is 5 %.",
        Impact = "Growth is being eaten. The reasons given are on the board.",
    };

    public static readonly Alert TrialConversionLow = new("TrialConversionLow", TrialConversion.Series < 0.1)
    {
        For = 6.Hours(),
        Priority = Priority.P3,
        Team = Teams.Business,
        Signal = "revenue",
        Dashboard = "analytics-revenue",
        Summary = "Few trials become subscriptions",
        Description = $"{AsPercentage} of the trials of the last 7 days became subscriptions; the limit is 10 %.",
        Impact = "What the trial shows does not convince, or the way to pay is broken.",
    };

    public static readonly RuleFile File = new(typeof(Revenue),
        new RuleGroup("revenue", Daily, Expected, PaymentFailures, Churn, TrialConversion, RevenueBelowExpected, PaymentFailuresHigh, ChurnHigh, TrialConversionLow) { Interval = 5.Minutes() });
}
