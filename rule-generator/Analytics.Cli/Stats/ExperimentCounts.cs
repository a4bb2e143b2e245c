using System.Text.Json.Nodes;
using Analytics.Cli.Stats.Output;
using Analytics.Statistics.Experiments;
using Analytics.Statistics.HypothesisTests;
using Analytics.Statistics.Intervals;

namespace Analytics.Cli.Stats;

/// <summary>Answers of `stats experiment` from conversions and users.</summary>
internal static class ExperimentCounts
{
    public static JsonObject Compare((long X, long N) control, IReadOnlyList<(long X, long N)> variants, double[] shares, double? effect)
    {
        var answer = new JsonObject { ["control"] = Arm(control) };
        if (variants.Count == 1)
        {
            Add(answer, control, variants[0], effect, "variant");
            answer["srm"] = Mismatch([control.N, variants[0].N], shares);
            answer["bayes"] = Bayes(control, variants[0]);
        }
        else
        {
            var chiSquare = variants.Select(v => new TwoByTwo(control.X, control.N, v.X, v.N).ChiSquare().PValue).ToArray();
            answer["srm"] = Mismatch([control.N, .. variants.Select(v => v.N)], shares);
            answer["variants"] = new JsonArray([.. variants.Select(variant =>
            {
                var one = new JsonObject();
                Add(one, control, variant, effect, "arm");
                one["bayes"] = Bayes(control, variant);
                return one;
            })]);
            answer["multipleTesting"] = Adjusted("chiSquare", chiSquare);
        }

        answer["definition"] = Definition(variants.Count, shares, effect);
        return answer;
    }

    /// <summary>The p-values of several variants and what remains of them.</summary>
    public static JsonObject Adjusted(string test, double[] p) => new()
    {
        ["test"] = test,
        ["p"] = new JsonArray([.. p.Select(v => (JsonNode)v)]),
        ["bonferroni"] = new JsonArray([.. MultipleTesting.Bonferroni(p).Select(v => (JsonNode)v)]),
        ["holm"] = new JsonArray([.. MultipleTesting.Holm(p).Select(v => (JsonNode)v)]),
        ["benjaminiHochberg"] = new JsonArray([.. MultipleTesting.BenjaminiHochberg(p).Select(v => (JsonNode)v)]),
    };

    public static JsonObject Mismatch(IReadOnlyList<long> sizes, double[] shares)
    {
        var mismatch = SampleRatio.Mismatch(sizes, shares);
        return new JsonObject
        {
            ["statistic"] = Json.Number(mismatch.Statistic),
            ["p"] = mismatch.PValue,
            ["flag"] = mismatch.PValue < SampleRatio.AlarmLevel ? "alarm" : mismatch.PValue < SampleRatio.WarningLevel ? "warning" : "ok",
        };
    }

    public static JsonObject Sequential(SequentialAnswer answer) => new()
    {
        ["p"] = answer.PValue,
        ["ci95"] = Json.Pair(answer.Confidence.Low, answer.Confidence.High),
    };

    private static void Add(JsonObject answer, (long X, long N) control, (long X, long N) variant, double? effect, string name)
    {
        var test = new TwoByTwo(control.X, control.N, variant.X, variant.N);
        var difference = Rate(variant) - Rate(control);
        var newcombe = ProportionIntervals.NewcombeDifference(control.X, control.N, variant.X, variant.N);
        answer[name] = Arm(variant);
        answer["difference"] = Json.Number(difference);
        answer["lift"] = Json.Number(difference / Rate(control));
        answer["newcombe95"] = newcombe is { } interval ? Json.Pair(interval.Low, interval.High) : null;
        answer["chiSquare"] = Test(test.ChiSquare());
        answer["chiSquareYates"] = Test(test.ChiSquareYates());
        answer["gTest"] = Test(test.GTest());
        answer["zPooled"] = Test(test.ZPooled());
        answer["zUnpooled"] = Test(test.ZUnpooled());
        answer["fisher"] = new JsonObject { ["p"] = test.FisherExact(), ["oddsRatio"] = Json.Number(test.OddsRatio()) };
        if (effect is { } worth)
        {
            answer["sequential"] = Sequential(new SequentialTest(worth * worth).Look(control.X, control.N, variant.X, variant.N));
        }
    }

    private static JsonObject Bayes((long X, long N) control, (long X, long N) variant)
    {
        var bayes = BayesianComparison.BetaBinomial(control.X, control.N, variant.X, variant.N);
        return new JsonObject { ["probabilityVariantBetter"] = bayes.ProbabilityVariantBetter, ["expectedLoss"] = bayes.ExpectedLoss };
    }

    private static JsonObject Arm((long X, long N) arm)
    {
        var wilson = ProportionIntervals.Wilson(arm.X, arm.N);
        return new JsonObject { ["rate"] = Json.Number(Rate(arm)), ["wilson95"] = wilson is { } interval ? Json.Pair(interval.Low, interval.High) : null };
    }

    private static JsonObject Test(TestResult test) => new() { ["statistic"] = Json.Number(test.Statistic), ["p"] = test.PValue };

    private static double? Rate((long X, long N) arm) => arm.N == 0 ? null : (double)arm.X / arm.N;

    private static JsonObject Definition(int variants, double[] shares, double? effect)
    {
        var definition = new JsonObject
        {
            ["difference"] = "variant - control; lift = difference / control's rate",
            ["chiSquare"] = "Pearson, 1 degree of freedom, no correction; Yates reduces |O-E| by at most 0.5",
            ["fisher"] = "two-sided: tables no likelier than the observed; odds ratio with the control in the first row",
            ["srm"] = $"chi-square of the arms' sizes against {string.Join(':', shares.Select(s => s.ToString(System.Globalization.CultureInfo.InvariantCulture)))}; warning below 0.01, alarm below 0.001",
            ["bayes"] = "uniform priors; expected loss of choosing the variant",
        };
        if (variants > 1)
        {
            definition["multipleTesting"] = "Bonferroni and Holm: family-wise error; Benjamini-Hochberg: false discovery rate; over the variants' tests against the control";
        }

        if (effect is not null)
        {
            definition["sequential"] = "mixture SPRT, normal mixture with the effect worth finding as its deviation; valid at every look";
        }

        return definition;
    }
}
