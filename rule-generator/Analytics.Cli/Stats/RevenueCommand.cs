using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Revenue;

namespace Analytics.Cli.Stats;

/// <summary>`stats revenue`: payments per month, lifetime value so far, and movements of recurring revenue.</summary>
internal static class RevenueCommand
{
    public static Command Create()
    {
        var input = StatsOptions.Optional("--input", "CSV file of payments: customer_id, timestamp, amount (refunds negative).", "FILE");
        var changes = StatsOptions.Optional("--changes", "CSV file of subscription changes: change_id, customer_id, effective_at, mrr_cents.", "FILE");
        var from = StatsOptions.Optional("--from", "First month printed.", "YYYY-MM");
        var to = StatsOptions.Optional("--to", "Last month printed.", "YYYY-MM");
        var user = StatsOptions.Name("--user", "customer_id", "the customer");
        var time = StatsOptions.Name("--time", "timestamp", "the payment's time");
        var amount = StatsOptions.Name("--amount", "amount", "the amount");
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "revenue", "Gross, refunds, net, ARPU and observed LTV of payments; MRR movements of subscription changes. Amounts in the unit of the input.",
            "analytics stats revenue --input payments.csv --from 2025-01 --to 2025-06 --json");
        foreach (var option in new Option[] { input, changes, from, to, user, time, amount, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var first = Month(parsed.GetValue(from), "--from");
            var last = Month(parsed.GetValue(to), "--to");
            var answer = new JsonObject();
            if (parsed.GetValue(input) is { } payments)
            {
                var ledger = ReadPayments(payments, parsed.GetValue(user)!, parsed.GetValue(time)!, parsed.GetValue(amount)!);
                var ltv = ledger.LifetimeValue();
                answer["months"] = new JsonArray([.. ledger.Months().Where(m => (first is null || m.Month >= first) && (last is null || m.Month <= last)).Select(Shape)]);
                answer["ltv"] = new JsonObject
                {
                    ["mean"] = Json.Number(ltv.Mean),
                    ["median"] = Json.Number(ltv.Median),
                    ["payersMean"] = Json.Number(ltv.PayersMean),
                    ["payersMedian"] = Json.Number(ltv.PayersMedian),
                };
            }

            if (parsed.GetValue(changes) is { } file)
            {
                var months = new JsonArray([.. ReadChanges(file, first, last).Select(Shape)]);
                if (answer.Count == 0)
                {
                    answer["months"] = months;
                }
                else
                {
                    answer["mrr"] = new JsonObject { ["months"] = months };
                }
            }

            if (answer.Count == 0)
            {
                throw CommandFailure.Usage("revenue: nothing to read", "Give --input payments.csv, or --changes subscription-changes.csv, or both.");
            }

            answer["definition"] = new JsonObject
            {
                ["month"] = "UTC calendar month; refunds are negative and belong to the month of the refund",
                ["perUser"] = "arpu: net / customers with a booking in the month; arppu: net / those with a purchase; ltv: net per customer so far",
                ["mrr"] = "a customer's last change before the month's end; only month ends count",
            };
            Print(answer, parsed.GetValue(json));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static JsonObject Shape(RevenueMonth month) => new()
    {
        ["month"] = Name(month.Month),
        ["gross"] = Json.Number(month.Gross),
        ["refunds"] = Json.Number(month.Refunds),
        ["net"] = Json.Number(month.Net),
        ["orders"] = month.Orders,
        ["payers"] = month.Payers,
        ["arpu"] = Json.Number(month.PerUser),
        ["arppu"] = Json.Number(month.PerPayer),
    };

    private static JsonObject Shape(RecurringMonth month) => new()
    {
        ["month"] = Name(month.Month),
        ["start"] = Json.Number(month.Start),
        ["new"] = Json.Number(month.Fresh),
        ["reactivation"] = Json.Number(month.Reactivation),
        ["expansion"] = Json.Number(month.Expansion),
        ["contraction"] = Json.Number(month.Contraction),
        ["churn"] = Json.Number(month.Churn),
        ["end"] = Json.Number(month.End),
        ["customers"] = month.Customers,
        ["nrr"] = Json.Number(month.NetRetention),
        ["grr"] = Json.Number(month.GrossRetention),
    };

    private static RevenueLedger ReadPayments(string path, string userColumn, string timeColumn, string amountColumn)
    {
        using var csv = new CsvReader(path);
        var user = csv.Column(userColumn, "--user");
        var time = csv.Column(timeColumn, "--time");
        var amount = csv.Column(amountColumn, "--amount");
        var ledger = new RevenueLedger();
        int first = int.MaxValue, last = 0;
        while (csv.Read())
        {
            if (csv[user].IsEmpty)
            {
                throw csv.Bad(user, "a customer");
            }

            var day = Instants.Day(csv.Instant(time));
            (first, last) = (Math.Min(first, day), Math.Max(last, day));
            ledger.Book(ByteHash.Of(csv[user]), DateOnly.FromDayNumber(day), csv.Money(amount));
        }

        Fields.MustBeOneCentury(path, first, last);
        return ledger;
    }

    private static IEnumerable<RecurringMonth> ReadChanges(string path, DateOnly? first, DateOnly? last)
    {
        using var csv = new CsvReader(path);
        var id = csv.Column("change_id");
        var customer = csv.Column("customer_id");
        var time = csv.Column("effective_at");
        var amount = csv.OptionalColumn("mrr_cents") is >= 0 and var cents ? cents : csv.Column("mrr");
        var customers = new Dictionary<UInt128, List<RecurringChange>>();
        long earliest = long.MaxValue, latest = long.MinValue;
        while (csv.Read())
        {
            var mrr = csv.Money(amount);
            if (mrr < 0)
            {
                throw csv.Bad(amount, "zero or more", "A cancelled subscription has an MRR of 0.");
            }

            if (!long.TryParse(csv[id], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
            {
                throw csv.Bad(id, "a whole number");
            }

            var change = new RecurringChange(number, csv.Instant(time), mrr);
            var key = ByteHash.Of(csv[customer]);
            if (!customers.TryGetValue(key, out var list))
            {
                customers[key] = list = [];
            }

            list.Add(change);
            (earliest, latest) = (Math.Min(earliest, change.Instant), Math.Max(latest, change.Instant));
        }

        if (customers.Count == 0 && (first is null || last is null))
        {
            return [];
        }

        var (from, to) = (first ?? DateOnly.FromDayNumber(Instants.Day(earliest)), last ?? DateOnly.FromDayNumber(Instants.Day(latest)));
        Fields.MustBeOneCentury(path, Math.Min(from.DayNumber, earliest == long.MaxValue ? from.DayNumber : Instants.Day(earliest)), to.DayNumber);
        var revenue = new RecurringRevenue(from, to);
        foreach (var list in customers.Values)
        {
            revenue.AddCustomer(list);
        }

        return revenue.Months();
    }

    private static void Print(JsonObject answer, bool json)
    {
        if (json)
        {
            Json.Print(answer);
            return;
        }

        foreach (var rows in new[] { answer["months"], answer["mrr"]?["months"] }.OfType<JsonArray>().Where(rows => rows.Count > 0))
        {
            var table = Tables.Of(null, [.. rows[0]!.AsObject().Select(p => p.Key)]);
            foreach (var row in rows)
            {
                table.Row([.. row!.AsObject().Select(p => p.Value is JsonValue v && v.TryGetValue<decimal>(out var number) ? (object?)Math.Round(number, 4) : p.Value?.ToString())]);
            }

            table.Print();
        }

        Console.Out.WriteLine($"Definition: {string.Join("; ", answer["definition"]!.AsObject().Select(d => d.Value))}");
        if (answer["ltv"] is JsonObject ltv)
        {
            Console.Out.WriteLine($"LTV so far: mean {ltv["mean"]?.ToString() ?? "-"}, median {ltv["median"]?.ToString() ?? "-"}");
        }
    }

    private static string Name(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static DateOnly? Month(string? text, string option) => text is null ? null
        : DateOnly.TryParseExact(text.Length > 7 ? text[..7] : text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) && month.Year < 9999 ? month
        : throw CommandFailure.Usage($"{option}: '{text}' is not a month", "Write 2025-01.");
}
