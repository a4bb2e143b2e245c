using Analytics.Catalog;
using Analytics.Rules;
using Analytics.Rules.Slo;

namespace Analytics.AlertRules.Business;

/// <summary>What the business promises itself.</summary>
public static class Slos
{
    /// <summary>By the calendar month, as the books are kept. A card without money is no fault of ours: 95 % leaves room for it.</summary>
    public static readonly ServiceObjective Payments = new("payments", 95,
        Indicator.GoodAndBad("the payment arrived", BusinessMetrics.PaymentsCompleted, BusinessMetrics.PaymentsFailed, [l => l.Plan], [l => l.Plan]))
    {
        Title = "Payments",
        Team = Teams.Business,
        Signal = "revenue",
        Window = BudgetWindow.CalendarMonth,
        MinimumEvents = 50,
        Impact = "Each failed renewal is a customer half lost.",
    };

    public static IReadOnlyList<ServiceObjective> All { get; } = [Payments];

    public static readonly RuleFile File = new(typeof(Slos), [.. All.SelectMany(slo => slo.Groups)]);
}
