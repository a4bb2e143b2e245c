namespace Analytics.Catalog;

public sealed class PlanLabels : LabelSet
{
    public Label<Plan> Plan => BusinessFields.Plan.Label;
}

public sealed class PlanChangeLabels : LabelSet
{
    public Label<Plan> Plan => BusinessFields.Plan.Label;

    public Label<PlanChange> Change => BusinessFields.Change.Label;
}

public sealed class CancellationLabels : LabelSet
{
    public Label<Plan> Plan => BusinessFields.Plan.Label;

    public Label<CancellationReason> Reason => BusinessFields.Reason.Label;
}

public sealed class PaymentLabels : LabelSet
{
    public Label<Plan> Plan => BusinessFields.Plan.Label;

    public Label<Currency> Currency => BusinessFields.Currency.Label;
}

public sealed class PaymentFailureLabels : LabelSet
{
    public Label<Plan> Plan => BusinessFields.Plan.Label;

    public Label<PaymentFailure> Failure => BusinessFields.Failure.Label;
}

public sealed class ProgramLabels : LabelSet
{
    public Label<ProgramCategory> Category => BusinessFields.Category.Label;
}

public sealed class ProgramMoneyLabels : LabelSet
{
    public Label<ProgramCategory> Category => BusinessFields.Category.Label;

    public Label<Currency> Currency => BusinessFields.Currency.Label;
}

public sealed class CostLabels : LabelSet
{
    public Label<CostType> CostType => BusinessFields.CostType.Label;

    public Label<Currency> Currency => BusinessFields.Currency.Label;
}

public sealed class TicketLabels : LabelSet
{
    public Label<TicketTopic> Topic => BusinessFields.Topic.Label;
}

/// <summary>Money and contracts, counted. Amounts are in major units of the currency that the label names.</summary>
public static class BusinessMetrics
{
    private static readonly Unit Money = Unit.Of("currency");

    public static readonly Counter<PlanLabels> TrialsStarted = Declare("trials_started", Unit.Of("trial"), "Trials begun.")
        .CountOf(BusinessEvents.TrialStarted).Counter<PlanLabels>();

    public static readonly Counter<PlanLabels> SubscriptionsStarted = Declare("subscriptions_started", Unit.Of("subscription"), "Subscriptions begun.")
        .CountOf(BusinessEvents.SubscriptionStarted).Counter<PlanLabels>();

    public static readonly Counter<PlanLabels> SubscriptionsRenewed = Declare("subscriptions_renewed", Unit.Of("subscription"), "Subscriptions renewed.")
        .CountOf(BusinessEvents.SubscriptionRenewed).Counter<PlanLabels>();

    public static readonly Counter<PlanChangeLabels> SubscriptionsChanged = Declare("subscriptions_changed", Unit.Of("subscription"), "Subscriptions moved to another plan, by the new plan.")
        .CountOf(BusinessEvents.SubscriptionChanged).Counter<PlanChangeLabels>();

    public static readonly Counter<CancellationLabels> SubscriptionsCancelled = Declare("subscriptions_cancelled", Unit.Of("subscription"), "Subscriptions ended.")
        .CountOf(BusinessEvents.SubscriptionCancelled).Counter<CancellationLabels>();

    public static readonly Counter<PaymentLabels> PaymentsCompleted = Declare("payments_completed", Unit.Of("payment"), "Payments that arrived.")
        .CountOf(BusinessEvents.PaymentCompleted).Counter<PaymentLabels>();

    public static readonly Counter<PaymentLabels> Revenue = Declare("revenue", Money, "Sum of the payments that arrived, before refunds.")
        .ValueOf(BusinessEvents.PaymentCompleted, BusinessFields.Amount).Counter<PaymentLabels>();

    public static readonly Counter<PaymentFailureLabels> PaymentsFailed = Declare("payments_failed", Unit.Of("payment"), "Payments that did not arrive.")
        .CountOf(BusinessEvents.PaymentFailed).Counter<PaymentFailureLabels>();

    public static readonly Counter<PaymentLabels> PaymentsRefunded = Declare("payments_refunded", Unit.Of("payment"), "Payments given back.")
        .CountOf(BusinessEvents.PaymentRefunded).Counter<PaymentLabels>();

    public static readonly Counter<PaymentLabels> Refunds = Declare("refunds", Money, "Sum of the payments given back.")
        .ValueOf(BusinessEvents.PaymentRefunded, BusinessFields.Amount).Counter<PaymentLabels>();

    public static readonly Counter<ProgramLabels> ProgramsPublished = Declare("programs_published", Unit.Of("program"), "Programs published in the marketplace.")
        .CountOf(BusinessEvents.ProgramPublished).Counter<ProgramLabels>();

    public static readonly Counter<ProgramMoneyLabels> ProgramsSold = Declare("programs_sold", Unit.Of("program"), "Programs sold in the marketplace.")
        .CountOf(BusinessEvents.ProgramSold).Counter<ProgramMoneyLabels>();

    public static readonly Counter<ProgramMoneyLabels> ProgramSales = Declare("program_sales", Money, "Sum of the prices of the sold programs.")
        .ValueOf(BusinessEvents.ProgramSold, BusinessFields.Amount).Counter<ProgramMoneyLabels>();

    public static readonly Counter<ProgramLabels> ProgramsRated = Declare("programs_rated", Unit.Of("rating"), "Ratings of programs.")
        .CountOf(BusinessEvents.ProgramRated).Counter<ProgramLabels>();

    public static readonly Histogram<ProgramLabels> ProgramStars = Declare("program.stars", Unit.Of("point"), "Ratings of programs, 1 (bad) to 5 (good).")
        .ValueOf(BusinessEvents.ProgramRated, BusinessFields.Stars).Histogram<ProgramLabels>([1, 2, 3, 4, 5]);

    public static readonly Counter<ProgramMoneyLabels> CommissionsRecorded = Declare("commissions_recorded", Unit.Of("commission"), "Commissions that trainers earned.")
        .CountOf(BusinessEvents.CommissionRecorded).Counter<ProgramMoneyLabels>();

    public static readonly Counter<ProgramMoneyLabels> Commissions = Declare("commissions", Money, "Sum of the commissions that trainers earned.")
        .ValueOf(BusinessEvents.CommissionRecorded, BusinessFields.Amount).Counter<ProgramMoneyLabels>();

    public static readonly Counter<CostLabels> CostsRecorded = Declare("costs_recorded", Unit.Of("entry"), "Entries of costs.")
        .CountOf(BusinessEvents.CostRecorded).Counter<CostLabels>();

    public static readonly Counter<CostLabels> Costs = Declare("costs", Money, "Sum of the costs.")
        .ValueOf(BusinessEvents.CostRecorded, BusinessFields.Amount).Counter<CostLabels>();

    public static readonly Counter<TicketLabels> TicketsOpened = Declare("tickets_opened", Unit.Of("ticket"), "Support tickets opened.")
        .CountOf(BusinessEvents.TicketOpened).Counter<TicketLabels>();

    private static MetricDeclaration Declare(string name, Unit unit, string help) =>
        new(Domain.Business, MetricOrigin.Events, "analytics.business." + name, unit, help);
}
