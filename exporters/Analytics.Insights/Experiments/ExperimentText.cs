using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Catalog;

namespace Analytics.Insights.Experiments;

/// <summary>An experiment as JSON: what <see cref="ExperimentReader"/> reads, in one order, so that equal experiments are equal texts.</summary>
public static class ExperimentText
{
    public static JsonObject Of(Experiment experiment) => new()
    {
        ["name"] = experiment.Name,
        ["description"] = experiment.Description,
        ["modelVariants"] = new JsonArray([.. experiment.Variants.Select(variant => new JsonObject { ["name"] = variant.Name, ["model"] = WireName.Of(variant.Model), ["version"] = variant.Version })]),
        ["trafficSplit"] = new JsonArray([.. experiment.Variants.Select(variant => new JsonObject { ["variant"] = variant.Name, ["percentage"] = variant.Percentage })]),
        ["successMetrics"] = Texts([.. experiment.Metrics.Select(WireName.Of)]),
        ["duration"] = $"{experiment.Days}d",
        ["targetAudience"] = new JsonObject
        {
            ["tier"] = Texts(experiment.Audience.Tiers),
            ["goal"] = Texts(experiment.Audience.Goals),
            ["ageBand"] = Texts(experiment.Audience.AgeBands),
            ["country"] = Texts(experiment.Audience.Countries),
            ["platform"] = Texts(experiment.Audience.Platforms),
        },
        ["startsAt"] = experiment.StartsAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    /// <summary>Whether two experiments are the same, whenever they start.</summary>
    public static bool AreSameButForTheStart(Experiment one, Experiment other) => Of(one with { StartsAt = other.StartsAt }).ToJsonString() == Of(other).ToJsonString();

    // An empty list is left out of nothing: the reader takes null for no restriction.
    private static JsonNode? Texts(IReadOnlyList<string> texts) => texts.Count == 0 ? null : new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);
}
