using System.Globalization;
using System.Text;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Stats.Input;

/// <summary>Typed reading of a CSV row's fields; what does not parse fails with file, line and column.</summary>
internal static class Fields
{
    // Sums of so large amounts stay within decimal's range for ten billion rows.
    private const decimal LargestAmount = 1e18m;

    private static readonly string[] MissingNames = ["", "nan", "na", "null", "none"];

    private const int LongestSpan = 36_525;

    /// <summary>Fails when a file whose days are all listed spans more than a hundred years or reaches year 9999: one of its timestamps must be wrong.</summary>
    public static void MustBeOneCentury(string path, int firstDay, int lastDay)
    {
        if (lastDay >= new DateOnly(9999, 1, 1).DayNumber)
        {
            throw CommandFailure.Usage($"{path}: the times reach {Instants.FormatDay(lastDay)}", "Is one of the timestamps wrong?");
        }

        if (lastDay - firstDay > LongestSpan)
        {
            throw CommandFailure.Usage(
                $"{path}: the times span from {Instants.FormatDay(firstDay)} to {Instants.FormatDay(lastDay)}, more than a hundred years", "Is one of the timestamps wrong?");
        }
    }

    public static long Instant(this CsvReader csv, int column) => Instants.TryParse(csv[column].Trim((byte)' '), out var ticks)
        ? ticks
        : throw csv.Bad(
            column, "an ISO 8601 timestamp",
            Instants.TryParseNumber(csv[column].Trim((byte)' '), out _)
                ? "It looks like seconds or milliseconds since 1970: write it as 2025-01-31T23:59:59Z."
                : "Write 2025-01-31T23:59:59Z, or with an offset: 2025-01-31T23:59:59+02:00.");

    public static double Number(this CsvReader csv, int column) => csv.OptionalNumber(column) is { } value
        ? value
        : throw csv.Bad(column, "a number");

    /// <summary>Null for an empty field and for NaN, NA, null; everything else must be a finite number.</summary>
    public static double? OptionalNumber(this CsvReader csv, int column)
    {
        var text = csv[column].Trim((byte)' ');
        if (Instants.TryParseNumber(text, out var value))
        {
            return value;
        }

        return IsMissing(text) ? null : throw csv.Bad(column, "a finite number");
    }

    public static decimal Money(this CsvReader csv, int column) => csv.OptionalDecimal(column) switch
    {
        null => throw csv.Bad(column, "an amount", "Write a decimal number such as 12.50 without a currency sign."),
        < -LargestAmount or > LargestAmount => throw csv.Bad(column, "an amount between -10^18 and 10^18"),
        { } amount => amount,
    };

    public static decimal? OptionalDecimal(this CsvReader csv, int column)
    {
        var text = csv[column].Trim((byte)' ');
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : IsMissing(text) ? null : throw csv.Bad(column, "a decimal number");
    }

    /// <summary>All numbers of one column; a missing value fails.</summary>
    public static double[] ReadColumn(string path, string column)
    {
        using var csv = new CsvReader(path);
        var index = csv.Header.Count == 1 && csv.OptionalColumn(column) < 0 && !IsNumber(csv.Header[0])
            ? 0
            : csv.Column(column, "--column");
        var values = new List<double>();
        while (csv.Read())
        {
            values.Add(csv.Number(index));
        }

        if (csv.BlankLines > 0)
        {
            // In a file of one column a blank line could be meant as a missing value.
            Console.Error.WriteLine($"analytics: {path}: {csv.BlankLines} blank {(csv.BlankLines == 1 ? "line" : "lines")} between the values not counted");
        }

        return values.Count > 0 ? [.. values] : throw CommandFailure.Usage($"{path}: no values below the header");
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsMissing(ReadOnlySpan<byte> text) =>
        text.Length <= 4 && MissingNames.Contains(Encoding.UTF8.GetString(text), StringComparer.OrdinalIgnoreCase);
}
