using Analytics.Catalog;
using Analytics.Statistics.Forecasting;
using Analytics.Statistics.Lifetime;
using Analytics.Statistics.Revenue;
using Analytics.Statistics.Segments;

namespace Analytics.Integration.Tests.Insights;

/// <summary>What the insights about money must say, the slow and obvious way, with the tallies of Analytics.Statistics for MRR.</summary>
internal sealed class RevenueReference(IReadOnlyList<WorldEvent> events, DateOnly day)
{
    /// <summary>A rate that the operator entered.</summary>
    public const string DearerDollar = "INSERT INTO exchange_rates (currency, from_day, euros) VALUES ('USD', '2026-10-12', 0.97)";

    private static readonly Dictionary<string, decimal> Euros = new() { ["EUR"] = 1, ["USD"] = 0.92m, ["GBP"] = 1.15m, ["CHF"] = 1.05m, ["JPY"] = 0.0061m };
    private readonly DateOnly _month = new(day.Year, day.Month, 1);
    private readonly List<WorldEvent> _past = [.. events.Where(one => one.Day <= day)];

    private static readonly EventKind[] Changes =
        [BusinessEvents.SubscriptionStarted, BusinessEvents.SubscriptionRenewed, BusinessEvents.SubscriptionChanged, BusinessEvents.SubscriptionCancelled];

    public Expected Mrr()
    {
        var tally = new RecurringRevenue(_month, _month);
        var byPlan = new Dictionary<string, decimal>();
        foreach (var person in _past.Where(one => one.User is not null && Changes.Contains(one.Kind)).GroupBy(one => one.User!))
        {
            tally.AddCustomer(person.Select(one => new RecurringChange(long.Parse(one.Id, System.Globalization.CultureInfo.InvariantCulture), one.At.UtcTicks, Monthly(one))));
            var last = person.MaxBy(one => (one.At, long.Parse(one.Id, System.Globalization.CultureInfo.InvariantCulture)))!;
            if (Monthly(last) > 0)
            {
                var plan = last.Text(BusinessFields.Plan)!;
                byPlan[plan] = byPlan.GetValueOrDefault(plan) + Monthly(last);
            }
        }

        var expected = new Expected();
        var month = tally.Months().Single();
        foreach (var (movement, amount) in new[]
        {
            (MrrMovement.New, month.Fresh), (MrrMovement.Expansion, month.Expansion), (MrrMovement.Contraction, month.Contraction), (MrrMovement.Churn, month.Churn), (MrrMovement.Reactivation, month.Reactivation),
        })
        {
            expected.Add(RevenueSeries.MrrMovements, (double)amount, WireName.Of(movement));
        }

        foreach (var (plan, mrr) in byPlan)
        {
            expected.Add(RevenueSeries.MrrByPlan, (double)mrr, plan);
        }

        if (month.Customers > 0 || month.CustomersAtStart > 0)
        {
            expected.Add(RevenueSeries.Mrr, (double)month.End);
            expected.Add(RevenueSeries.Subscribers, month.Customers);
            expected.Add(RevenueSeries.PerAccount, (double?)month.PerCustomer);
            expected.Add(RevenueSeries.MrrGrowth, month.Start == 0 ? null : (double)((month.End / month.Start) - 1));
            expected.Add(RevenueSeries.NetRetention, (double?)month.NetRetention);
            expected.Add(RevenueSeries.GrossRetention, (double?)month.GrossRetention);
            expected.Add(RevenueSeries.RevenueChurn, month.Start == 0 ? null : (double)(month.Churn / month.Start));
            expected.Add(RevenueSeries.CustomerChurn, (double?)month.LogoChurn);
            expected.Add(RevenueSeries.QuickRatio, (double?)month.QuickRatio);
        }

        return expected;
    }

    public Expected Money()
    {
        var expected = new Expected();
        var bookings = Bookings();
        var now = bookings.Where(one => one.Day >= _month).ToList();
        var gross = now.Sum(one => Math.Max(0, one.Euros));
        var refunds = now.Sum(one => Math.Min(0, one.Euros));
        var net = gross + refunds;
        var payers = now.Where(one => one.User is not null && one.Euros > 0).Select(one => one.User).Distinct().Count();
        expected.Add(RevenueSeries.Revenue, (double)gross, "gross");
        expected.Add(RevenueSeries.Revenue, (double)refunds, "refunds");
        expected.Add(RevenueSeries.Revenue, (double)net, "net");
        expected.Add(RevenueSeries.RefundShare, gross == 0 ? null : (double)(-refunds / gross));
        expected.Add(RevenueSeries.RevenueDaily, (double)bookings.Where(one => one.Day == day).Sum(one => one.Euros));
        expected.Add(RevenueSeries.PerUser, Expected.Ratio((double)net, Active()));
        expected.Add(RevenueSeries.PerPayer, Expected.Ratio((double)net, payers));
        foreach (var currency in now.GroupBy(one => one.Currency))
        {
            expected.Add(RevenueSeries.RevenueByCurrency, (double)currency.Sum(one => one.Own), currency.Key);
        }

        var users = _past.Where(one => one.User is not null).Select(one => one.User!).Distinct().ToList();
        double Net(string user) => (double)bookings.Where(one => one.User == user).Sum(one => one.Euros);
        var paid = users.Where(user => bookings.Any(one => one.User == user && one.Euros > 0)).ToList();
        foreach (var (metric, people) in new[] { (RevenueSeries.LifetimeObserved, users), (RevenueSeries.LifetimeOfPayers, paid) })
        {
            expected.Add(metric, Expected.Mean(people.Select(Net)), "mean");
            expected.Add(metric, Expected.Median(people.Select(Net)), "median");
        }

        return expected;
    }

    public Expected Marketplace()
    {
        var expected = new Expected();
        var now = _past.Where(one => one.Day >= _month).ToList();
        IEnumerable<IGrouping<string, WorldEvent>> By(EventKind kind, Field field) => now.Where(one => one.Kind == kind).GroupBy(one => one.Text(field)!);
        foreach (var category in By(BusinessEvents.ProgramSold, BusinessFields.Category))
        {
            expected.Add(RevenueSeries.MarketplaceSales, (double)category.Sum(InEuros), category.Key);
        }

        foreach (var category in By(BusinessEvents.CommissionRecorded, BusinessFields.Category))
        {
            expected.Add(RevenueSeries.MarketplaceCommission, (double)category.Sum(InEuros), category.Key);
        }

        foreach (var category in By(BusinessEvents.ProgramRated, BusinessFields.Category))
        {
            expected.Add(RevenueSeries.MarketplaceRating, category.Average(one => one.Number(BusinessFields.Stars)!.Value), category.Key);
        }

        expected.Add(RevenueSeries.MarketplaceConversion, Expected.Ratio(now.Where(one => one.Kind == BusinessEvents.ProgramSold && one.User is not null).Select(one => one.User).Distinct().Count(), Active()));
        foreach (var type in By(BusinessEvents.CostRecorded, BusinessFields.CostType))
        {
            expected.Add(RevenueSeries.Costs, (double)type.Sum(InEuros), type.Key);
        }

        var costs = now.Where(one => one.Kind == BusinessEvents.CostRecorded).ToList();
        var ai = costs.Where(one => one.Text(BusinessFields.CostType) == "ai").ToList();
        var served = now.Count(one => one.Kind == AiEvents.RecommendationServed);
        var right = now.Count(one => one.Kind == AiEvents.OutcomeLabelled && one.Text(AiFields.Outcome) == "right");
        expected.Add(RevenueSeries.CostPerUser, costs.Count == 0 ? null : Expected.Ratio((double)costs.Sum(InEuros), Active()));
        expected.Add(RevenueSeries.CostPerAnswer, ai.Count == 0 ? null : Expected.Ratio((double)ai.Sum(InEuros), served));
        expected.Add(RevenueSeries.CostPerOutcome, ai.Count == 0 ? null : Expected.Ratio((double)ai.Sum(InEuros), right));
        var firsts = events.Where(one => one.User is not null).GroupBy(one => one.User!).ToDictionary(person => person.Key, person => person.Min(one => one.Day));
        var spent = _past.Where(one => one.Kind == BusinessEvents.CostRecorded && one.Text(BusinessFields.CostType) == "acquisition" && one.Day > day.AddDays(-90)).ToList();
        expected.Add(RevenueSeries.LifetimeToAcquisition, spent.Count == 0 ? null : Expected.Ratio(
            (double)Bookings().Where(one => one.User is not null && firsts[one.User] is var first && first > day.AddDays(-90) && first <= day).Sum(one => one.Euros), (double)spent.Sum(InEuros)));
        return expected;
    }

    public Expected CustomerValue()
    {
        var expected = new Expected();
        var people = Bookings().Where(one => one.User is not null && one.Euros > 0).GroupBy(one => one.User!).ToList();
        var histories = people.Select(person => PurchaseHistory.Of(person.Select(one => (one.Day.DayNumber, one.Euros)), day.DayNumber)!.Value)
            .OrderBy(history => history.Age).ThenBy(history => history.Recency).ThenBy(history => history.Repeats).ThenBy(history => history.MeanValue).ToList();
        if (BetaGeometricModel.Fit(histories) is { } purchasing && GammaGammaModel.Fit(histories) is { } spending)
        {
            var values = histories.Where(history => spending.ExpectedAverageValue(history) is not null)
                .Select(history => LifetimeValue.Discounted(purchasing, history, spending.ExpectedAverageValue(history)!.Value, 52, 0.01)).ToList();
            expected.Add(RevenueSeries.LifetimePredicted, Expected.Mean(values), "mean");
            expected.Add(RevenueSeries.LifetimePredicted, Expected.Median(values), "median");
        }

        var scores = RecencyFrequencyMonetary.Score([.. people.Select(person =>
            new RfmValues(day.DayNumber - person.Max(one => one.Day.DayNumber), person.Select(one => one.Day).Distinct().Count(), (double)person.Sum(one => one.Euros)))]);
        foreach (var segment in scores.GroupBy(score => score.Segment))
        {
            expected.Add(RevenueSeries.ValueSegments, segment.Count(), segment.Key);
        }

        return expected;
    }

    public Expected Forecast()
    {
        var expected = new Expected();
        var first = events.Where(one => one.User is not null).Min(one => one.Day);
        var days = Enumerable.Range(0, day.DayNumber - first.DayNumber + 1).Select(first.AddDays).ToList();
        if (days.Count < 21)
        {
            return expected;
        }

        var bookings = Bookings();
        Add(ForecastSeries.ActiveUsers, [.. days.Select(own => (double)events.Where(one => one.User is not null && one.Day == own).Select(one => one.User).Distinct().Count())], 0);
        Add(ForecastSeries.Revenue, [.. days.Select(own => (double)bookings.Where(one => one.Day == own).Sum(one => one.Euros))], double.NegativeInfinity);
        return expected;

        void Add(Metric metric, double[] history, double floor)
        {
            expected.Add(metric == ForecastSeries.Revenue ? ForecastSeries.RevenueActual : ForecastSeries.ActiveUsersActual, history[^1]);
            var path = Forecaster.Forecast(history, 28, 7);
            foreach (var (label, at) in new[] { ("1d", 0), ("7d", 6), ("14d", 13), ("28d", 27) })
            {
                expected.Add(metric, Math.Max(floor, path.Mean[at]), label, "expected");
                foreach (var (name, confidence) in new[] { ("80", 0.8), ("95", 0.95) })
                {
                    var interval = path.Interval(confidence).ElementAt(at);
                    expected.Add(metric, Math.Max(floor, interval.Low), label, "lower" + name);
                    expected.Add(metric, Math.Max(floor, interval.High), label, "upper" + name);
                }
            }
        }
    }

    private static decimal InEuros(WorldEvent one) => one.Amount!.Value * Rate(one.Text(BusinessFields.Currency)!, one.Day);

    private static decimal Rate(string currency, DateOnly booked) => currency == "USD" && booked >= new DateOnly(2026, 10, 12) ? 0.97m : Euros[currency];

    private int Active() => _past.Where(one => one.Day >= _month && one.User is not null).Select(one => one.User).Distinct().Count();

    private List<(string? User, DateOnly Day, string Currency, decimal Own, decimal Euros)> Bookings() =>
    [
        .. _past.Where(one => one.Kind == BusinessEvents.PaymentCompleted || one.Kind == BusinessEvents.ProgramSold || one.Kind == BusinessEvents.PaymentRefunded)
            .Select(one => (one.User, one.Day, one.Text(BusinessFields.Currency)!, Sign(one) * one.Amount!.Value, Sign(one) * InEuros(one))),
    ];

    private static int Sign(WorldEvent one) => one.Kind == BusinessEvents.PaymentRefunded ? -1 : 1;

    // A change without an amount costs what the plan last cost anybody in the person's currency, up to the day of the change.
    private decimal Monthly(WorldEvent change)
    {
        if (change.Kind == BusinessEvents.SubscriptionCancelled)
        {
            return 0;
        }

        var plan = change.Text(BusinessFields.Plan)!;
        var currency = change.Text(BusinessFields.Currency)
            ?? events.Where(one => one.User == change.User && one.Text(BusinessFields.Currency) is not null).OrderBy(one => one.At).ThenBy(one => one.Text(BusinessFields.Currency), StringComparer.Ordinal).LastOrDefault()?.Text(BusinessFields.Currency)
            ?? "EUR";
        var amount = change.Amount ?? events
            .Where(one => (one.Kind == BusinessEvents.SubscriptionStarted || one.Kind == BusinessEvents.SubscriptionRenewed) && one.Amount is not null && one.Text(BusinessFields.Currency) == currency)
            .Where(one => one.Text(BusinessFields.Plan) == plan && one.Day <= change.Day).OrderBy(one => one.At).ThenBy(one => one.Id, StringComparer.Ordinal).LastOrDefault()?.Amount ?? 0;
        return amount * Rate(currency, change.Day) / (plan.EndsWith("yearly", StringComparison.Ordinal) ? 12 : 1);
    }
}
