using System.CommandLine;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Power;

namespace Analytics.Cli.Stats;

/// <summary>`stats experiment plan`: how many users an experiment needs.</summary>
internal static class ExperimentPlanCommand
{
    private const string TooSmall = "--mde: the difference is too small for any experiment";

    public static Command Create()
    {
        var baseline = new Option<double?>("--baseline") { Description = "Rate of the control, 0 to 1 (for --method t: not needed).", HelpName = "P" };
        var mde = new Option<double>("--mde") { Description = "Smallest difference worth finding, absolute (see --relative); for --method t in the metric's unit.", Required = true, HelpName = "D" };
        var relative = new Option<bool>("--relative") { Description = "The difference is a share of the baseline." };
        var power = new Option<double>("--power") { Description = "Wished power.", DefaultValueFactory = _ => 0.8 };
        var alpha = new Option<double>("--alpha") { Description = "Two-sided level.", DefaultValueFactory = _ => 0.05 };
        var sd = new Option<double?>("--sd") { Description = "Standard deviation of the metric, for --method t.", HelpName = "S" };
        var method = new Option<string>("--method") { Description = "normal (R's power.prop.test), unpooled, arcsine, fleiss (continuity corrected) or t (means).", DefaultValueFactory = _ => "normal" };
        method.AcceptOnlyFromAmong("normal", "unpooled", "arcsine", "fleiss", "t");
        var variants = new Option<int>("--variants") { Description = "Variants that will be compared with the control; the level of each comparison is alpha over their number (Bonferroni).", DefaultValueFactory = _ => 1, HelpName = "K" };
        var json = StatsOptions.Json();
        var command = StatsOptions.Command("plan", "Users per group for a two-sided test, rounded up.", "analytics stats experiment plan --baseline 0.10 --mde 0.02 --power .8 --alpha .05");
        foreach (var option in new Option[] { baseline, mde, relative, power, alpha, sd, method, variants, json })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var (wishedPower, level, name) = (parsed.GetValue(power), parsed.GetValue(alpha), parsed.GetValue(method)!);
            Check(wishedPower is > 0 and < 1, $"--power: {wishedPower} does not lie between 0 and 1");
            Check(level is > 0 and < 1, $"--alpha: {level} does not lie between 0 and 1");
            var count = parsed.GetValue(variants);
            Check(count is >= 1 and <= 1000, "--variants: must be a whole number from 1 to 1000");
            level /= count;
            var difference = parsed.GetValue(mde);
            Check(difference != 0 && double.IsFinite(difference), "--mde: the difference must not be zero");
            long size;
            if (name == "t")
            {
                Check(parsed.GetValue(sd) is > 0 and < double.PositiveInfinity, "--sd: method t needs a positive standard deviation");
                Check(Math.Abs(difference) / parsed.GetValue(sd)!.Value > 1e-5, TooSmall);
                size = SampleSize.ForMeans(difference, parsed.GetValue(sd)!.Value, wishedPower, level);
            }
            else
            {
                Check(parsed.GetValue(baseline) is >= 0 and <= 1, "--baseline: a rate from 0 to 1 is needed");
                var p1 = parsed.GetValue(baseline)!.Value;
                var p2 = parsed.GetValue(relative) ? p1 * (1 + difference) : p1 + difference;
                Check(p2 is >= 0 and <= 1 && p2 != p1, $"--mde: the variant's rate would be {p2}, which does not lie in 0 to 1");
                Check(Math.Abs(p2 - p1) > 1e-6, TooSmall);
                size = name switch
                {
                    "unpooled" => SampleSize.ForProportionsUnpooled(p1, p2, wishedPower, level),
                    "arcsine" => SampleSize.ForProportionsArcsine(p1, p2, wishedPower, level),
                    "fleiss" => SampleSize.ForProportionsFleiss(p1, p2, wishedPower, level),
                    _ => SampleSize.ForProportions(p1, p2, wishedPower, level),
                };
            }

            var answer = new JsonObject
            {
                ["perGroup"] = size,
                ["method"] = name,
                ["total"] = size * (count + 1),
                ["definition"] = new JsonObject
                {
                    ["test"] = "two-sided, equal groups, rounded up",
                    ["level"] = level,
                    ["power"] = wishedPower,
                    ["mde"] = parsed.GetValue(relative) ? "share of the baseline" : "absolute",
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

    private static void Check(bool holds, string problem)
    {
        if (!holds)
        {
            throw CommandFailure.Usage(problem);
        }
    }
}
