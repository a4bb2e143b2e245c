using System.Globalization;
using Analytics.Catalog;
using SampleRatioTest = Analytics.Statistics.Experiments.SampleRatio;

namespace Analytics.Insights.Experiments;

/// <summary>What to do.</summary>
public enum Advice
{
    /// <summary>The arms have sizes that the split does not explain: no number of it can be trusted.</summary>
    FixTheExperiment,

    /// <summary>Too few people in an arm to show anything.</summary>
    NotEnoughPeople,

    /// <summary>It is running and nothing is decided.</summary>
    KeepRunning,

    /// <summary>A variant is worse where it must not be: end it now.</summary>
    StopAndKeepControl,

    ShipVariant,
    KeepControl,
}

/// <summary>What to do after an experiment, in words, with the reasons.</summary>
/// <param name="Advice">What to do.</param>
/// <param name="Variant">The variant it is about; null where it is about none.</param>
/// <param name="Reasons">Why, each a sentence with its figures.</param>
public sealed record Recommendation(Advice Advice, string? Variant, IReadOnlyList<string> Reasons)
{
    private const double Level = 0.05;

    /// <summary>
    /// The rules, in this order: a sample ratio mismatch makes everything worthless; a variant that harms (always valid p below 5 % on the wrong side of any metric) is stopped; a
    /// variant that is better on the first metric is shipped, while it runs by the always valid p only, after its end also by Holm's adjusted p; else it goes on or the control stays.
    /// </summary>
    public static Recommendation Of(ExperimentAnalysis analysis, int fewest)
    {
        if (analysis.SampleRatio.PValue < SampleRatioTest.AlarmLevel)
        {
            return new Recommendation(Advice.FixTheExperiment, null,
            [
                Text($"The arms have {string.Join(" and ", analysis.People)} people, where the split is {string.Join(" to ", analysis.Experiment.Variants.Select(variant => Text($"{variant.Percentage:0.##}")))}: by chance that happens with p = {analysis.SampleRatio.PValue:0.0e+0}."),
                "People are lost or assigned wrongly in one arm, so every comparison is between different kinds of people. Repair assignment or exposure events and start anew.",
            ]);
        }

        var primary = analysis.Experiment.Metrics[0];
        var decisive = analysis.Comparisons.Where(one => one.Metric == primary).ToList();
        if (decisive.Count == 0)
        {
            return new Recommendation(Advice.NotEnoughPeople, null, [Text($"Each arm needs {fewest} people with a figure for {WireName.Of(primary)}.")]);
        }

        var warning = analysis.SampleRatio.PValue < SampleRatioTest.WarningLevel ? [Text($"Beware: the sizes of the arms fit the split badly (p = {analysis.SampleRatio.PValue:0.000}).")] : Array.Empty<string>();
        bool IsSure(VariantComparison one) => one.Sequential.PValue < Level || (analysis.HasEnded && one.AdjustedP < Level);
        var harmful = analysis.Comparisons.Where(one => !one.IsForBetter && one.Difference != 0 && IsSure(one)).ToList();
        var winner = decisive.Where(one => one.IsForBetter && IsSure(one) && harmful.All(harm => harm.Variant != one.Variant)).OrderBy(one => one.ExpectedLoss).ThenBy(one => one.AdjustedP).FirstOrDefault();
        if (winner is not null)
        {
            var others = analysis.Comparisons.Where(one => one.Variant == winner.Variant && one.Metric != primary).Select(Sentence);
            return new Recommendation(Advice.ShipVariant, winner.Variant, [Sentence(winner), .. others, "No metric got surely worse.", .. warning]);
        }

        if (harmful.Count > 0)
        {
            return new Recommendation(analysis.HasEnded ? Advice.KeepControl : Advice.StopAndKeepControl, harmful[0].Variant, [.. harmful.Select(Sentence), .. warning]);
        }

        var why = analysis.HasEnded
            ? Text($"After its whole time no variant is surely better than {analysis.Experiment.Control.Name} on {WireName.Of(primary)}: what there is can be chance.")
            : Text($"Nothing is decided on {WireName.Of(primary)} yet; it runs until {analysis.Experiment.EndsAt:yyyy-MM-dd HH:mm} UTC.");
        return new Recommendation(analysis.HasEnded ? Advice.KeepControl : Advice.KeepRunning, null, [why, .. decisive.Select(Sentence), .. warning]);
    }

    private static string Sentence(VariantComparison one)
    {
        var how = one.Difference == 0 ? "equal" : one.IsForBetter ? "better" : "worse";
        var lift = one.Lift is { } relative ? Text($" ({relative:+0.0%;-0.0%})") : string.Empty;
        return Text($"{one.Variant}: {WireName.Of(one.Metric)} {one.Value:0.####} against {one.Control:0.####}{lift}, {how}; p = {one.AdjustedP:0.0000}, always valid p = {one.Sequential.PValue:0.0000}, probability of being better {one.ProbabilityBetter:0.0%}.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
