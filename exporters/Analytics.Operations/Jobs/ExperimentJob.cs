using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Insights.Experiments;
using Analytics.Operations.Derived;

namespace Analytics.Operations.Jobs;

/// <summary>
/// The job <c>experiments</c>: what the analysis of each experiment says, as series. They are read from the released answer, so that boards, alerts and the endpoint say the
/// same, and no two of their values differ by few people.
/// </summary>
internal static class ExperimentJob
{
    /// <summary>As many as the label may have.</summary>
    private const int Most = 40;

    /// <summary>How long the result of an ended experiment stays.</summary>
    private static readonly TimeSpan StaysFor = TimeSpan.FromDays(30);

    public static async Task<JobResult> Run(JobServices services, JobPeriod period, CancellationToken cancel)
    {
        var desk = services.Experiments;
        var told = (await desk.Store.All(cancel)).Where(one => one.StartsAt < period.At && period.At <= one.EndsAt + StaysFor).Take(Most).ToList();
        var samples = new List<DerivedSample>();
        foreach (var experiment in told)
        {
            var answer = period.IsAsked ? await desk.AnalyseAsOf(experiment, period.At, cancel) : await desk.Analyse(experiment, cancel);
            samples.AddRange(Samples(experiment, JsonNode.Parse(answer)!, period.At));
        }

        var published = await services.Publisher.Publish(JobTable.Experiments.Name, samples, again: period.IsAsked, cancel);
        return new JobResult(told.Count, samples.Count, null, samples, published.Refused.Count, published.Failure);
    }

    private static IEnumerable<DerivedSample> Samples(Experiment experiment, JsonNode answer, DateTimeOffset at)
    {
        // Too few people in an arm: nothing is told, unless that is because the split is broken.
        if (answer["sampleRatio"] is not { } ratio)
        {
            yield break;
        }

        yield return Verdict(ExperimentSeries.Mismatch, (bool)ratio["isTrusted"]! ? 0 : 1);
        if (ratio["p"] is { } chance)
        {
            yield return Verdict(ExperimentSeries.SampleRatio, (double)chance);
        }

        foreach (var arm in answer["arms"] as JsonArray ?? [])
        {
            yield return DerivedSample.Of(ExperimentSeries.People, at, (double)arm!["people"]!, l => [l.Experiment.Is(experiment.Name), l.Variant.Is((string)arm["variant"]!)]);
        }

        foreach (var metric in (answer["metrics"] as JsonArray ?? []).GroupBy(one => (string)one!["metric"]!))
        {
            var control = (double)metric.First()!["control"]!;
            yield return Figure(ExperimentSeries.Value, experiment.Control.Name, metric.Key, control);
            yield return Figure(ExperimentSeries.Best, experiment.Control.Name, metric.Key, Math.Clamp(1 - metric.Sum(one => (double)one!["bayesian"]!["probabilityBest"]!), 0, 1));
            foreach (var one in metric)
            {
                var variant = (string)one!["variant"]!;
                yield return Figure(ExperimentSeries.Value, variant, metric.Key, (double)one["value"]!);
                yield return Figure(ExperimentSeries.Best, variant, metric.Key, (double)one["bayesian"]!["probabilityBest"]!);
                foreach (var (series, difference) in new[] { (ExperimentSeries.Lift, one["difference"]), (ExperimentSeries.LiftLow, one["frequentist"]!["low"]), (ExperimentSeries.LiftHigh, one["frequentist"]!["high"]) })
                {
                    if (control != 0 && difference is not null)
                    {
                        yield return Figure(series, variant, metric.Key, (double)difference / Math.Abs(control));
                    }
                }
            }
        }

        DerivedSample Verdict(Gauge<ExperimentOnlyLabels> series, double value) => DerivedSample.Of(series, at, value, l => [l.Experiment.Is(experiment.Name)]);

        DerivedSample Figure(Gauge<ExperimentFigureLabels> series, string variant, string metric, double value) =>
            DerivedSample.Of(series, at, value, l => [l.Experiment.Is(experiment.Name), l.Variant.Is(variant), l.Metric.Is(Enum.GetValues<ExperimentMetric>().Single(one => WireName.Of(one) == metric))]);
    }
}
