using System.Globalization;
using Analytics.Catalog;

namespace Analytics.Operations.Queries;

/// <summary>
/// What to do about a model, from its figures: the first of the rules below that holds for the version in use, and whether its inputs moved. The limits are those of the
/// alert rules (accuracy 75 %, 10 % worse, any violation) and of the textbook for the population stability index (0.25).
/// </summary>
public static class AiAdvisor
{
    /// <summary>Below it people get wrong recommendations too often.</summary>
    public const double LeastAccuracy = 0.75;

    /// <summary>How much lower accuracy or acceptance may be than before, as a share of what it was.</summary>
    public const double MostLoss = 0.10;

    /// <summary>Population stability index from which a distribution is another one.</summary>
    public const double MajorDrift = 0.25;

    /// <summary>At least one piece of advice for a model; <c>keep</c> when nothing is wrong.</summary>
    public static IEnumerable<AiAdvice> About(ModelPerformance model)
    {
        var advice = model.Versions.Count > 0 ? About(model.Model, model.Versions[0]) : null;
        if (advice is not null)
        {
            yield return advice;
        }

        var moved = model.Drift.Inputs.Where(input => input.Value > MajorDrift).Select(input => $"the input {input.Key} has a population stability index of {Figure(input.Value)}")
            .Concat(model.Drift.Scores > MajorDrift ? [$"its scores have a population stability index of {Figure(model.Drift.Scores)}"] : []).ToList();
        if (moved.Count > 0)
        {
            yield return new AiAdvice(model.Model, null, "retrain", "People or data are no longer those that the model was made for: check the input, then retrain with the last weeks.", [.. moved.Select(text => $"{text}, against the 28 days before; above {Figure(MajorDrift)} is major")]);
        }

        if (advice is null && moved.Count == 0)
        {
            yield return model.Versions is [{ Accuracy: not null } first, ..]
                ? new AiAdvice(model.Model, first.Version, "keep", "Nothing is wrong with it.", [$"accuracy {Percent(first.Accuracy)}, no violation of safety, no major drift"])
                : new AiAdvice(model.Model, model.Versions.FirstOrDefault()?.Version, "wait", "Too little is known yet to judge it.", ["no accuracy was published: too few labelled outcomes"]);
        }
    }

    private static AiAdvice? About(AiModel model, VersionPerformance version)
    {
        var name = $"{WireName.Of(model)} {version.Version}";
        var unsafely = version.SafetyPerThousand.Where(issue => issue.Key != WireName.Of(SafetyIssue.RailTriggered) && issue.Value > 0).ToList();
        if (unsafely.Count > 0)
        {
            return new AiAdvice(model, version.Version, "stop", $"Stop {name} and look at what it recommended: any violation of safety is one too many.",
                [.. unsafely.Select(issue => $"{issue.Key}: {Figure(issue.Value)} per 1,000 recommendations")]);
        }

        var lost = new List<string>([.. Lost("accuracy", version.Accuracy, version.AccuracyChange), .. Lost("acceptance", version.Answers.TryGetValue(WireName.Of(Answer.Accepted), out var accepted) ? accepted : null, version.AcceptanceChange)]);
        if (lost.Count > 0)
        {
            return new AiAdvice(model, version.Version, "roll_back", $"Go back to the version before {name}: it did better.", lost);
        }

        return version.Accuracy < LeastAccuracy
            ? new AiAdvice(model, version.Version, "investigate", $"Find out which people {name} is wrong for, and since when.", [$"accuracy {Percent(version.Accuracy)}; the limit is {Percent(LeastAccuracy)}"])
            : null;
    }

    private static IEnumerable<string> Lost(string what, double? now, double? change)
    {
        if (now is { } share && change is < 0 and { } difference && -difference > MostLoss * (share - difference))
        {
            yield return $"{what} {Percent(share)}, {Percent(share - difference)} with the version before";
        }
    }

    private static string Percent(double? share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");

    private static string Figure(double? value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.###}");
}
