using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Statistics.HypothesisTests;
using Npgsql;

namespace Analytics.Insights.Experiments;

/// <summary>
/// Answers how an experiment stands, about groups of k people at least. Two answers differ by k people at least in every arm that changed: until then the last one is given
/// again, so that nobody learns about few people from the difference of two answers.
/// </summary>
public sealed class ExperimentDesk(NpgsqlDataSource database, int fewest, TimeProvider clock)
{
    public ExperimentStore Store { get; } = new(database);

    /// <summary>The analysis of an experiment as JSON.</summary>
    public async Task<string> Analyse(Experiment experiment, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var until = now < experiment.EndsAt ? now : experiment.EndsAt;
        var exposed = await ExperimentPeople.Read(database, experiment, until, cancel);
        var people = experiment.Variants.Select((_, arm) => exposed.People.LongCount(person => person.Arm == arm)).ToArray();
        var last = await Store.LastShown(experiment.Name, cancel);
        if (last is { } shown && shown.People.Length == people.Length && people.Zip(shown.People, (here, there) => Math.Abs(here - there)).Any(more => more > 0 && more < fewest))
        {
            return shown.Body;
        }

        var body = Body(experiment, exposed, people, now, until).ToJsonString();
        if (people.All(MayBeSeen))
        {
            await Store.Show(experiment.Name, people, body, now, cancel);
        }

        return body;
    }

    /// <summary>The analysis as of a time, told anew: what somebody with a shell asks for, and nobody else can subtract from the released one.</summary>
    public async Task<string> AnalyseAsOf(Experiment experiment, DateTimeOffset at, CancellationToken cancel)
    {
        var until = at < experiment.EndsAt ? at : experiment.EndsAt;
        var exposed = await ExperimentPeople.Read(database, experiment, until, cancel);
        return Body(experiment, exposed, [.. experiment.Variants.Select((_, arm) => exposed.People.LongCount(person => person.Arm == arm))], at, until).ToJsonString();
    }

    private bool MayBeSeen(long people) => people >= fewest;

    private JsonObject Body(Experiment experiment, ExperimentPeople exposed, long[] people, DateTimeOffset now, DateTimeOffset until)
    {
        var body = new JsonObject { ["experiment"] = experiment.Name, ["state"] = experiment.StateAt(now), ["until"] = until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };
        if (!people.All(MayBeSeen))
        {
            // An arm that hardly anybody is in, where the others are full, is the worst of broken splits: that much is told, and no number.
            var isBroken = people.Sum() >= fewest * people.Length
                && Statistics.Experiments.SampleRatio.Mismatch(people, [.. experiment.Variants.Select(variant => variant.Percentage)]).PValue < Statistics.Experiments.SampleRatio.AlarmLevel;
            if (isBroken)
            {
                body["sampleRatio"] = new JsonObject { ["isTrusted"] = false };
            }

            body["recommendation"] = Words(isBroken
                ? new Recommendation(Advice.FixTheExperiment, null, [$"An arm has fewer than {fewest} people, which the split and chance do not explain.", "Repair assignment or exposure events and start anew."])
                : new Recommendation(Advice.NotEnoughPeople, null, [$"Numbers are shown from {fewest} people in each arm on."]));
            return body;
        }

        var analysis = ExperimentAnalysis.Of(experiment, exposed.People, until, fewest);
        body["arms"] = new JsonArray([.. experiment.Variants.Select((variant, arm) => new JsonObject { ["variant"] = variant.Name, ["percentage"] = variant.Percentage, ["people"] = people[arm] })]);
        body["excluded"] = new JsonObject { ["sawSeveralVariants"] = Count(exposed.Mixed), ["outsideTheAudience"] = Count(exposed.Outside), ["unknownVariant"] = Count(exposed.Unknown) };
        body["sampleRatio"] = new JsonObject { ["statistic"] = Finite(analysis.SampleRatio.Statistic), ["p"] = analysis.SampleRatio.PValue, ["isTrusted"] = analysis.SampleRatio.PValue >= Statistics.Experiments.SampleRatio.AlarmLevel };

        // The gate: numbers of arms that are not what the split promised mislead, so they are not shown.
        if (analysis.SampleRatio.PValue >= Statistics.Experiments.SampleRatio.AlarmLevel)
        {
            body["metrics"] = new JsonArray([.. analysis.Comparisons.Select(Comparison)]);
        }

        body["recommendation"] = Words(Recommendation.Of(analysis, fewest));
        return body;
    }

    private JsonNode? Count(long people) => people > 0 && people < fewest ? null : JsonValue.Create(people);

    private static JsonObject Words(Recommendation recommendation) => new()
    {
        ["advice"] = WireName.Of(recommendation.Advice),
        ["variant"] = recommendation.Variant,
        ["reasons"] = new JsonArray([.. recommendation.Reasons.Select(reason => JsonValue.Create(reason))]),
    };

    private static JsonObject Comparison(VariantComparison one) => new()
    {
        ["metric"] = WireName.Of(one.Metric),
        ["variant"] = one.Variant,
        ["control"] = one.Control,
        ["value"] = one.Value,
        ["difference"] = one.Difference,
        ["lift"] = one.Lift,
        ["isForBetter"] = one.IsForBetter,
        ["frequentist"] = Test(one.Test, one.AdjustedP),
        ["bayesian"] = new JsonObject { ["probabilityBetter"] = one.ProbabilityBetter, ["probabilityBest"] = one.ProbabilityBest, ["expectedLoss"] = one.ExpectedLoss },
        ["sequential"] = new JsonObject { ["p"] = one.Sequential.PValue, ["low"] = Finite(one.Sequential.Confidence.Low), ["high"] = Finite(one.Sequential.Confidence.High) },
        ["cuped"] = one.Cuped is not { } cuped ? null : new JsonObject { ["theta"] = cuped.Theta, ["varianceReduction"] = cuped.VarianceReduction, ["test"] = Test(cuped.Test, null) },
    };

    private static JsonObject Test(MeanTest test, double? adjusted)
    {
        var json = new JsonObject { ["p"] = test.PValue, ["difference"] = test.Difference, ["low"] = Finite(test.Confidence.Low), ["high"] = Finite(test.Confidence.High) };
        if (adjusted is { } holm)
        {
            json["pAdjusted"] = holm;
        }

        return json;
    }

    private static JsonNode? Finite(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;
}
