namespace Analytics.Catalog;

/// <summary>What moves monthly recurring revenue.</summary>
public enum MrrMovement
{
    New,
    Expansion,
    Contraction,
    Churn,
    Reactivation,
}

/// <summary>The two directions of money, and their sum.</summary>
public enum MoneyFlow
{
    Gross,

    /// <summary>Zero or negative.</summary>
    Refunds,
    Net,
}

/// <summary>Mean or median.</summary>
public enum AverageKind
{
    Mean,
    Median,
}

public sealed class MovementLabels : LabelSet
{
    public Label<MrrMovement> Movement { get; } = new("movement", "What moved it.", WireName.All<MrrMovement>());
}

public sealed class MoneyFlowLabels : LabelSet
{
    public Label<MoneyFlow> Flow { get; } = new("flow", "Direction of the money.", WireName.All<MoneyFlow>());
}

public sealed class AverageLabels : LabelSet
{
    public Label<AverageKind> Average { get; } = new("average", "Mean or median over people.", WireName.All<AverageKind>());
}

public sealed class DerivedPlanLabels : LabelSet
{
    public Label<Plan> Plan => BusinessFields.Plan.Label;
}

public sealed class DerivedCurrencyLabels : LabelSet
{
    public Label<Currency> Currency => BusinessFields.Currency.Label;
}

public sealed class DerivedCategoryLabels : LabelSet
{
    public Label<ProgramCategory> Category => BusinessFields.Category.Label;
}

public sealed class DerivedCostLabels : LabelSet
{
    public Label<CostType> CostType => BusinessFields.CostType.Label;
}

public sealed class ValueSegmentLabels : LabelSet
{
    public Label<string> Segment { get; } = new("segment", "By recency, frequency and value of purchases.", ["champions", "loyal", "at_risk", "recent", "hibernating", "others"]);
}

/// <summary>
/// What the job <c>revenue</c> computes, all in euros: other currencies are converted by the rate table at the day of the booking. "Month" is the calendar
/// month up to the end of the day, so that the last day of a month has the month's final value.
/// </summary>
public static class RevenueSeries
{
    public static readonly Gauge<NoLabels> Mrr = Euros("business:mrr:current", "Monthly recurring revenue at the end of the day.");

    public static readonly Gauge<DerivedPlanLabels> MrrByPlan = Declare("business:mrr:by_plan", Unit.Of("euro"), "Monthly recurring revenue by plan.").Gauge<DerivedPlanLabels>();

    public static readonly Gauge<MovementLabels> MrrMovements = Declare("business:mrr_movement:month", Unit.Of("euro"), "By how much MRR moved this month, for each reason; losses are positive amounts too.").Gauge<MovementLabels>();

    public static readonly Gauge<NoLabels> MrrGrowth = Ratio("business:mrr_growth:ratio", "MRR now over MRR at the end of the month before, minus 1.");

    public static readonly Gauge<NoLabels> NetRetention = Ratio("business:net_revenue_retention:ratio", "(start + expansion - contraction - churn) / start of the month.");

    public static readonly Gauge<NoLabels> GrossRetention = Ratio("business:gross_revenue_retention:ratio", "(start - contraction - churn) / start of the month.");

    public static readonly Gauge<NoLabels> RevenueChurn = Ratio("business:revenue_churn:ratio", "MRR lost by churn this month over MRR at its start.");

    public static readonly Gauge<NoLabels> CustomerChurn = Ratio("business:customer_churn:ratio", "Customers lost this month over customers at its start.");

    public static readonly Gauge<NoLabels> QuickRatio = Declare("business:mrr_quick:ratio", Unit.Of("euro_per_euro"), "(new + reactivation + expansion) / (contraction + churn) of the month.").Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> Subscribers = Declare("business:subscribers:current", Unit.Of("user"), "Customers with a positive MRR at the end of the day.").Gauge<NoLabels>();

    public static readonly Gauge<NoLabels> PerAccount = Euros("business:mrr:per_subscriber", "MRR per customer (ARPA).");

    public static readonly Gauge<MoneyFlowLabels> Revenue = Declare("business:revenue:month", Unit.Of("euro"), "Payments and marketplace sales of the month, refunds (negative) in the month in which they were given, and the sum of both.").Gauge<MoneyFlowLabels>();

    public static readonly Gauge<DerivedCurrencyLabels> RevenueByCurrency = Declare("business:revenue_by_currency:month", Unit.Of("currency"), "Net revenue of the month in the currency itself, not converted.").Gauge<DerivedCurrencyLabels>();

    public static readonly Gauge<NoLabels> RevenueDaily = Euros("business:net_revenue:daily", "Net revenue of the day.");

    public static readonly Gauge<NoLabels> RefundShare = Ratio("business:refunds:ratio", "Refunds over gross revenue of the month.");

    public static readonly Gauge<NoLabels> PerUser = Euros("business:arpu:month", "Net revenue per user active in the month.");

    public static readonly Gauge<NoLabels> PerPayer = Euros("business:arppu:month", "Net revenue per user who paid in the month.");

    public static readonly Gauge<AverageLabels> LifetimeObserved = Declare("business:ltv_observed:users", Unit.Of("euro"), "Net revenue so far of each user ever seen.").Gauge<AverageLabels>();

    public static readonly Gauge<AverageLabels> LifetimeOfPayers = Declare("business:ltv_observed:payers", Unit.Of("euro"), "Net revenue so far of each user who ever paid.").Gauge<AverageLabels>();

    public static readonly Gauge<AverageLabels> LifetimePredicted = Declare("business:ltv_predicted:payers", Unit.Of("euro"), "Value of the purchases that each payer is expected to make in the next 52 weeks, discounted by 1 % a month (BG/NBD and Gamma-Gamma).").Gauge<AverageLabels>();

    public static readonly Gauge<NoLabels> LifetimeToAcquisition = Declare("business:ltv_cac:ratio", Unit.Of("euro_per_euro"), "Mean net revenue so far of users over acquisition cost per new user, in 90 days; only where acquisition costs are recorded.").Gauge<NoLabels>();

    public static readonly Gauge<ValueSegmentLabels> ValueSegments = Declare("business:value_segments:users", Unit.Of("user"), "Payers by recency, frequency and value of their purchases.").Gauge<ValueSegmentLabels>();

    public static readonly Gauge<DerivedCostLabels> Costs = Declare("business:costs:month", Unit.Of("euro"), "Money spent this month.").Gauge<DerivedCostLabels>();

    public static readonly Gauge<NoLabels> CostPerUser = Euros("business:cost_per_active_user:month", "All costs of the month per user active in it.");

    public static readonly Gauge<NoLabels> CostPerAnswer = Euros("business:cost_per_ai_answer:month", "AI costs of the month per recommendation served in it.");

    public static readonly Gauge<NoLabels> CostPerOutcome = Euros("business:cost_per_right_outcome:month", "AI costs of the month per recommendation that turned out right.");

    public static readonly Gauge<DerivedCategoryLabels> MarketplaceSales = Declare("marketplace:sales:month", Unit.Of("euro"), "Programs sold this month.").Gauge<DerivedCategoryLabels>();

    public static readonly Gauge<DerivedCategoryLabels> MarketplaceCommission = Declare("marketplace:commission:month", Unit.Of("euro"), "Commission of trainers this month.").Gauge<DerivedCategoryLabels>();

    public static readonly Gauge<DerivedCategoryLabels> MarketplaceRating = Declare("marketplace:rating:mean", Unit.Of("point"), "Mean rating of programs this month, 1 to 5.").Gauge<DerivedCategoryLabels>();

    public static readonly Gauge<NoLabels> MarketplaceConversion = Ratio("marketplace:buyers:ratio", "Users who bought a program this month over users active in it.");

    private static Gauge<NoLabels> Euros(string name, string help) => Declare(name, Unit.Of("euro"), help).Gauge<NoLabels>();

    private static Gauge<NoLabels> Ratio(string name, string help) => Declare(name, Unit.One, help).Gauge<NoLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help) => new(Domain.Business, MetricOrigin.Worker, name, unit, help, "revenue");
}
