using Analytics.Cli.Shell;

namespace Analytics.Cli.Stats.Input;

/// <summary>
/// A CSV file as numeric feature columns and the rest. A column is a feature when its name is not an identifier's (id, *_id, timestamp, name,
/// label) and its first cell is a number; then all its cells must be.
/// </summary>
internal sealed record FeatureTable(string[] Header, List<string[]> Cells, string[] Features, List<double[]> Points)
{
    private static readonly string[] Identifiers = ["id", "timestamp", "time", "date", "name", "label"];

    public static FeatureTable Read(string path)
    {
        using var csv = new CsvReader(path);
        int[]? columns = null;
        var cells = new List<string[]>();
        var points = new List<double[]>();
        while (csv.Read())
        {
            columns ??= FeaturesOf(csv);
            cells.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.Text)]);
            points.Add([.. columns.Select(csv.Number)]);
        }

        if (points.Count == 0)
        {
            throw CommandFailure.Usage($"{path}: no rows below the header");
        }

        return columns is { Length: > 0 }
            ? new FeatureTable([.. csv.Header], cells, [.. columns.Select(c => csv.Header[c])], points)
            : throw CommandFailure.Usage($"{path}:2: no column with numbers; the columns are: {string.Join(", ", csv.Header)}");
    }

    private static int[] FeaturesOf(CsvReader csv)
    {
        int[] columns = [.. Enumerable.Range(0, csv.FieldCount).Where(c => !IsIdentifier(csv.Header[c]) && Instants.TryParseNumber(csv[c].Trim((byte)' '), out _))];
        foreach (var column in columns)
        {
            // Fails when the name is there twice: an answer could not say which of the two it means.
            csv.Column(csv.Header[column]);
        }

        return columns;
    }

    private static bool IsIdentifier(string name) =>
        Identifiers.Contains(name, StringComparer.OrdinalIgnoreCase) || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase);
}
