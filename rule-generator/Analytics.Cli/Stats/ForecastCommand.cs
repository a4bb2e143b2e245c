using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Forecasting;

namespace Analytics.Cli.Stats;

/// <summary>`stats forecast`: means and intervals of many series.</summary>
internal static class ForecastCommand
{
    private static readonly Dictionary<string, ForecastMethod> Methods = new()
    {
        ["auto"] = ForecastMethod.Auto,
        ["naive"] = ForecastMethod.Naive,
        ["seasonal-naive"] = ForecastMethod.SeasonalNaive,
        ["naive2"] = ForecastMethod.Naive2,
        ["ses"] = ForecastMethod.Ses,
        ["holt"] = ForecastMethod.Holt,
        ["damped"] = ForecastMethod.Damped,
        ["theta"] = ForecastMethod.Theta,
        ["ets"] = ForecastMethod.Ets,
        ["comb"] = ForecastMethod.Comb,
        ["holt-winters"] = ForecastMethod.HoltWinters,
    };

    public static Command Create()
    {
        var input = StatsOptions.Input("series_id, t (whole number or timestamp), value; equidistant, rows in any order");
        var horizon = new Option<int>("--horizon") { Description = "Steps ahead.", Required = true, HelpName = "H" };
        var season = new Option<int>("--season") { Description = "Steps in a season: 12 monthly, 24 hourly, 1 none.", DefaultValueFactory = _ => 1, HelpName = "M" };
        var method = new Option<string>("--method") { Description = string.Join(", ", Methods.Keys) + ".", DefaultValueFactory = _ => "auto" };
        method.AcceptOnlyFromAmong([.. Methods.Keys]);
        var output = StatsOptions.Output("series_id, h, mean, lo80, hi80, lo95, hi95");
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "forecast", "Forecasts with 80 % and 95 % prediction intervals. The automatic method chooses and combines by itself.",
            "analytics stats forecast --input series.csv --horizon 18 --season 12 --output forecast.csv");
        foreach (var option in new Option[] { input, horizon, season, method, output, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var (steps, length) = (parsed.GetValue(horizon), parsed.GetValue(season));
            if (steps is < 1 or > 100_000 || length is < 1 or > 100_000)
            {
                throw CommandFailure.Usage($"{(steps is < 1 or > 100_000 ? "--horizon" : "--season")}: must be a whole number from 1 to 100000");
            }

            var series = Read(parsed.GetValue(input)!);
            var chosen = Methods[parsed.GetValue(method)!];
            var paths = series.AsParallel().AsOrdered().Select(s => (s.Id, Path: Forecaster.Forecast(s.Values, steps, length, chosen))).ToArray();
            if (parsed.GetValue(output) is { } path)
            {
                using var csv = new CsvOut(path, "series_id", "h", "mean", "lo80", "hi80", "lo95", "hi95");
                foreach (var row in paths.SelectMany(p => Rows(p.Id, p.Path)))
                {
                    csv.Row(row.Id, row.H, row.Mean, row.Low80, row.High80, row.Low95, row.High95);
                }
            }

            Print(paths, parsed.GetValue(method)!, length, parsed.GetValue(json), parsed.GetValue(output) is not null);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print((string Id, ForecastPath Path)[] paths, string method, int season, bool json, bool written)
    {
        if (json)
        {
            Json.Print(new JsonObject
            {
                ["method"] = method,
                ["definition"] = Definition(method, season),
                ["series"] = new JsonArray([.. paths.Select(p => new JsonObject
                {
                    ["series_id"] = p.Id,
                    ["forecast"] = new JsonArray([.. Rows(p.Id, p.Path).Select(r => new JsonObject
                    {
                        ["h"] = r.H, ["mean"] = Json.Number(r.Mean), ["lo80"] = Json.Number(r.Low80), ["hi80"] = Json.Number(r.High80),
                        ["lo95"] = Json.Number(r.Low95), ["hi95"] = Json.Number(r.High95),
                    })]),
                })]),
            });
        }
        else if (written)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{paths.Length} series forecast with method {method}"));
        }
        else
        {
            var table = Tables.Of(null, "series_id", "h", "mean", "lo80", "hi80", "lo95", "hi95");
            foreach (var row in paths.SelectMany(p => Rows(p.Id, p.Path)))
            {
                table.Row(row.Id, row.H, row.Mean, row.Low80, row.High80, row.Low95, row.High95);
            }

            table.Print();
            Console.Out.WriteLine($"Definition: {Definition(method, season)}");
        }
    }

    private static string Definition(string method, int season) => method switch
    {
        "auto" => "trimmed middle of ETS, seasonal ARIMA, dynamic Theta, damped trend and seasonal naive, weighted by hold-outs",
        "naive" => "the last value",
        "seasonal-naive" => "the value one season ago",
        "ets" => "exponential smoothing model with the best AICc, maximum likelihood",
        "holt-winters" => "linear trend and season, maximum likelihood",
        _ => "as the M4 competition's benchmark",
    } + string.Create(CultureInfo.InvariantCulture, $"; season {season}; central prediction intervals of 80 and 95 %, as wide as the method's errors on the series' own past ask");

    private static IEnumerable<(string Id, int H, double Mean, double Low80, double High80, double Low95, double High95)> Rows(string id, ForecastPath path) =>
        path.Interval(0.8).Zip(path.Interval(0.95)).Select((both, h) => (id, h + 1, path.Mean[h], both.First.Low, both.First.High, both.Second.Low, both.Second.High));

    private static List<(string Id, double[] Values)> Read(string path)
    {
        using var csv = new CsvReader(path);
        var id = csv.Column("series_id");
        var time = csv.Column("t");
        var value = csv.Column("value");
        var order = new List<string>();
        var series = new Dictionary<string, List<(double T, double Value, long Line)>>(StringComparer.Ordinal);
        while (csv.Read())
        {
            var name = csv.Text(id);
            if (!series.TryGetValue(name, out var points))
            {
                series[name] = points = [];
                order.Add(name);
            }

            var at = csv[time].Trim((byte)' ');
            var t = Instants.TryParseNumber(at, out var number) ? number
                : Instants.TryParse(at, out var ticks) ? ticks
                : throw csv.Bad(time, "a whole number or a timestamp");
            points.Add((t, csv.Number(value), csv.Line));
        }

        if (order.Count == 0)
        {
            throw CommandFailure.Usage($"{path}: no values below the header");
        }

        return [.. order.Select(name => (name, Ordered(path, name, series[name])))];
    }

    private static double[] Ordered(string path, string name, List<(double T, double Value, long Line)> points)
    {
        var sorted = points.OrderBy(p => p.T).ToArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].T == sorted[i - 1].T)
            {
                throw CommandFailure.Usage(
                    $"{path}:{Math.Max(sorted[i].Line, sorted[i - 1].Line)}: series '{name}' has two values at one t", $"The other is on line {Math.Min(sorted[i].Line, sorted[i - 1].Line)}.");
            }
        }

        return WithoutGaps(path, name, [.. sorted.Select(p => (p.T, p.Value))]);
    }

    // Steps more than one and a half times the usual (median) one are gaps: filled by straight lines, and said so.
    private static double[] WithoutGaps(string path, string name, (double T, double Value)[] points)
    {
        var values = new List<double> { points[0].Value };
        var usual = Quantiles.Median(points.Zip(points.Skip(1), (a, b) => b.T - a.T)) ?? 1;
        var filled = 0L;
        for (var i = 1; i < points.Length; i++)
        {
            var steps = Math.Round((points[i].T - points[i - 1].T) / usual);
            if (filled + steps > 10L * points.Length + 1000)
            {
                throw CommandFailure.Usage($"{path}: series '{name}' has more gaps than values", "Its t must be equidistant: use the bucket's number or start.");
            }

            for (var k = 1; k < steps; k++, filled++)
            {
                values.Add(points[i - 1].Value + ((points[i].Value - points[i - 1].Value) * k / steps));
            }

            values.Add(points[i].Value);
        }

        if (filled > 0)
        {
            Console.Error.WriteLine($"analytics: {path}: series '{name}': {filled} missing values between others were interpolated");
        }

        return [.. values];
    }
}
