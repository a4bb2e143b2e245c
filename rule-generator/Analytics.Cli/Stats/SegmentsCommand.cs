using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Segments;

namespace Analytics.Cli.Stats;

/// <summary>`stats segments`: k-means groups of customers, or RFM segments.</summary>
internal static class SegmentsCommand
{
    public static Command Create()
    {
        var input = StatsOptions.Input("numeric features and identifiers; for --rfm recency, frequency, monetary, or customer_id, date, amount");
        var k = new Option<string>("--k") { Description = "Number of segments, or auto (best silhouette from 2 to 10).", DefaultValueFactory = _ => "auto", HelpName = "K|auto" };
        var scale = new Option<string>("--scale")
        {
            Description = "zscore or none (raw features).",
            DefaultValueFactory = _ => "zscore",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result => result.Tokens.Count == 0 ? "zscore" : result.Tokens[0].Value,
        };
        scale.AcceptOnlyFromAmong("zscore", "none", "raw");
        var rfm = new Option<bool>("--rfm") { Description = "Recency, frequency and monetary scores by quintiles, and named segments." };
        var at = StatsOptions.Optional("--at", "Day from which --rfm counts recency; by default the last day of the file.", "DATE");
        var restarts = new Option<int>("--restarts") { Description = "Independent starts.", DefaultValueFactory = _ => 10 };
        var seed = StatsOptions.Seed();
        var output = StatsOptions.Output("the input's columns and segment; for --rfm customer_id, recency, frequency, monetary, r, f, m, segment");
        var json = StatsOptions.Json();
        var command = StatsOptions.Command("segments", "Groups customers by k-means++ or by RFM, with names.", "analytics stats segments --input features.csv --k auto --output segments.csv");
        foreach (var option in new Option[] { input, k, scale, rfm, at, restarts, seed, output, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var answer = parsed.GetValue(rfm)
                ? Rfm(parsed.GetValue(input)!, StatsOptions.From(parsed.GetValue(at), "--at"), parsed.GetValue(output))
                : Cluster(
                    FeatureTable.Read(parsed.GetValue(input)!), parsed.GetValue(k)!, parsed.GetValue(scale) == "zscore",
                    new Random(parsed.GetValue(seed)), Math.Max(1, parsed.GetValue(restarts)), parsed.GetValue(output));
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

    private static JsonObject Cluster(FeatureTable table, string k, bool standardize, Random random, int restarts, string? output)
    {
        var standard = Standardization.Of(table.Points);
        List<double[]> points = standardize ? [.. table.Points.Select(standard.Apply)] : table.Points;
        int? groups = k == "auto" ? null
            : int.TryParse(k, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= points.Count ? number
            : throw CommandFailure.Usage($"--k: '{k}' is not a number from 1 to {points.Count} (the rows of the file) nor auto");
        var found = groups is { } wanted ? KMeans.Cluster(points, wanted, random, restarts) : KMeans.ClusterAutomatically(points, random);
        var raw = found.Centroids.Select(c => standardize ? standard.Undo(c) : c).ToArray();
        var names = SegmentNames.Of([.. raw.Select(standard.Apply)], table.Features);
        if (output is not null)
        {
            using var csv = new CsvOut(output, [.. table.Header, "segment", "segment_name"]);
            for (var i = 0; i < points.Count; i++)
            {
                csv.Row([.. table.Cells[i], found.Labels[i], names[found.Labels[i]]]);
            }
        }

        var sizes = found.Sizes;
        return new JsonObject
        {
            ["k"] = found.Centroids.Length,
            ["inertia"] = found.Inertia,
            ["silhouette"] = Json.Number(KMeans.Silhouette(points, found.Labels)),
            ["stability"] = Json.Number(KMeans.Stability(points, found, random)),
            ["scale"] = standardize ? "zscore" : "none",
            ["segments"] = new JsonArray([.. raw.Select((centroid, g) => new JsonObject
            {
                ["segment"] = g,
                ["name"] = names[g],
                ["size"] = sizes[g],
                ["centroid"] = new JsonObject(table.Features.Select((f, i) => KeyValuePair.Create(f, Json.Number(centroid[i])))),
            })]),
            ["definition"] = "k-means++ with restarts, best inertia; silhouette and stability (agreement of clusterings of resamples) on the scale given",
        };
    }

    private static JsonObject Rfm(string path, long? at, string? output)
    {
        var skipped = new SkippedRows();
        var customers = RfmInput.Read(path, at is { } ticks ? Instants.Day(ticks) : null, skipped);
        skipped.Tell(path);
        var scores = RecencyFrequencyMonetary.Score([.. customers.Select(c => c.Values)]);
        if (output is not null)
        {
            using var csv = new CsvOut(output, "customer_id", "recency", "frequency", "monetary", "r", "f", "m", "segment");
            for (var i = 0; i < scores.Count; i++)
            {
                var (id, values) = customers[i];
                csv.Row(id, values.Recency, values.Frequency, values.Monetary, scores[i].Recency, scores[i].Frequency, scores[i].Monetary, scores[i].Segment);
            }
        }

        return new JsonObject
        {
            ["customers"] = new JsonArray([.. scores.Select((s, i) => new JsonObject
            {
                ["customer_id"] = customers[i].Id, ["r"] = s.Recency, ["f"] = s.Frequency, ["m"] = s.Monetary, ["segment"] = s.Segment,
            })]),
            ["segments"] = new JsonObject(scores.GroupBy(s => s.Segment).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Count()))),
            ["skipped"] = skipped.ToJson(),
            ["definition"] = "scores 1 to 5: 1 + the number of quintile thresholds strictly exceeded, recency (days) reversed; segments by the first rule that fits",
        };
    }
}
