namespace Analytics.Dashboards.Business;

/// <summary>Recurring revenue: what moves it, what a customer is worth, where it goes.</summary>
public static class SubscriptionsBoard
{
    public static Dashboard Board { get; } = new(
        "subscriptions",
        Audience.Business,
        "Recurring revenue and the worth of a customer",
        "Monthly recurring revenue, what adds to it and what takes from it, what a customer is worth, and what is expected. All in euros, converted at the day of the booking.",
        new Row("Does recurring revenue grow?", Mrr, Growth, NetRetention, QuickRatio, ByPlan, Movements),
        new Row("What is a customer worth?", PerAccount, PerUser, Lifetime, Payback, Segments),
        new Row("Where does it go?", Outlook, Expected),
        new Row("What do we lose?", Churn, Refunds))
    {
        Period = TimeSpan.FromDays(30),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => RevenueBoard.Board), BoardLink.To(() => CostsBoard.Board)],
        Annotations = [Annotation.Deployments],
        ReaderTest =
        [
            new("Do we grow?", Movements, "more above than below: new and expansion against churn and contraction"),
            new("What may we spend on a new customer?", Payback, "worth over cost; below 3 is too dear"),
            new("What will come in next month?", Outlook, "the line of 28 days, with its least and most"),
        ],
    };

    private static Stat Mrr => new("Recurring revenue a month", "What all subscriptions bring in a month, at the end of the day.", Every.Day(RevenueSeries.Mrr)) { Decimals = 0, Width = 6 };

    private static Stat Growth => new("Growth this month", "Recurring revenue now over that at the end of last month.", Every.Day(RevenueSeries.MrrGrowth)) { Decimals = 1, Thresholds = Thresholds.AtLeast(0), Width = 6 };

    private static Stat NetRetention => new("Net revenue retention", "What last month's customers bring this month, upgrades included. Above 100 % they grow by themselves.", Every.Day(RevenueSeries.NetRetention))
    {
        Decimals = 1,
        Thresholds = Thresholds.Falling(good: 1, critical: 0.9),
        Width = 6,
        EmptyWithout = "Last month's end is not on record, or had too few customers to be shown.",
    };

    private static Stat QuickRatio => new("Gained for each euro lost", "New and expanded over contracted and lost recurring revenue of the month. Above 4 growth is healthy.", Every.Day(RevenueSeries.QuickRatio))
    {
        Unit = "short",
        Decimals = 1,
        Thresholds = Thresholds.Falling(good: 4, critical: 1),
        Width = 6,
        EmptyWithout = "Nothing was lost this month, or last month's end is not on record.",
    };

    private static TimeSeries ByPlan => new("Recurring revenue, by plan", "Which plan carries us.", Every.Day(RevenueSeries.MrrByPlan).MaxBy(l => l.Plan))
    {
        Stacked = true,
        Drawing = Drawing.Steps,
        Min = 0,
        EmptyWithout = "Each plan has too few subscribers to be shown.",
    };

    private static BarGauge Movements => new("What moved it this month", "Euros of recurring revenue won and lost this month, for each reason.", Every.Day(RevenueSeries.MrrMovements).MaxBy(l => l.Movement)) { Decimals = 0, Width = 12 };

    private static Stat PerAccount => new("Revenue of a subscriber, a month", "Recurring revenue over subscribers.", Every.Day(RevenueSeries.PerAccount)) { Decimals = 2, Width = 6 };

    private static Stat PerUser => new("Revenue of an active person, this month", "Net revenue of the month over all active people, payers or not.", Every.Day(RevenueSeries.PerUser)) { Decimals = 2, Width = 6 };

    private static Table Lifetime => new("Worth of a customer", "What payers have brought so far, and what they are expected to bring in the next 52 weeks.", [(RevenueSeries.LifetimeOfPayers.Labels.Average, "Average")],
        new Column("So far", Every.Day(RevenueSeries.LifetimeOfPayers).MaxBy(l => l.Average)) { Decimals = 2 },
        new Column("Next 52 weeks", Every.Day(RevenueSeries.LifetimePredicted).MaxBy(l => l.Average)) { Decimals = 2 })
    {
        Width = 6,
        Height = 4,
        EmptyWithout = "Needs payers with several weeks of history.",
    };

    private static Stat Payback => new("Worth over cost of a new customer", "Net revenue of a person so far over what it cost to win one, in 90 days.", Every.Day(RevenueSeries.LifetimeToAcquisition))
    {
        Unit = "short",
        Decimals = 1,
        Thresholds = Thresholds.Falling(good: 3, critical: 1),
        Width = 6,
        EmptyWithout = "Needs recorded costs of acquisition.",
    };

    private static BarGauge Segments => new("Payers, by what they buy", "Champions buy often, much and lately; at risk are good customers who have not bought for long.", Every.Day(RevenueSeries.ValueSegments).MaxBy(l => l.Segment))
    {
        Decimals = 0,
        Width = 24,
        EmptyWithout = "Too few payers to be shown.",
    };

    private static Table Outlook => Forecasts.Outlook("Net revenue of a day, expected", "Expected for a day that far ahead, with the interval that holds it 19 times of 20.", ForecastSeries.Revenue);

    private static TimeSeries Expected => Forecasts.InAWeek("Net revenue of a day, and what is expected in 7 days", "The band is where the day in a week lies 19 times of 20.", Every.Day(RevenueSeries.RevenueDaily), ForecastSeries.Revenue);

    private static TimeSeries Churn => new("Customers and revenue lost this month", "The share of last month's customers, and of their recurring revenue, that was lost so far.",
        Every.Day(RevenueSeries.CustomerChurn).As("customers"), Every.Day(RevenueSeries.RevenueChurn).As("revenue"))
    {
        Drawing = Drawing.Steps,
        Min = 0,
        EmptyWithout = "Last month's end is not on record, or had too few customers to be shown.",
    };

    private static TimeSeries Refunds => new("Refunds of the month", "Of this month's payments, the share given back.", Every.Day(RevenueSeries.RefundShare).As("given back"))
    {
        Drawing = Drawing.Steps,
        Min = 0,
        EmptyWithout = "Too few payments to be shown.",
    };
}
