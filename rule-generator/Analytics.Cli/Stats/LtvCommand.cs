using System.CommandLine;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Lifetime;

namespace Analytics.Cli.Stats;

/// <summary>`stats ltv`: BG/NBD and Gamma-Gamma fitted to transactions, and what they expect of every customer.</summary>
internal static class LtvCommand
{
    public static Command Create()
    {
        var input = StatsOptions.Input("customer_id, date, amount");
        var end = StatsOptions.Optional("--calibration-end", "Last day the models learn from; by default the last day of the file.", "DATE");
        var horizon = new Option<int>("--horizon-days") { Description = "How far to look ahead.", DefaultValueFactory = _ => 365, HelpName = "N" };
        var rate = new Option<double>("--discount-rate") { Description = "Discount per month of 4.345 weeks.", DefaultValueFactory = _ => 0.01 };
        var output = StatsOptions.Output("customer_id, x, t_x, T, zbar, p_alive, expected_purchases, expected_average_value, clv");
        var user = StatsOptions.Name("--user", "customer_id", "the customer");
        var time = StatsOptions.Name("--time", "date", "the purchase's date");
        var amount = StatsOptions.Name("--amount", "amount", "the amount");
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "ltv", "Customer lifetime value by BG/NBD and Gamma-Gamma, maximum likelihood. Amounts of zero or less are not purchases.",
            "analytics stats ltv --input transactions.csv --calibration-end 2025-06-30 --horizon-days 365");
        foreach (var option in new Option[] { input, end, horizon, rate, output, user, time, amount, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            if (parsed.GetValue(horizon) is <= 0 or > 36_500 || parsed.GetValue(rate) is not (> -1 and < 1000))
            {
                throw CommandFailure.Usage("ltv: --horizon-days must be from 1 to 36500 and --discount-rate a share per month above -1");
            }

            var skipped = new SkippedRows();
            var purchases = Read(parsed.GetValue(input)!, parsed.GetValue(user)!, parsed.GetValue(time)!, parsed.GetValue(amount)!, skipped);
            var last = StatsOptions.From(parsed.GetValue(end), "--calibration-end") is { } ticks
                ? Instants.Day(ticks)
                : purchases.Values.SelectMany(p => p).Select(p => p.Day).DefaultIfEmpty(0).Max();
            skipped.Add("afterCalibration", "after the calibration's end", purchases.Values.Sum(p => (long)p.Count(one => one.Day > last)));
            skipped.Tell(parsed.GetValue(input)!);
            var customers = purchases.Select(c => (Id: c.Key, History: PurchaseHistory.Of(c.Value, last)))
                .Where(c => c.History is not null).Select(c => (c.Id, History: c.History!.Value)).ToArray();
            var purchaseModel = BetaGeometricModel.Fit(customers.Select(c => c.History));
            var valueModel = GammaGammaModel.Fit(customers.Select(c => c.History));
            if (parsed.GetValue(output) is { } path)
            {
                Write(path, customers, purchaseModel, valueModel, parsed.GetValue(horizon) / 7.0, parsed.GetValue(rate));
            }

            var answer = new JsonObject
            {
                ["bgnbd"] = purchaseModel is null ? null : new JsonObject
                {
                    ["r"] = purchaseModel.R, ["alpha"] = purchaseModel.Alpha, ["a"] = purchaseModel.A, ["b"] = purchaseModel.B,
                    ["logLikelihood"] = purchaseModel.LogLikelihood,
                },
                ["gammaGamma"] = valueModel is null ? null : new JsonObject
                {
                    ["p"] = valueModel.P, ["q"] = valueModel.Q, ["v"] = valueModel.V, ["logLikelihood"] = valueModel.LogLikelihood,
                },
                ["customers"] = customers.Length,
                ["skipped"] = skipped.ToJson(),
                ["definition"] = new JsonObject
                {
                    ["calibrationEnd"] = Instants.FormatDay(last),
                    ["purchase"] = "all amounts above zero of a customer's UTC day; times in weeks",
                    ["models"] = "BG/NBD (Fader, Hardie, Lee 2005) and Gamma-Gamma (Fader, Hardie 2013) by unpenalised maximum likelihood",
                    ["clv"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the next {parsed.GetValue(horizon)} days, discounted by {parsed.GetValue(rate)} per month of 4.345 weeks"),
                },
            };
            if (purchaseModel is null || valueModel is null)
            {
                Console.Error.WriteLine($"analytics: too few repeat purchases up to {Instants.FormatDay(last)}: {(purchaseModel is null ? "no model can" : "the value model cannot")} be fitted");
            }

            if (purchaseModel is { } b && Unsettled(b.R, b.A, b.B))
            {
                Console.Error.WriteLine("analytics: the purchase model's likelihood has no peak: too few customers to tell its parameters, which ran to the edge");
            }

            if (valueModel is { } g && Unsettled(g.P, g.Q))
            {
                Console.Error.WriteLine("analytics: the value model's likelihood has no peak: too few customers to tell its parameters, which ran to the edge");
            }

            if (parsed.GetValue(json))
            {
                Json.Print(answer);
            }
            else
            {
                Flat.Table(answer).Print();
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    // Shape parameters of real customers lie between hundredths and hundreds.
    private static bool Unsettled(params ReadOnlySpan<double> shapes)
    {
        foreach (var shape in shapes)
        {
            if (shape is < 1e-5 or > 1e5)
            {
                return true;
            }
        }

        return false;
    }

    private static void Write(
        string path, (string Id, PurchaseHistory History)[] customers, BetaGeometricModel? purchases, GammaGammaModel? values, double weeks, double rate)
    {
        using var csv = new CsvOut(path, "customer_id", "x", "t_x", "T", "zbar", "p_alive", "expected_purchases", "expected_average_value", "clv");
        foreach (var (id, history) in customers)
        {
            var value = values?.ExpectedAverageValue(history);
            csv.Row(
                id, history.Repeats, history.Recency, history.Age, history.MeanValue, purchases?.ProbabilityAlive(history),
                purchases?.ExpectedPurchases(history, weeks), value,
                purchases is not null && value is { } average ? LifetimeValue.Discounted(purchases, history, average, weeks, rate) : null);
        }
    }

    private static Dictionary<string, List<(int Day, decimal Amount)>> Read(string path, string userColumn, string timeColumn, string amountColumn, SkippedRows skipped)
    {
        using var csv = new CsvReader(path);
        var user = csv.Column(userColumn, "--user");
        var time = csv.OptionalColumn(timeColumn) is >= 0 and var date ? date
            : timeColumn == "date" && csv.OptionalColumn("timestamp") is >= 0 and var timestamp ? timestamp
            : csv.Column(timeColumn, "--time");
        var amount = csv.Column(amountColumn, "--amount");
        var purchases = new Dictionary<string, List<(int, decimal)>>(StringComparer.Ordinal);
        skipped.Add("notPositive", "an amount of zero or less is not a purchase", 0);
        while (csv.Read())
        {
            if (csv[user].IsEmpty)
            {
                throw csv.Bad(user, "a customer");
            }

            var (day, money) = (Instants.Day(csv.Instant(time)), csv.Money(amount));
            if (money <= 0)
            {
                skipped.Add("notPositive", "an amount of zero or less is not a purchase");
                continue;
            }

            var id = csv.Text(user);
            if (!purchases.TryGetValue(id, out var list))
            {
                purchases[id] = list = [];
            }

            list.Add((day, money));
        }

        return purchases;
    }
}
