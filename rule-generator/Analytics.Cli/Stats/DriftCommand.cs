using System.CommandLine;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Drift;

namespace Analytics.Cli.Stats;

/// <summary>`stats drift`: how far a current sample has moved from a reference.</summary>
internal static class DriftCommand
{
    public static Command Create()
    {
        var reference = StatsOptions.Optional("--reference", "CSV file with the reference sample.", "FILE");
        var current = StatsOptions.Optional("--current", "CSV file with the current sample.", "FILE");
        var input = StatsOptions.Optional("--input", "One CSV file with both, told apart by a column sample = reference|current.", "FILE");
        var column = StatsOptions.Name("--column", "value", "the values");
        var bins = new Option<string>("--bins") { Description = "deciles (of the reference) or width (ten equal ones over its range).", DefaultValueFactory = _ => "deciles" };
        bins.AcceptOnlyFromAmong("deciles", "quantiles", "width");
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "drift", "Population stability index, Jensen-Shannon, Kolmogorov-Smirnov and Wasserstein distance of two samples.",
            "analytics stats drift --reference last-month.csv --current this-week.csv --json");
        foreach (var option in new Option[] { reference, current, input, column, bins, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            double[] before, now;
            var name = parsed.GetValue(column)!;
            if (parsed.GetValue(reference) is { } referenceFile && parsed.GetValue(current) is { } currentFile)
            {
                (before, now) = (Fields.ReadColumn(referenceFile, name), Fields.ReadColumn(currentFile, name));
            }
            else if (parsed.GetValue(input) is { } file)
            {
                (before, now) = ReadBoth(file, name);
            }
            else
            {
                throw CommandFailure.Usage("drift: no samples", "Give --reference FILE --current FILE, or --input FILE with a column 'sample'.");
            }

            var binned = BinnedSamples.Of(before, now, parsed.GetValue(bins) == "width" ? Binning.EqualWidth : Binning.Deciles);
            var smirnov = SampleDistances.KolmogorovSmirnov(before, now);
            var psi = binned.PopulationStabilityIndex();
            var answer = new JsonObject
            {
                ["psi"] = psi,
                ["jensenShannon"] = binned.JensenShannon(),
                ["ks"] = new JsonObject { ["statistic"] = smirnov.Statistic, ["p"] = smirnov.PValue, ["method"] = smirnov.Method },
                ["wasserstein"] = SampleDistances.Wasserstein(before, now),
                ["band"] = psi < 0.1 ? "none" : psi <= 0.25 ? "moderate" : "major",
                ["definition"] = new JsonObject
                {
                    ["bins"] = parsed.GetValue(bins) == "width" ? "ten of equal width over the reference's range, the outer ones unbounded" : "the reference's type 7 deciles, duplicates removed, the outer ones unbounded; a value on an edge is in the lower bin",
                    ["psi"] = "sum (q - p) ln(q / p), shares floored at 0.0001; none below 0.1, moderate to 0.25, major above",
                    ["jensenShannon"] = "divergence in nats, same bins, no floor",
                    ["ks"] = "two-sided",
                    ["rows"] = new JsonArray(before.Length, now.Length),
                },
            };
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

    private static (double[] Reference, double[] Current) ReadBoth(string file, string column)
    {
        using var csv = new CsvReader(file);
        var sample = csv.Column("sample");
        var value = csv.Column(column, "--column");
        List<double> reference = [], current = [];
        while (csv.Read())
        {
            var list = csv.Text(sample).Trim() switch
            {
                "reference" => reference,
                "current" => current,
                _ => throw csv.Bad(sample, "'reference' or 'current'"),
            };
            list.Add(csv.Number(value));
        }

        return reference.Count > 0 && current.Count > 0
            ? ([.. reference], [.. current])
            : throw CommandFailure.Usage($"{file}: {(reference.Count == 0 ? "no rows of the reference" : "no current rows")}");
    }
}
