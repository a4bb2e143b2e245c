using Analytics.Catalog;
using Analytics.Statistics.Descriptive;
using Analytics.Statistics.Experiments;
using Analytics.Statistics.HypothesisTests;

namespace Analytics.Insights.Experiments;

/// <summary>One variant against the control on one metric.</summary>
/// <param name="Variant">The variant's name.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Control">Mean of the control.</param>
/// <param name="Value">Mean of the variant.</param>
/// <param name="Test">Welch's t test: p two-sided, 95 % interval of variant - control.</param>
/// <param name="AdjustedP">Its p after Holm's correction over all variants of this metric.</param>
/// <param name="ProbabilityBetter">That the variant is better, given the data and a flat prior.</param>
/// <param name="ProbabilityBest">That it is the best of all variants, the control among them.</param>
/// <param name="ExpectedLoss">What choosing the variant costs on average if it is worse, in the metric's unit.</param>
/// <param name="Sequential">The answer that holds however often one looks.</param>
/// <param name="Cuped">Welch's test after what the time before explains is taken out; null when nobody has a time before.</param>
public sealed record VariantComparison(
    string Variant, ExperimentMetric Metric, double Control, double Value, MeanTest Test, double AdjustedP, double ProbabilityBetter, double ProbabilityBest, double ExpectedLoss, SequentialAnswer Sequential, CupedResult? Cuped)
{
    public double Difference => Value - Control;

    /// <summary>Difference over the control's mean; null where that is 0.</summary>
    public double? Lift => Control == 0 ? null : Difference / Math.Abs(Control);

    /// <summary>Whether the difference points to the better side.</summary>
    public bool IsForBetter => Experiment.IsMoreBetter(Metric) ? Difference > 0 : Difference < 0;
}

/// <summary>What an experiment shows.</summary>
/// <param name="Experiment">Which.</param>
/// <param name="Until">Events before here are in it.</param>
/// <param name="HasEnded">Whether it ran its whole time.</param>
/// <param name="People">How many count in each arm.</param>
/// <param name="SampleRatio">Whether the arms have the sizes that the split promised.</param>
/// <param name="Comparisons">Empty where the arms are too small.</param>
public sealed record ExperimentAnalysis(
    Experiment Experiment, DateTimeOffset Until, bool HasEnded, IReadOnlyList<long> People, TestResult SampleRatio, IReadOnlyList<VariantComparison> Comparisons)
{
    /// <summary>The effect that the sequential test is tuned to find: a tenth of the control's mean, or 0.05 where that is 0.</summary>
    private const double WorthFinding = 0.1;

    /// <summary>Compares every variant with the control on every metric that the experiment names, and on safety.</summary>
    /// <param name="experiment">Which.</param>
    /// <param name="people">Who was exposed.</param>
    /// <param name="until">Events before here are in it.</param>
    /// <param name="fewest">How many people each compared group needs.</param>
    internal static ExperimentAnalysis Of(Experiment experiment, IReadOnlyList<ExposedPerson> people, DateTimeOffset until, int fewest)
    {
        var arms = experiment.Variants.Select((_, arm) => people.Where(person => person.Arm == arm).ToList()).ToList();
        var sizes = arms.Select(arm => (long)arm.Count).ToList();
        var ratio = Statistics.Experiments.SampleRatio.Mismatch(sizes, [.. experiment.Variants.Select(variant => variant.Percentage)]);
        var comparisons = new List<VariantComparison>();
        foreach (var metric in experiment.Metrics.Append(ExperimentMetric.Safety).Distinct())
        {
            comparisons.AddRange(Compare(experiment, metric, arms, Math.Max(2, fewest)));
        }

        return new ExperimentAnalysis(experiment, until, until >= experiment.EndsAt, sizes, ratio, comparisons);
    }

    private static IEnumerable<VariantComparison> Compare(Experiment experiment, ExperimentMetric metric, List<List<ExposedPerson>> arms, int fewest)
    {
        var known = arms.Select(arm => arm.Where(person => person.During[(int)metric] is not null).ToList()).ToList();

        // Those without a figure could be told apart by what is missing, so they must be nobody or many.
        bool MayBeSeen(int arm) => known[arm].Count >= fewest && (arms[arm].Count == known[arm].Count || arms[arm].Count - known[arm].Count >= fewest);
        if (!MayBeSeen(0))
        {
            return [];
        }

        var seen = Enumerable.Range(1, arms.Count - 1).Where(MayBeSeen).ToList();
        var compared = seen.Select(arm => Compare(metric, experiment.Variants[arm].Name, known[0], known[arm])).ToList();
        var adjusted = MultipleTesting.Holm([.. compared.Select(one => one.Test.PValue)]);
        var best = BestArm.Probabilities([.. seen.Prepend(0).Select(arm => Experiment.IsMoreBetter(metric) ? MomentsOf(known[arm], metric) : Negative(known[arm], metric))])!;
        return compared.Select((one, i) => one with { AdjustedP = adjusted[i], ProbabilityBest = best[i + 1] });
    }

    private static VariantComparison Compare(ExperimentMetric metric, string name, List<ExposedPerson> control, List<ExposedPerson> variant)
    {
        var (c, v) = (MomentsOf(control, metric), MomentsOf(variant, metric));
        var test = MeanComparison.Welch(c, v)!;

        // The posterior is asked which is greater: where less is better, the other way round.
        var posterior = (Experiment.IsMoreBetter(metric) ? BayesianComparison.Normal(c, v) : BayesianComparison.Normal(v, c))!.Value;
        var effect = c.Mean == 0 ? 0.05 : WorthFinding * Math.Abs(c.Mean);
        var sequential = new SequentialTest(effect * effect).Look(c, v);
        return new VariantComparison(name, metric, c.Mean, v.Mean, test, test.PValue, posterior.ProbabilityVariantBetter, posterior.ProbabilityVariantBetter, posterior.ExpectedLoss, sequential, WithoutThePast(metric, control, variant));
    }

    private static CupedResult? WithoutThePast(ExperimentMetric metric, List<ExposedPerson> control, List<ExposedPerson> variant)
    {
        var past = control.Concat(variant).Select(person => person.Before[(int)metric]).OfType<double>().ToList();
        if (past.Count == 0)
        {
            return null;
        }

        // Who has no past gets the mean: that neither adds nor removes anything.
        var mean = past.Average();
        List<CupedUser> Users(List<ExposedPerson> arm) => [.. arm.Select(person => new CupedUser(person.During[(int)metric]!.Value, person.Before[(int)metric] ?? mean))];
        return Cuped.Compare(Users(control), Users(variant));
    }

    private static Moments MomentsOf(List<ExposedPerson> arm, ExperimentMetric metric) => Moments.Of([.. arm.Select(person => person.During[(int)metric]!.Value)]);

    private static Moments Negative(List<ExposedPerson> arm, ExperimentMetric metric) => Moments.Of([.. arm.Select(person => -person.During[(int)metric]!.Value)]);
}
