using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Grafana;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Panels;
using Analytics.Grafana.Queries;
using Analytics.Grafana.Variables;
using Analytics.Rules;

namespace Analytics.Tests.Grafana;

public sealed class ClassicBoardTests
{
    private static readonly LabelVariable Service = Variable.Of(PlatformMetrics.ApiRequests, PlatformMetrics.ApiRequests.Labels.Service, "Service");

    private static TimeSeries Requests => new("Requests", "How much is asked.", PlatformMetrics.ApiRequests.Where(_ => Service.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Service));

    [Fact]
    public void A_panel_asks_the_chosen_data_source_with_a_rate_as_long_as_the_graph_needs()
    {
        var panel = Panel(Board(Requests), "Requests");
        Assert.Equal("${datasource}", (string?)panel["datasource"]!["uid"]);
        Assert.Equal("""sum by (service) (rate(analytics_platform_api_requests_total{origin="",service=~"$service"}[$__rate_interval]))""", (string?)panel["targets"]![0]!["expr"]);
        Assert.Equal("{{service}}", (string?)panel["targets"]![0]!["legendFormat"]);
        Assert.Equal("reqps", (string?)panel["fieldConfig"]!["defaults"]!["unit"]);
        Assert.Equal("palette-classic", (string?)panel["fieldConfig"]!["defaults"]!["color"]!["mode"]);
    }

    [Fact]
    public void A_panel_that_shows_one_value_asks_once()
    {
        var panel = Panel(Board(new BarGauge("Who", "Who asks most.", PlatformMetrics.ApiRequests.Increase(BoardTime.Whole).SumBy(l => l.Service))), "Who");
        Assert.True((bool?)panel["targets"]![0]!["instant"]);
        Assert.False((bool?)panel["targets"]![0]!["range"]);
    }

    [Fact]
    public void The_first_panel_says_what_the_board_is_for_and_which_questions_it_answers()
    {
        var first = Write(Board(Requests))["panels"]![0]!;
        Assert.Equal("text", (string?)first["type"]);
        Assert.Equal("Why it is here.\n\n- Is it well?", (string?)first["options"]!["content"]);
    }

    [Fact]
    public void A_variable_over_a_label_with_a_budget_asks_the_server_and_one_over_a_closed_label_does_not()
    {
        var model = Variable.Of(AiMetrics.RecommendationsServed, AiMetrics.RecommendationsServed.Labels.Model, "Model");
        var variables = Write(Board(Requests) with { Variables = [Service, model] })["templating"]!["list"]!.AsArray();
        Assert.Equal(["datasource", "query", "custom"], variables.Select(variable => (string?)variable!["type"]));
        Assert.Equal("label_values(analytics_platform_api_requests_total, service)", (string?)variables[1]!["query"]!["query"]);
        Assert.Equal("workout,nutrition,recovery", (string?)variables[2]!["query"]);
    }

    [Fact]
    public void A_variable_over_a_label_that_the_metric_does_not_carry_is_refused() =>
        Assert.Throws<ArgumentException>(() => Variable.Of(BusinessMetrics.Revenue, PlatformMetrics.ApiRequests.Labels.Route, "Route"));

    [Fact]
    public void A_closed_row_holds_its_panels_and_a_repeated_row_names_its_variable()
    {
        var board = Board(Requests) with { Rows = [new Row("Is it well?", Requests) { Collapsed = true, For = Service }] };
        var row = Write(board)["panels"]![1]!;
        Assert.Equal("service", (string?)row["repeat"]);
        Assert.Single(row["panels"]!.AsArray());
    }

    [Fact]
    public void Ids_of_panels_stay_when_another_panel_is_added_before_them()
    {
        var more = Board(new TextPanel("Note", "A note.", "Note"), Requests);
        Assert.Equal((int?)Panel(Board(Requests), "Requests")["id"], (int?)Panel(more, "Requests")["id"]);
    }

    [Fact]
    public void A_table_joins_its_columns_by_the_labels_and_names_them_for_the_reader()
    {
        var table = new Table("Services", "One line a service.", [(Service.Label, "Service")],
            new Column("Requests", PlatformMetrics.ApiRequests.Rate(BoardTime.Rate).SumBy(l => l.Service)),
            new Column("p95", PlatformMetrics.ApiRequestDuration.Quantile(0.95, BoardTime.Rate, l => l.Service)) { Cell = Cell.ColouredText, Thresholds = Thresholds.Rising(0.5, 2) });
        var panel = Panel(Board(table), "Services");
        Assert.Equal(["merge", "organize"], panel["transformations"]!.AsArray().Select(step => (string?)step!["id"]));
        Assert.Equal("""{"service":"Service","Value #A":"Requests","Value #B":"p95"}""", panel["transformations"]![1]!["options"]!["renameByName"]!.ToJsonString());
        Assert.Equal(["reqps", "s"], panel["fieldConfig"]!["overrides"]!.AsArray().Select(one => (string?)one!["properties"]![0]!["value"]));
    }

    [Fact]
    public void The_axis_of_a_heatmap_has_the_unit_that_the_histogram_observes()
    {
        var heatmap = new Heatmap("Times", "How long it takes.", PlatformMetrics.ApiRequestDuration.Series().BucketIncrease(BoardTime.Rate));
        Assert.Equal("s", (string?)Panel(Board(heatmap), "Times")["options"]!["yAxis"]!["unit"]);
    }

    [Fact]
    public void Boards_may_link_each_other_in_a_circle()
    {
        Dashboard? other = null;
        var one = Board(Requests) with { Links = [BoardLink.To(() => other!)] };
        other = new Dashboard("other", Audience.Operations, "The other", "For the test.", new Row("Is it well?", Requests)) { Links = [BoardLink.To(() => one)] };
        Assert.Equal("/d/analytics-other", (string?)Write(one)["links"]![0]!["url"]);
        Assert.Equal("/d/analytics-test", (string?)Write(other)["links"]![0]!["url"]);
    }

    private static Dashboard Board(params IReadOnlyList<Panel> panels) => new("test", Audience.Operations, "A test", "Why it is here.", new Row("Is it well?", panels));

    private static JsonNode Write(Dashboard board) => JsonNode.Parse(board.ToJson())!;

    private static JsonNode Panel(Dashboard board, string title) => Write(board)["panels"]!.AsArray().Single(panel => (string?)panel!["title"] == title)!;
}
