using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Cli.Shell;
using Analytics.Cli.Stats.Output;

namespace Analytics.Cli.Stats;

/// <summary>`stats experiment`: a control against one or several variants, from counts or from values.</summary>
internal static class ExperimentCommand
{
    public static Command Create()
    {
        var control = StatsOptions.Optional("--control", "Conversions/users of the control.", "X/N");
        var variant = Several("--variant", "Conversions/users of a variant; give it once per variant.", "X/N");
        var controlValues = StatsOptions.Optional("--control-values", "CSV file with one value per user of the control.", "FILE");
        var variantValues = Several("--variant-values", "CSV file with one value per user of a variant; give it once per variant.", "FILE");
        var column = StatsOptions.Name("--column", "value", "the values");
        var covariate = StatsOptions.Optional("--covariate", "Column with each user's metric before the experiment: adds the comparison with that noise taken out (CUPED).", "COLUMN");
        var effect = new Option<double?>("--sequential-effect")
        {
            Description = "Effect worth finding, absolute, fixed before the first look: adds the always valid p-value and interval (mixture SPRT).",
            HelpName = "D",
        };
        var split = StatsOptions.Optional("--split", "Expected shares of the users, control first, for the sample ratio check; counts: equal by default, values: no check.", "C:V[:V]");
        var json = StatsOptions.Json();
        var command = StatsOptions.Command(
            "experiment",
            "Control against variants: sample ratio first, tests, intervals and Bayesian answer. Differences are variant - control; several variants get adjusted p-values.",
            "analytics stats experiment --control 120/1000 --variant 150/1000 --split 1:1 --json");
        foreach (var option in new Option[] { control, variant, controlValues, variantValues, column, covariate, effect, split, json })
        {
            command.Options.Add(option);
        }

        command.Subcommands.Add(ExperimentPlanCommand.Create());
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(effect) is { } size && !(size > 0 && double.IsFinite(size)))
            {
                throw CommandFailure.Usage("--sequential-effect: must be a positive number");
            }

            var (counts, files) = (parsed.GetValue(variant) ?? [], parsed.GetValue(variantValues) ?? []);
            JsonObject answer;
            if (parsed.GetValue(control) is { } c && counts.Length > 0)
            {
                var shares = parsed.GetValue(split) is { } text ? Shares(text, counts.Length + 1) : [.. Enumerable.Repeat(1.0, counts.Length + 1)];
                answer = ExperimentCounts.Compare(Counts(c, "--control"), [.. counts.Select(v => Counts(v, "--variant"))], shares, parsed.GetValue(effect));
            }
            else if (parsed.GetValue(controlValues) is { } controlFile && files.Length > 0)
            {
                var shares = parsed.GetValue(split) is { } text ? Shares(text, files.Length + 1) : null;
                answer = ExperimentValues.Compare(controlFile, files, parsed.GetValue(column)!, parsed.GetValue(covariate), shares, parsed.GetValue(effect));
            }
            else
            {
                throw CommandFailure.Usage("experiment: nothing to compare", "Give --control X/N --variant X/N, or --control-values FILE --variant-values FILE.");
            }

            Warn(answer);
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

    private static Option<string[]> Several(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private static void Warn(JsonObject answer)
    {
        if (answer["srm"] is JsonObject mismatch && (string?)mismatch["flag"] == "alarm")
        {
            Console.Error.WriteLine("analytics: the arms' sizes do not fit the split (sample ratio mismatch, p < 0.001): find out why before you read the result");
            Console.Error.WriteLine("  -> If the split was not equal, say so: --split 0.9:0.1");
        }
    }

    private static (long X, long N) Counts(string text, string option)
    {
        var parts = text.Split('/');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var x)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && x <= n && n <= 1_000_000_000_000
            ? (x, n)
            : throw CommandFailure.Usage($"{option}: '{text}' is not conversions/users", "Write whole numbers with 0 <= X <= N, N at most 10^12, such as 120/1000.");
    }

    private static double[] Shares(string text, int arms)
    {
        var shares = text.Split(':', '/', ',')
            .Select(p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? share : 0).ToArray();
        return shares.Length == arms && shares.All(s => s > 0 && double.IsFinite(s))
            ? shares
            : throw CommandFailure.Usage($"--split: '{text}' is not {arms} positive shares", arms == 2 ? "Write 1:1 or 0.9:0.1." : "Write one share per arm, control first: 2:1:1.");
    }
}
