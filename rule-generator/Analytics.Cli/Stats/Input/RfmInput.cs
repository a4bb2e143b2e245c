using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Segments;

namespace Analytics.Cli.Stats.Input;

/// <summary>Recency, frequency and monetary value per customer: given as columns, or made from transactions.</summary>
internal static class RfmInput
{
    /// <param name="path">The file.</param>
    /// <param name="skipped">Gets the transactions that do not count.</param>
    /// <param name="today">Day from which recency counts, for transactions; by default the last of the file.</param>
    public static List<(string Id, RfmValues Values)> Read(string path, int? today, SkippedRows skipped)
    {
        using var csv = new CsvReader(path);
        return csv.OptionalColumn("recency") >= 0 ? FromColumns(csv) : FromTransactions(csv, today, skipped);
    }

    private static List<(string, RfmValues)> FromColumns(CsvReader csv)
    {
        var id = csv.Column("customer_id");
        var (recency, frequency, monetary) = (csv.Column("recency"), csv.Column("frequency"), csv.Column("monetary"));
        var customers = new List<(string, RfmValues)>();
        while (csv.Read())
        {
            customers.Add((csv.Text(id), new RfmValues(csv.Number(recency), csv.Number(frequency), csv.Number(monetary))));
        }

        return customers;
    }

    private static List<(string, RfmValues)> FromTransactions(CsvReader csv, int? today, SkippedRows skipped)
    {
        var id = csv.Column("customer_id");
        var date = csv.OptionalColumn("timestamp") is >= 0 and var timestamp ? timestamp : csv.Column("date");
        var amount = csv.Column("amount");
        var sums = new Dictionary<string, (int Last, int Count, decimal Money)>(StringComparer.Ordinal);
        var lastDay = 0;
        while (csv.Read())
        {
            var (day, money) = (Instants.Day(csv.Instant(date)), csv.Money(amount));
            lastDay = Math.Max(lastDay, day);
            if (money <= 0)
            {
                skipped.Add("notPositive", "an amount of zero or less is not a purchase");
            }
            else if (day > (today ?? int.MaxValue))
            {
                skipped.Add("afterDay", "after the day given by --at");
            }
            else
            {
                var sum = sums.GetValueOrDefault(csv.Text(id));
                sums[csv.Text(id)] = (Math.Max(sum.Last, day), sum.Count + 1, sum.Money + money);
            }
        }

        return [.. sums.Select(s => (s.Key, new RfmValues((today ?? lastDay) - s.Value.Last, s.Value.Count, (double)s.Value.Money)))];
    }
}
