using System.Text.Json.Nodes;
using Analytics.Cli.Stats.Input;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Experiments;
using Analytics.Statistics.HypothesisTests;

namespace Analytics.Cli.Stats;

/// <summary>Answers of `stats experiment` from one value per user, with or without one from before the experiment.</summary>
internal static class ExperimentValues
{
    public static JsonObject Compare(string controlFile, string[] variantFiles, string column, string? covariate, double[]? shares, double? effect)
    {
        var control = Arm.Read(controlFile, column, covariate);
        var variants = variantFiles.Select(file => Arm.Read(file, column, covariate)).ToArray();
        var answer = new JsonObject { ["control"] = Group(control.Moments) };
        if (variants.Length == 1)
        {
            Add(answer, control, variants[0], effect, "variant");
        }

        if (shares is not null)
        {
            answer["srm"] = ExperimentCounts.Mismatch([control.Values.Length, .. variants.Select(v => (long)v.Values.Length)], shares);
        }

        if (variants.Length > 1)
        {
            answer["variants"] = new JsonArray([.. variants.Select((variant, i) =>
            {
                var one = new JsonObject { ["file"] = variantFiles[i] };
                Add(one, control, variant, effect, "arm");
                return one;
            })]);
            answer["multipleTesting"] = ExperimentCounts.Adjusted("welch", [.. variants.Select(v => MeanComparison.Welch(control.Moments, v.Moments)?.PValue ?? 1)]);
        }

        answer["definition"] = Definition(covariate, variants.Length, effect);
        return answer;
    }

    private static void Add(JsonObject answer, Arm control, Arm variant, double? effect, string name)
    {
        var (a, b) = (control.Moments, variant.Moments);
        var ranks = RankSum.MannWhitney(control.Values, variant.Values)!.Value;
        answer[name] = Group(b);
        answer["difference"] = Json.Number(b.Mean - a.Mean);
        answer["welch"] = Mean(MeanComparison.Welch(a, b));
        answer["student"] = Mean(MeanComparison.Student(a, b));
        answer["cohensD"] = Json.Number(MeanComparison.CohensD(a, b));
        answer["mannWhitney"] = new JsonObject { ["u"] = Json.Number(ranks.Statistic), ["p"] = ranks.PValue };
        answer["bayes"] = BayesianComparison.Normal(a, b) is { } bayes
            ? new JsonObject { ["probabilityVariantBetter"] = bayes.ProbabilityVariantBetter, ["expectedLoss"] = bayes.ExpectedLoss }
            : null;
        if (control.Users is { } before && variant.Users is { } users)
        {
            answer["cuped"] = Cuped.Compare(before, users) is { } cuped
                ? new JsonObject
                {
                    ["theta"] = Json.Number(cuped.Theta),
                    ["varianceReduction"] = Json.Number(cuped.VarianceReduction),
                    ["difference"] = Json.Number(cuped.Test.Difference),
                    ["welch"] = Mean(cuped.Test),
                }
                : null;
        }

        if (effect is { } worth)
        {
            answer["sequential"] = ExperimentCounts.Sequential(new SequentialTest(worth * worth).Look(a, b));
        }
    }

    private static JsonObject Group(Moments moments) => new()
    {
        ["n"] = moments.Count,
        ["mean"] = Json.Number(moments.Mean),
        ["sd"] = moments.Variance is { } variance ? Json.Number(Math.Sqrt(variance)) : null,
    };

    private static JsonObject? Mean(MeanTest? test) => test is null ? null : new JsonObject
    {
        ["t"] = Json.Number(test.T),
        ["df"] = Json.Number(test.DegreesOfFreedom),
        ["p"] = Json.Number(test.PValue),
        ["ci95"] = Json.Pair(test.Confidence.Low, test.Confidence.High),
    };

    private static JsonObject Definition(string? covariate, int variants, double? effect)
    {
        var definition = new JsonObject
        {
            ["difference"] = "variant - control",
            ["welch"] = "Satterthwaite's degrees of freedom; student: pooled variance; Cohen's d: pooled deviation",
            ["mannWhitney"] = "U of the control; normal approximation with tie and continuity correction",
            ["bayes"] = "flat prior, normal difference with Welch's error",
        };
        if (covariate is not null)
        {
            definition["cuped"] = $"value - theta ({covariate} - its mean), theta pooled over both arms; then Welch";
        }

        if (variants > 1)
        {
            definition["multipleTesting"] = "Bonferroni and Holm: family-wise error; Benjamini-Hochberg: false discovery rate; over the variants' Welch tests";
        }

        if (effect is not null)
        {
            definition["sequential"] = "mixture SPRT, normal mixture with the effect worth finding as its deviation; valid at every look";
        }

        return definition;
    }

    /// <summary>One arm's values, and pairs with what was before.</summary>
    private sealed record Arm(double[] Values, Moments Moments, CupedUser[]? Users)
    {
        public static Arm Read(string path, string column, string? covariate)
        {
            if (covariate is null)
            {
                var values = Fields.ReadColumn(path, column);
                return new Arm(values, Moments.Of(values), null);
            }

            using var csv = new CsvReader(path);
            var (value, before) = (csv.Column(column, "--column"), csv.Column(covariate, "--covariate"));
            var users = new List<CupedUser>();
            while (csv.Read())
            {
                users.Add(new CupedUser(csv.Number(value), csv.Number(before)));
            }

            double[] metric = [.. users.Select(u => u.Metric)];
            return metric.Length > 0
                ? new Arm(metric, Moments.Of(metric), [.. users])
                : throw Shell.CommandFailure.Usage($"{path}: no values below the header");
        }
    }
}
