namespace Analytics.Dashboards.Business;

/// <summary>How trainers' programs sell.</summary>
public static class MarketplaceBoard
{
    private static readonly ProgramMoneyLabels Labels = BusinessMetrics.ProgramSales.Labels;

    private static readonly LabelVariable Category = Variable.Of(BusinessMetrics.ProgramSales, Labels.Category, "Category");

    public static Dashboard Board { get; } = new(
        "marketplace",
        Audience.Business,
        "Marketplace",
        "What trainers publish, what people buy and how they rate it. Nothing here is about one trainer or one buyer.",
        new Row("Does it sell?", Sold, Sales, Commissions, SalesOverTime, SalesByCategory),
        new Row("Is there enough to buy?", Published, PublishedOverTime),
        new Row("Are buyers content?", Stars, StarsOverTime, Ratings))
    {
        Variables = [Category],
        Period = TimeSpan.FromDays(30),
        Refresh = TimeSpan.FromMinutes(5),
        Links = [BoardLink.To(() => RevenueBoard.Board)],
        ReaderTest =
        [
            new("Which category sells?", SalesByCategory, "the largest part"),
            new("Do trainers keep publishing?", PublishedOverTime, "bars without gaps"),
            new("Are buyers content?", StarsOverTime, "a line near 5"),
        ],
    };

    private static Stat Sold => Stat.Total("Programs sold", "Programs sold in the chosen time.", BusinessMetrics.ProgramsSold.Where(_ => Category.Chosen).Increase(BoardTime.Whole).SumBy());

    private static Stat Sales => Stat.Total("Sales", "What buyers paid in the chosen time, in each currency.", BusinessMetrics.ProgramSales.Where(_ => Category.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Currency));

    private static Stat Commissions => Stat.Total("Trainers' commissions", "What trainers earned in the chosen time, in each currency.", BusinessMetrics.Commissions.Where(_ => Category.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Currency));

    private static TimeSeries SalesOverTime => new("Programs sold in 24 hours", "By category.", BusinessMetrics.ProgramsSold.Where(_ => Category.Chosen).Increase(1.Days()).SumBy(l => l.Category))
    {
        Stacked = true,
        Min = 0,
    };

    private static PieChart SalesByCategory => new("What sells", "Programs sold in the chosen time, by category.", BusinessMetrics.ProgramsSold.Where(_ => Category.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Category))
    {
        Decimals = 0,
    };

    private static Stat Published => Stat.Total("Programs published", "New programs in the chosen time.", BusinessMetrics.ProgramsPublished.Where(_ => Category.Chosen).Increase(BoardTime.Whole).SumBy());

    private static TimeSeries PublishedOverTime => new("Programs published in 24 hours", "By category: where trainers see a market.", BusinessMetrics.ProgramsPublished.Where(_ => Category.Chosen).Increase(1.Days()).SumBy(l => l.Category))
    {
        Stacked = true,
        Min = 0,
    };

    private const string Unrated = "No program was rated in the chosen time.";

    private static Stat Stars => new("Mean rating", "Stars from 1 (bad) to 5 (good) in the chosen time, for each category.", BusinessMetrics.ProgramStars.Where(_ => Category.Chosen).Average(BoardTime.Whole, l => l.Category))
    {
        Course = false,
        Decimals = 1,
        Thresholds = Thresholds.Falling(good: 4, critical: 3),
        EmptyWithout = Unrated,
    };

    private static Heatmap StarsOverTime => new("Stars over time", "How many ratings had so many stars.", BusinessMetrics.ProgramStars.Where(_ => Category.Chosen).BucketIncrease(BoardTime.Rate)) { EmptyWithout = Unrated };

    private static BarGauge Ratings => new("Ratings given", "Ratings of the chosen time, by category: few ratings make a shaky mean.", BusinessMetrics.ProgramsRated.Where(_ => Category.Chosen).Increase(BoardTime.Whole).SumBy(l => l.Category))
    {
        Decimals = 0,
    };
}
