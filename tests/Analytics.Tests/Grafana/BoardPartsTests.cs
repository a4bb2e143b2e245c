using System.Text.Json.Nodes;
using Analytics.AlertRules.Platform;
using Analytics.Catalog;
using Analytics.Grafana;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Lint;
using Analytics.Grafana.Panels;
using Analytics.Grafana.Queries;
using Analytics.Grafana.Schema;
using Analytics.Grafana.Variables;
using Analytics.PromQL;
using Analytics.Rules;

namespace Analytics.Tests.Grafana;

/// <summary>Each typed part of a board, in both forms: what it writes, and that the schema of Grafana takes it.</summary>
public sealed class BoardPartsTests
{
    private static readonly LabelVariable Service = Variable.Of(PlatformMetrics.ApiRequests, PlatformMetrics.ApiRequests.Labels.Service, "Service");

    private static readonly IntervalVariable Window = Variable.Interval("window", "Look back over", 5.Minutes(), 1.Hours());

    private static InstantVector Rate => PlatformMetrics.ApiRequests.Where(_ => Service.Chosen).Rate(Window.Chosen).SumBy(l => l.Service);

    private static TimeSeries Requests => new("Requests", "How much is asked.", Rate);

    [Fact]
    public void An_override_is_for_one_series_for_those_that_match_or_for_a_query()
    {
        var panel = Written(Requests with
        {
            Overrides =
            [
                Override.Of("api") with { Colour = Colour.Red, Title = "The API" },
                Override.Matching("^pay") with { Unit = "percent", Decimals = 1, OnTheRight = true, Mappings = [new(0, "none", Colour.Plain)] },
                Override.OfQuery(1) with { Dashed = true, Thresholds = Thresholds.Below(1) },
            ],
        });
        var overrides = panel["fieldConfig"]!["overrides"]!.AsArray();
        Assert.Equal(["byName", "byRegexp", "byFrameRefID"], overrides.Select(one => (string?)one!["matcher"]!["id"]));
        Assert.Equal(["api", "/^pay/", "B"], overrides.Select(one => (string?)one!["matcher"]!["options"]));
        Assert.Equal(["displayName", "color"], Ids(overrides[0]!));
        Assert.Equal(["unit", "decimals", "mappings", "custom.axisPlacement"], Ids(overrides[1]!));
        Assert.Equal(["thresholds", "custom.lineStyle"], Ids(overrides[2]!));
    }

    [Fact]
    public void Transformations_come_after_those_of_the_panel_itself()
    {
        var table = new Table("Services", "One line a service.", [(Service.Label, "Service")], new Column("Requests", Rate), new Column("Again", Rate))
        {
            Transformations =
            [
                Transformation.Ratio("Share", "Requests", "Again"), Transformation.SortBy("Share"), Transformation.First(3), Transformation.Without("Again"), Transformation.Summarize(Summary.Max),
            ],
        };
        Assert.Equal(["merge", "organize", "calculateField", "sortBy", "limit", "organize", "reduce"], Written(table)["transformations"]!.AsArray().Select(one => (string?)one!["id"]));
    }

    [Fact]
    public void A_length_of_time_is_a_variable_of_its_own_and_the_query_looks_back_that_far()
    {
        var board = Board(Requests);
        Assert.Contains("[$window]", board, StringComparison.Ordinal);
        var variable = JsonNode.Parse(board)!["templating"]!["list"]![2]!;
        Assert.Equal(("interval", "5m,1h", "5m"), ((string?)variable["type"], (string?)variable["query"], (string?)variable["current"]!["value"]));
    }

    [Fact]
    public void A_variable_without_All_opens_with_its_first_value()
    {
        var model = Variable.Of(AiMetrics.RecommendationsServed, AiMetrics.RecommendationsServed.Labels.Model, "Model") with { All = false, Multi = false };
        var board = new Dashboard("parts", Audience.Ai, "Parts", "For the test of variables.", new Row("Is it well?",
            new TimeSeries("Served", "What is served.", AiMetrics.RecommendationsServed.Where(_ => model.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Version)))) { Variables = [model] };
        var written = JsonNode.Parse(board.ToJson())!["templating"]!["list"]![1]!;
        Assert.Equal("workout", (string?)written["current"]!["value"]);
        Assert.False((bool?)written["multi"]);
        Assert.Equal(["workout", "nutrition", "recovery"], written["options"]!.AsArray().Select(option => (string?)option!["value"]));
        Assert.Empty(BoardSchema.Check(board.ToJson(), "parts.json"));
        Assert.Empty(BoardSchema.CheckResource(board.ToResource(), "parts.json"));
    }

    [Fact]
    public void Releases_and_incidents_are_lines_over_all_panels()
    {
        var annotations = JsonNode.Parse(Board(Requests))!["annotations"]!["list"]!.AsArray();
        Assert.Equal(["Deployments", "Model releases", "Incidents"], annotations.Select(one => (string?)one!["name"]));
        Assert.Equal("""max by (alertname, team) (ALERTS{alertstate="firing",severity="critical"})""", (string?)annotations[2]!["expr"]);
    }

    [Fact]
    public void A_panel_leads_to_the_runbook_of_its_alert()
    {
        var link = Written(Requests with { Links = [BoardLink.ToRunbook(GoldenSignals.HighErrorRate)] })["links"]![0]!;
        Assert.Equal(("Runbook: HighErrorRate", "/public/runbooks/HighErrorRate.md"), ((string?)link["title"], (string?)link["url"]));
    }

    [Fact]
    public void A_panel_of_the_library_is_linked_in_both_forms()
    {
        var shared = new LibraryPanel("library-requests", Audience.Operations, Requests);
        var linked = Board(shared.Linked);
        Assert.Equal("analytics-library-requests", (string?)JsonNode.Parse(linked)!["panels"]![2]!["libraryPanel"]!["uid"]);
        Assert.Null(Written(Requests)["libraryPanel"]);
    }

    [Fact]
    public void Sample_requests_are_asked_for_where_a_query_says_so()
    {
        var query = new Query(Rate) { Exemplars = true };
        Assert.True((bool?)Written(new TimeSeries("Times", "How long it takes.", query))["targets"]![0]!["exemplar"]);
        Assert.False((bool?)Written(Requests)["targets"]![0]!["exemplar"]);
    }

    [Fact]
    public void A_panel_that_may_be_empty_says_why_in_place_of_a_value() =>
        Assert.Equal("Needs a program.", (string?)Written(Requests with { EmptyWithout = "Needs a program." })["fieldConfig"]!["defaults"]!["noValue"]);

    private static IEnumerable<string?> Ids(JsonNode written) => written["properties"]!.AsArray().Select(property => (string?)property!["id"]);

    private static JsonNode Written(Panel panel) => JsonNode.Parse(Board(panel))!["panels"]!.AsArray().Single(one => (string?)one!["title"] == panel.Title)!;

    /// <summary>The panel on a board, which schema and rules take in both forms.</summary>
    private static string Board(Panel panel)
    {
        var board = new Dashboard("parts", Audience.Operations, "Parts", "For the test of the parts of boards.", new Row("Is it well?", panel))
        {
            Variables = [Service, Window],
            Annotations = Annotation.Usual,
        };
        Assert.Empty(BoardSchema.CheckResource(board.ToResource(), "parts.json"));
        var findings = BoardLint.Check(board.ToJson(), "parts.json", Surroundings.None with { Runbooks = new HashSet<string> { "HighErrorRate" } });
        Assert.DoesNotContain(findings, finding => finding.Rule != "board/variables-used");
        return board.ToJson();
    }
}
