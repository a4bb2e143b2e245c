using System.CommandLine;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Anomalies;

namespace Analytics.Cli.Stats;

/// <summary>`stats outliers`: rows that an isolation forest sets apart.</summary>
internal static class OutliersCommand
{
    private const string Definition = "isolation forest (Liu, Ting, Zhou 2008), subsamples of min(256, n), score 2^(-E[h]/c(n)); an outlier scores at least the threshold";

    public static Command Create()
    {
        var input = StatsOptions.Input("numeric features, identifier columns are carried along; or timestamp, value (then hour, weekday, rolling mean and deviation are added)");
        var output = StatsOptions.Output("the input's columns, score, label");
        var seed = StatsOptions.Seed();
        var trees = new Option<int>("--trees") { Description = "Number of trees.", DefaultValueFactory = _ => 100 };
        var contamination = new Option<double?>("--contamination") { Description = "Share of rows to label as outliers; by default those that score above 0.6.", HelpName = "SHARE" };
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "outliers", "Isolation forest: score 2^(-E[h]/c(n)) of every row, near 1 for outliers, about 0.5 for ordinary rows.",
            "analytics stats outliers --input features.csv --output scores.csv --seed 42");
        foreach (var option in new Option[] { input, output, seed, trees, contamination, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            if (parsed.GetValue(trees) is < 1 or > 100_000 || parsed.GetValue(contamination) is <= 0 or > 1)
            {
                throw CommandFailure.Usage("outliers: --trees must be from 1 to 100000 and --contamination above 0 and at most 1");
            }

            var path = parsed.GetValue(input)!;
            var table = FeatureTable.Read(path);
            var (features, points) = Metric(path, table) ?? (table.Features, table.Points);
            var forest = IsolationForest.Grow(points, new Random(parsed.GetValue(seed)), parsed.GetValue(trees));
            var scores = points.AsParallel().AsOrdered().Select(forest.Score).ToArray();
            var limit = parsed.GetValue(contamination) is { } share ? scores.OrderDescending().ElementAt(Math.Max(0, (int)Math.Round(share * scores.Length) - 1)) : 0.6;
            if (parsed.GetValue(output) is { } target)
            {
                using var csv = new CsvOut(target, [.. table.Header, "score", "label"]);
                for (var i = 0; i < scores.Length; i++)
                {
                    csv.Row([.. table.Cells[i], scores[i], scores[i] >= limit ? 1 : 0]);
                }
            }

            Print(features, scores, limit, parsed.GetValue(json));
            return ExitCodes.Ok;
        });
        return command;
    }

    // timestamp and value alone are a metric: look at it by the features that tell one time from another.
    private static (string[] Features, List<double[]> Points)? Metric(string path, FeatureTable table)
    {
        if (table.Features is not ["value"] || !table.Header.Contains("timestamp", StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        using var csv = new CsvReader(path);
        var time = csv.Column("timestamp");
        var instants = new List<long>();
        while (csv.Read())
        {
            instants.Add(csv.Instant(time));
        }

        return ([.. MetricFeatures.Names], [.. MetricFeatures.Of(instants, [.. table.Points.Select(p => p[0])])]);
    }

    private static void Print(string[] features, double[] scores, double limit, bool json)
    {
        var top = Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).Take(20).ToArray();
        if (json)
        {
            Json.Print(new JsonObject
            {
                ["rows"] = scores.Length,
                ["features"] = new JsonArray([.. features.Select(f => JsonValue.Create(f))]),
                ["threshold"] = limit,
                ["outliers"] = scores.Count(s => s >= limit),
                ["top"] = new JsonArray([.. top.Select(i => new JsonObject { ["row"] = i + 1, ["score"] = scores[i] })]),
                ["definition"] = Definition,
            });
            return;
        }

        var table = Tables.Of($"{scores.Length} rows, {scores.Count(s => s >= limit)} outliers", "row", "score");
        foreach (var i in top)
        {
            table.Row(i + 1, scores[i]);
        }

        table.Print();
        Console.Out.WriteLine($"Definition: {Definition}");
    }
}
