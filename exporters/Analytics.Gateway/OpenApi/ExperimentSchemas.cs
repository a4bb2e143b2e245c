using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Insights.Experiments;
using static Analytics.Gateway.OpenApi.ApiSchemas;
using static Analytics.Gateway.OpenApi.EventSchemas;

namespace Analytics.Gateway.OpenApi;

/// <summary>Experiments on models: the wish, the experiment, the analysis.</summary>
internal static class ExperimentSchemas
{
    public static IEnumerable<(string Name, JsonObject Schema)> All() =>
    [
        ("ExperimentRequest", Request("An experiment on models. The same name with the same content changes nothing; with other content it is a conflict (409).")),
        ("Experiment", Described()),
        ("Experiments", Object("All experiments.", ["experiments"], ("experiments", List(Reference("Experiment"))))),
        ("ExperimentAnalysis", Object("How an experiment stands. Numbers are shown from k people in each arm on, and only while the arms have the sizes that the split promised.", ["experiment", "state", "until", "recommendation"],
            ("experiment", Type("string")), ("state", States()), ("until", Time()),
            ("arms", List(Object("An arm.", ["variant", "people"], ("variant", Type("string")), ("percentage", Type("number")), ("people", Type("integer"))))),
            ("excluded", Type("object", "People who do not count: saw several variants, are outside the audience, saw a variant that there is not; null for few.")),
            ("sampleRatio", Type("object", "Chi-square of the arms' sizes against the split.")),
            ("metrics", List(Type("object", "A variant against the control on one metric: frequentist, bayesian, sequential, cuped."))),
            ("recommendation", Object("What to do, and why.", ["advice", "reasons"], ("advice", Choice([.. WireName.All<Advice>()])), ("variant", OrNull("string")), ("reasons", List(Type("string"))))))),
    ];

    private static JsonObject Request(string about) => Object(about, ["name", "modelVariants", "trafficSplit", "successMetrics", "duration"],
        ("name", new JsonObject { ["type"] = "string", ["pattern"] = "^[a-z0-9][a-z0-9._-]{0,39}$" }),
        ("description", Type("string")),
        ("modelVariants", List(Object("An arm; the one named control, else the first, is the control.", ["name", "model", "version"],
            ("name", Type("string")), ("model", Choice([.. WireName.All<AiModel>()])), ("version", Type("string"))))),
        ("trafficSplit", List(Object("An arm's part.", ["variant", "percentage"], ("variant", Type("string")), ("percentage", Type("number", "Above 0; all add up to 100."))))),
        ("successMetrics", List(Choice([.. WireName.All<ExperimentMetric>()]))),
        ("duration", Type("string", "14d, 2w, P14D: 1 to 180 days.")),
        ("targetAudience", Type("object", "Whose exposures count: lists of tier, goal, ageBand, country, platform.")),
        ("startsAt", Time()));

    private static JsonObject Described()
    {
        var described = Request("An experiment.");
        described["properties"]!["endsAt"] = Time();
        described["properties"]!["state"] = States();
        described["properties"]!["assignment"] = Type("object", "How a user's variant is computed, and which event reports it.");
        return described;
    }

    private static JsonObject States() => Choice("scheduled", "running", "ended");
}
