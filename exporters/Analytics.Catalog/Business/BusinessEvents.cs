namespace Analytics.Catalog;

/// <summary>Subscription plans.</summary>
public enum Plan
{
    BasicMonthly,
    BasicYearly,
    PremiumMonthly,
    PremiumYearly,
}

/// <summary>Currencies that payments come in (ISO 4217).</summary>
public enum Currency
{
    [WireName("EUR")]
    Eur,
    [WireName("USD")]
    Usd,
    [WireName("GBP")]
    Gbp,
    [WireName("CHF")]
    Chf,
    [WireName("JPY")]
    Jpy,
}

/// <summary>Whether a changed plan costs more or less.</summary>
public enum PlanChange
{
    Upgrade,
    Downgrade,
}

/// <summary>Why a subscription ended.</summary>
public enum CancellationReason
{
    Price,
    MissingFeature,
    Unused,
    PaymentFailed,
    Other,
}

/// <summary>Why a payment failed.</summary>
public enum PaymentFailure
{
    Declined,
    InsufficientFunds,
    Expired,
    Fraud,
    Provider,
}

/// <summary>Categories of programs in the marketplace.</summary>
public enum ProgramCategory
{
    Strength,
    Cardio,
    Yoga,
    Nutrition,
    Recovery,
}

/// <summary>What money is spent on.</summary>
public enum CostType
{
    Infrastructure,
    Ai,
    Support,

    /// <summary>What is spent to win new people: advertising, referral bonuses.</summary>
    Acquisition,
}

/// <summary>What a support ticket is about.</summary>
public enum TicketTopic
{
    Account,
    Billing,
    Technical,
    Content,
    Privacy,
}

/// <summary>Fields of the business events.</summary>
public static class BusinessFields
{
    public static readonly ChoiceField<Plan> Plan = new("plan", "The subscription plan.");
    public static readonly ChoiceField<PlanChange> Change = new("change", "Whether the new plan costs more or less.");
    public static readonly ChoiceField<Currency> Currency = new("currency", "ISO 4217 code.");
    public static readonly MoneyField Amount = new("amount", "In major units of the currency.");
    public static readonly ChoiceField<CancellationReason> Reason = new("reason", "Why the subscription ended.");
    public static readonly ChoiceField<PaymentFailure> Failure = new("failure", "Why the payment failed.");
    public static readonly TextField PaymentId = new("payment_id", "The payment's id at the provider.", maxLength: 64, Sensitivity.Internal, example: "pay_20481", content: TextContent.Identifier);
    public static readonly ChoiceField<ProgramCategory> Category = new("program_category", "The program's category.");
    public static readonly TextField ProgramId = new("program_id", "The program's id.", maxLength: 64, Sensitivity.Internal, example: "prg_77", content: TextContent.Identifier);
    public static readonly TextField TrainerId = new("trainer_id", "The trainer's id.", maxLength: 64, Sensitivity.Personal, example: "trn_12", content: TextContent.Identifier);
    public static readonly NumberField Stars = new("stars", "The rating.", Unit.Of("point"), 1, 5, integral: true);
    public static readonly ChoiceField<CostType> CostType = new("cost_type", "What the money was spent on.");
    public static readonly ChoiceField<TicketTopic> Topic = new("topic", "What the ticket is about.");
    public static readonly NumberField TrialDays = new("trial_days", "How long the trial lasts.", Unit.Days, 1, 365, integral: true);
}

/// <summary>Money and contracts.</summary>
public static class BusinessEvents
{
    public static readonly EventKind TrialStarted = Declare("trial.started", "A person began a trial.",
        BusinessFields.Plan.Required, BusinessFields.TrialDays.Optional);

    public static readonly EventKind SubscriptionStarted = Declare("subscription.started", "A subscription began.",
        BusinessFields.Plan.Required, BusinessFields.Amount.Optional, BusinessFields.Currency.Optional);

    public static readonly EventKind SubscriptionRenewed = Declare("subscription.renewed", "A subscription was renewed.",
        BusinessFields.Plan.Required, BusinessFields.Amount.Optional, BusinessFields.Currency.Optional);

    public static readonly EventKind SubscriptionChanged = Declare("subscription.changed", "A subscription moved to another plan.",
        BusinessFields.Plan.Required, BusinessFields.Change.Required);

    public static readonly EventKind SubscriptionCancelled = Declare("subscription.cancelled", "A subscription ended.",
        BusinessFields.Plan.Required, BusinessFields.Reason.Required);

    public static readonly EventKind PaymentCompleted = Declare("payment.completed", "A payment arrived.",
        BusinessFields.Plan.Required, BusinessFields.Amount.Required, BusinessFields.Currency.Required, BusinessFields.PaymentId.Optional);

    public static readonly EventKind PaymentFailed = Declare("payment.failed", "A payment did not arrive.",
        BusinessFields.Plan.Required, BusinessFields.Failure.Required, BusinessFields.Amount.Optional, BusinessFields.Currency.Optional, BusinessFields.PaymentId.Optional);

    public static readonly EventKind PaymentRefunded = Declare("payment.refunded", "A payment was given back.",
        BusinessFields.Plan.Required, BusinessFields.Amount.Required, BusinessFields.Currency.Required, BusinessFields.PaymentId.Optional);

    public static readonly EventKind ProgramPublished = Declare("program.published", "A trainer published a program.",
        BusinessFields.Category.Required, BusinessFields.ProgramId.Required, BusinessFields.TrainerId.Optional, BusinessFields.Amount.Optional, BusinessFields.Currency.Optional);

    public static readonly EventKind ProgramSold = Declare("program.sold", "A program was sold.",
        BusinessFields.Category.Required, BusinessFields.ProgramId.Required, BusinessFields.Amount.Required, BusinessFields.Currency.Required, BusinessFields.TrainerId.Optional);

    public static readonly EventKind ProgramRated = Declare("program.rated", "A buyer rated a program.",
        BusinessFields.Category.Required, BusinessFields.ProgramId.Required, BusinessFields.Stars.Required);

    public static readonly EventKind CommissionRecorded = Declare("commission.recorded", "A trainer earned a commission.",
        BusinessFields.Category.Required, BusinessFields.Amount.Required, BusinessFields.Currency.Required, BusinessFields.TrainerId.Optional, BusinessFields.ProgramId.Optional);

    public static readonly EventKind CostRecorded = Declare("cost.recorded", "Money was spent.",
        BusinessFields.CostType.Required, BusinessFields.Amount.Required, BusinessFields.Currency.Required);

    public static readonly EventKind TicketOpened = Declare("ticket.opened", "A person asked support for help.",
        BusinessFields.Topic.Required);

    private static EventKind Declare(string name, string help, params EventField[] fields) =>
        EventKind.Declare(Domain.Business, EventType.BusinessEvent, DataClass.Business, name, help, fields);
}
