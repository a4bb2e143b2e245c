namespace Analytics.Dashboards.Business;

/// <summary>What the product costs.</summary>
public static class CostsBoard
{
    private static readonly CostLabels Labels = BusinessMetrics.Costs.Labels;

    private static readonly LabelVariable Currency = Variable.Of(BusinessMetrics.Costs, Labels.Currency, "Currency");

    public static Dashboard Board { get; } = new(
        "costs",
        Audience.Business,
        "Costs",
        "What infrastructure, AI and support cost, beside what they serve: is the product getting cheaper to run?",
        new Row("What do we spend?", Spent, SpentOverTime, ByType),
        new Row("What does one thing cost?", PerPerson, PerOutcome, PerRecommendation, PerSession),
        new Row("What keeps support busy?", Tickets, TicketsOverTime))
    {
        Variables = [Currency],
        Period = TimeSpan.FromDays(30),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => RevenueBoard.Board)],
        ReaderTest =
        [
            new("What do we spend most on?", ByType, "the largest part of the ring"),
            new("Does a recommendation get cheaper?", PerRecommendation, "a line that falls"),
            new("What should be explained better?", TicketsOverTime, "the topic that rises"),
        ],
    };

    private static Stat Spent => Stat.Total("Costs", "Costs of the chosen time, in each currency.", BusinessMetrics.Costs.Where(_ => Currency.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Currency));

    private static TimeSeries SpentOverTime => new("Costs of 24 hours", "By what the money was spent on.", BusinessMetrics.Costs.Where(_ => Currency.Chosen).Increase(1.Days()).SumBy(l => l.CostType, l => l.Currency))
    {
        Stacked = true,
        Min = 0,
    };

    private static PieChart ByType => new("What the money goes to", "Costs of the chosen time in each currency, by type.", BusinessMetrics.Costs.Where(_ => Currency.Chosen).Increase(BoardTime.Whole).SumBy(l => l.CostType, l => l.Currency))
    {
        Decimals = 0,
    };

    private static Stat PerPerson => new("Cost of an active person, this month", "All costs of the month over the people active in it, in euros.", Every.Day(RevenueSeries.CostPerUser)) { Decimals = 2, Width = 12 };

    private static Stat PerOutcome => new("AI cost of a right recommendation, this month", "AI costs of the month over recommendations that turned out right, in euros.", Every.Day(RevenueSeries.CostPerOutcome)) { Decimals = 3, Width = 12 };

    private static TimeSeries PerRecommendation => new(
        "AI cost of a recommendation",
        "AI costs of the last 24 hours over recommendations served, in each currency.",
        (BusinessMetrics.Costs.Where(l => l.CostType.Is(CostType.Ai), _ => Currency.Chosen).Increase(1.Days()).SumBy(l => l.Currency)
            / AiMetrics.RecommendationsServed.Increase(1.Days()).SumBy().ToScalar()).As("{{currency}}"))
    {
        Unit = "short",
        Min = 0,
    };

    private static TimeSeries PerSession => new(
        "Infrastructure cost of a session",
        "Infrastructure costs of the last 24 hours over sessions begun, in each currency.",
        (BusinessMetrics.Costs.Where(l => l.CostType.Is(CostType.Infrastructure), _ => Currency.Chosen).Increase(1.Days()).SumBy(l => l.Currency)
            / EngagementMetrics.SessionsStarted.Increase(1.Days()).SumBy().ToScalar()).As("{{currency}}"))
    {
        Unit = "short",
        Min = 0,
    };

    private static Stat Tickets => Stat.Total("Support tickets", "Tickets opened in the chosen time.", BusinessMetrics.TicketsOpened.Increase(BoardTime.Whole).SumBy());

    private static TimeSeries TicketsOverTime => new("Tickets of 24 hours", "By topic: what to explain better, or to mend.", BusinessMetrics.TicketsOpened.Increase(1.Days()).SumBy(l => l.Topic))
    {
        Stacked = true,
        Min = 0,
    };
}
