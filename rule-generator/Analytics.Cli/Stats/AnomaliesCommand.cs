using System.CommandLine;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Anomalies;

namespace Analytics.Cli.Stats;

/// <summary>`stats anomalies`: an online score for every value of a metric, or of a folder of metrics.</summary>
internal static class AnomaliesCommand
{
    private const string Definition = "score 0 to 1 of a row from the rows up to it; label 1 from 0.5 on, at rest afterwards; a missing value scores by how long values have been missing";

    public static Command Create()
    {
        var input = new Option<string>("--input") { Description = "CSV file with timestamp, value; or a folder of such files.", Required = true, HelpName = "FILE|DIR" };
        var output = new Option<string?>("--output") { Description = "File (or folder, with the same relative paths) to write: timestamp, value, anomaly_score, label.", HelpName = "FILE|DIR" };
        var time = StatsOptions.Name("--time", "timestamp", "the time");
        var column = StatsOptions.Name("--column", "value", "the value; empty or NaN means missing");
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "anomalies", "Scores values from 0 (as usual) to 1, each from the rows before it only; no tuning. The first 60 rows are warm-up.",
            "analytics stats anomalies --input latency.csv --output scores.csv");
        foreach (var option in new Option[] { input, output, time, column, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var from = parsed.GetValue(input)!;
            var answers = new JsonArray();
            foreach (var (source, target) in Pairs(from, parsed.GetValue(output)))
            {
                answers.Add(Score(source, target, parsed.GetValue(time)!, parsed.GetValue(column)!));
            }

            if (parsed.GetValue(json))
            {
                Json.Print(Directory.Exists(from) ? new JsonObject { ["files"] = answers } : answers[0]!.DeepClone());
                return ExitCodes.Ok;
            }

            var table = Tables.Of(null, "file", "rows", "missing", "anomalies", "first");
            foreach (var answer in answers.OfType<JsonObject>())
            {
                var found = (JsonArray)answer["anomalies"]!;
                table.Row(answer["file"]!.ToString(), answer["rows"]!.ToString(), answer["missing"]!.ToString(), found.Count, found.Count > 0 ? found[0]!["timestamp"]!.ToString() : null);
            }

            table.Print();
            Console.Out.WriteLine($"Definition: {Definition}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static IEnumerable<(string Source, string? Target)> Pairs(string input, string? output)
    {
        if (!Directory.Exists(input))
        {
            return [(input, output)];
        }

        var files = Directory.EnumerateFiles(input, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        return files.Length == 0
            ? throw CommandFailure.Usage($"{input}: no .csv files in the folder")
            : files.Select(file => (file, output is null ? null : Path.Combine(output, Path.GetRelativePath(input, file))));
    }

    private static JsonObject Score(string source, string? target, string timeColumn, string valueColumn)
    {
        using var csv = new CsvReader(source);
        var time = csv.Column(timeColumn, "--time");
        var value = csv.Column(valueColumn, "--column");
        using var writer = target is null ? null : new CsvOut(target, "timestamp", "value", "anomaly_score", "label");
        var detector = new OnlineAnomalyDetector();
        var anomalies = new JsonArray();
        long rows = 0, missing = 0, backwards = 0, before = long.MinValue;
        while (csv.Read())
        {
            var instant = csv.Instant(time);
            var number = csv.OptionalNumber(value);
            backwards += instant < before ? 1 : 0;
            before = Math.Max(before, instant);
            rows++;
            missing += number is null ? 1 : 0;
            var score = detector.Next(instant, number);
            writer?.Row(csv.Text(time), csv.Text(value), Math.Round(score.Score, 6), score.IsAnomaly ? 1 : 0);
            if (score.IsAnomaly)
            {
                anomalies.Add(new JsonObject { ["timestamp"] = csv.Text(time), ["value"] = Json.Number(number), ["score"] = Math.Round(score.Score, 6) });
            }
        }

        if (backwards > 0)
        {
            Console.Error.WriteLine($"analytics: {source}: time goes backwards in {backwards} rows; they are scored in the order of the file");
        }

        return new JsonObject { ["file"] = source, ["rows"] = rows, ["missing"] = missing, ["anomalies"] = anomalies, ["definition"] = Definition };
    }
}
