using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Experiments;
using Analytics.Statistics.HypothesisTests;
using Analytics.Statistics.Intervals;

namespace Analytics.Cli.Stats;

/// <summary>`stats experiment`: an A/B test from counts or from values.</summary>
internal static class ExperimentCommand
{
    public static Command Create()
    {
        var control = StatsOptions.Optional("--control", "Conversions/users of the control.", "X/N");
        var variant = StatsOptions.Optional("--variant", "Conversions/users of the variant.", "X/N");
        var controlValues = StatsOptions.Optional("--control-values", "CSV file with one value per user of the control.", "FILE");
        var variantValues = StatsOptions.Optional("--variant-values", "CSV file with one value per user of the variant.", "FILE");
        var column = StatsOptions.Name("--column", "value", "the values");
        var split = new Option<string>("--split") { Description = "Expected share of control:variant, for the sample ratio check.", DefaultValueFactory = _ => "1:1", HelpName = "C:V" };
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "experiment",
            "Control against variant: tests, intervals, sample ratio and Bayesian answer. Differences are variant - control.",
            "analytics stats experiment --control 120/1000 --variant 150/1000 --json");
        command.Options.Add(control);
        command.Options.Add(variant);
        command.Options.Add(controlValues);
        command.Options.Add(variantValues);
        command.Options.Add(column);
        command.Options.Add(split);
        command.Options.Add(json);
        command.Subcommands.Add(ExperimentPlanCommand.Create());
        command.SetAction(parsed =>
        {
            JsonObject answer;
            if (parsed.GetValue(control) is { } c && parsed.GetValue(variant) is { } v)
            {
                answer = FromCounts(Counts(c, "--control"), Counts(v, "--variant"), Shares(parsed.GetValue(split)!));
            }
            else if (parsed.GetValue(controlValues) is { } controlFile && parsed.GetValue(variantValues) is { } variantFile)
            {
                answer = FromValues(Fields.ReadColumn(controlFile, parsed.GetValue(column)!), Fields.ReadColumn(variantFile, parsed.GetValue(column)!));
            }
            else
            {
                throw CommandFailure.Usage("experiment: nothing to compare", "Give --control X/N --variant X/N, or --control-values FILE --variant-values FILE.");
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

    private static JsonObject FromCounts((long X, long N) control, (long X, long N) variant, double[] shares)
    {
        var test = new TwoByTwo(control.X, control.N, variant.X, variant.N);
        var difference = Rate(variant) - Rate(control);
        var newcombe = ProportionIntervals.NewcombeDifference(control.X, control.N, variant.X, variant.N);
        var mismatch = SampleRatio.Mismatch([control.N, variant.N], shares);
        var bayes = BayesianComparison.BetaBinomial(control.X, control.N, variant.X, variant.N);
        return new JsonObject
        {
            ["control"] = Arm(control),
            ["variant"] = Arm(variant),
            ["difference"] = Json.Number(difference),
            ["lift"] = Json.Number(difference / Rate(control)),
            ["newcombe95"] = newcombe is { } interval ? Json.Pair(interval.Low, interval.High) : null,
            ["chiSquare"] = Test(test.ChiSquare()),
            ["chiSquareYates"] = Test(test.ChiSquareYates()),
            ["gTest"] = Test(test.GTest()),
            ["zPooled"] = Test(test.ZPooled()),
            ["zUnpooled"] = Test(test.ZUnpooled()),
            ["fisher"] = new JsonObject { ["p"] = test.FisherExact(), ["oddsRatio"] = Json.Number(test.OddsRatio()) },
            ["srm"] = new JsonObject
            {
                ["statistic"] = Json.Number(mismatch.Statistic),
                ["p"] = mismatch.PValue,
                ["flag"] = mismatch.PValue < SampleRatio.AlarmLevel ? "alarm" : mismatch.PValue < SampleRatio.WarningLevel ? "warning" : "ok",
            },
            ["bayes"] = new JsonObject { ["probabilityVariantBetter"] = bayes.ProbabilityVariantBetter, ["expectedLoss"] = bayes.ExpectedLoss },
        };
    }

    private static JsonObject FromValues(double[] control, double[] variant)
    {
        var (a, b) = (Moments.Of(control), Moments.Of(variant));
        var ranks = RankSum.MannWhitney(control, variant)!.Value;
        return new JsonObject
        {
            ["control"] = Group(a),
            ["variant"] = Group(b),
            ["difference"] = b.Mean - a.Mean,
            ["welch"] = Mean(MeanComparison.Welch(a, b)),
            ["student"] = Mean(MeanComparison.Student(a, b)),
            ["cohensD"] = Json.Number(MeanComparison.CohensD(a, b)),
            ["mannWhitney"] = new JsonObject { ["u"] = Json.Number(ranks.Statistic), ["p"] = ranks.PValue },
        };
    }

    private static JsonObject Arm((long X, long N) arm)
    {
        var wilson = ProportionIntervals.Wilson(arm.X, arm.N);
        return new JsonObject { ["rate"] = Json.Number(Rate(arm)), ["wilson95"] = wilson is { } interval ? Json.Pair(interval.Low, interval.High) : null };
    }

    private static JsonObject Group(Moments moments) => new()
    {
        ["n"] = moments.Count,
        ["mean"] = moments.Mean,
        ["sd"] = moments.Variance is { } variance ? Math.Sqrt(variance) : null,
    };

    private static JsonObject Test(TestResult test) => new() { ["statistic"] = Json.Number(test.Statistic), ["p"] = test.PValue };

    private static JsonObject? Mean(MeanTest? test) => test is null ? null : new JsonObject
    {
        ["t"] = Json.Number(test.T),
        ["df"] = Json.Number(test.DegreesOfFreedom),
        ["p"] = test.PValue,
        ["ci95"] = Json.Pair(test.Confidence.Low, test.Confidence.High),
    };

    private static double? Rate((long X, long N) arm) => arm.N == 0 ? null : (double)arm.X / arm.N;

    private static (long X, long N) Counts(string text, string option)
    {
        var parts = text.Split('/');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var x)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && x <= n
            ? (x, n)
            : throw CommandFailure.Usage($"{option}: '{text}' is not conversions/users", "Write whole numbers with 0 <= X <= N, such as 120/1000.");
    }

    private static double[] Shares(string text)
    {
        var parts = text.Split(':', '/', ',');
        var shares = parts.Select(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? share : 0).ToArray();
        return shares.Length == 2 && shares.All(s => s > 0 && double.IsFinite(s))
            ? shares
            : throw CommandFailure.Usage($"--split: '{text}' is not two positive shares", "Write 1:1 or 0.9:0.1.");
    }
}
