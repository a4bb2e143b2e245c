using System.Text.Json.Nodes;
using Analytics.Grafana;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Panels;
using Analytics.Grafana.Queries;
using Analytics.Grafana.Variables;
using Analytics.Catalog;
using Analytics.Rules;

namespace Analytics.Tests.Grafana;

/// <summary>A board that is right, and ways to spoil it.</summary>
internal static class SeededMistakes
{
    private static readonly LabelVariable Service = Variable.Of(PlatformMetrics.ApiRequests, PlatformMetrics.ApiRequests.Labels.Service, "Service");

    /// <summary>A board with three kinds of panels: 0 text, 1 row, 2 timeseries, 3 stat, 4 table.</summary>
    public static Dashboard Right => new("right", Audience.Operations, "A board that is right", "For the tests: three kinds of panels.", new Row(
        "Is it well?",
        new TimeSeries("Requests", "How many requests come in.", PlatformMetrics.ApiRequests.Where(_ => Service.Chosen).Rate(BoardTime.Rate).SumBy(l => l.Service)),
        new Stat("Slowest", "How long the slowest service takes.", PlatformMetrics.ApiRequestDuration.Quantile(0.95, BoardTime.Rate)) { Thresholds = Thresholds.Rising(0.5, 2) },
        new Table("Services", "One line a service.", [(Service.Label, "Service")],
            new Column("Requests", PlatformMetrics.ApiRequests.Rate(BoardTime.Rate).SumBy(l => l.Service)),
            new Column("p95", PlatformMetrics.ApiRequestDuration.Quantile(0.95, BoardTime.Rate, l => l.Service)))))
    {
        Variables = [Service],
    };

    /// <summary>What Grafana's types forbid, by what was done wrong.</summary>
    public static IReadOnlyList<(string Mistake, Action<JsonNode> Spoil)> AgainstTheSchema { get; } =
    [
        ("option misspelled: colourMode", board => Rename(Panel(board, 3)["options"]!, "colorMode", "colourMode")),
        ("option with an unknown value: graphMode sparkline", board => Panel(board, 3)["options"]!["graphMode"] = "sparkline"),
        ("option of another kind of panel: a stat with showHeader", board => Panel(board, 3)["options"]!["showHeader"] = true),
        ("option of the wrong type: textMode 1", board => Panel(board, 3)["options"]!["textMode"] = 1),
        ("unit is a number", board => Defaults(board, 2)["unit"] = 5),
        ("unit that no registry knows: req/s", board => Defaults(board, 2)["unit"] = "req/s"),
        ("units for unit", board => Rename(Defaults(board, 2), "unit", "units")),
        ("unknown custom setting: lineWeight", board => Defaults(board, 2)["custom"]!["lineWeight"] = 2),
        ("custom setting with an unknown value: drawStyle spline", board => Defaults(board, 2)["custom"]!["drawStyle"] = "spline"),
        ("a stat with custom settings", board => Defaults(board, 3)["custom"] = new JsonObject { ["lineWidth"] = 1 }),
        ("unknown kind of panel: graph", board => Panel(board, 2)["type"] = "graph"),
        ("unknown kind of panel: singlestat", board => Panel(board, 3)["type"] = "singlestat"),
        ("no kind of panel at all", board => Panel(board, 3).AsObject().Remove("type")),
        ("query for expr", board => Rename(Panel(board, 2)["targets"]![0]!, "expr", "query")),
        ("a query without refId", board => Panel(board, 2)["targets"]![0]!.AsObject().Remove("refId")),
        ("a query with an unknown format", board => Panel(board, 2)["targets"]![0]!["format"] = "series"),
        ("override of an unknown property", board => Panel(board, 4)["fieldConfig"]!["overrides"]![0]!["properties"]![0]!["id"] = "units"),
        ("override with an unknown matcher", board => Panel(board, 4)["fieldConfig"]!["overrides"]![0]!["matcher"]!["id"] = "byTitle"),
        ("unknown summary: calcs lastValue", board => Panel(board, 3)["options"]!["reduceOptions"]!["calcs"] = new JsonArray("lastValue")),
        ("unknown transformation: joinAll", board => Panel(board, 4)["transformations"]![0]!["id"] = "joinAll"),
        ("wider than the grid: w 30", board => Panel(board, 2)["gridPos"]!["w"] = 30),
        ("left of the grid: x -1", board => Panel(board, 2)["gridPos"]!["x"] = -1),
        ("unknown type of variable: label", board => board["templating"]!["list"]![1]!["type"] = "label"),
        ("unknown mode of colour: rainbow", board => Defaults(board, 2)["color"]!["mode"] = "rainbow"),
        ("a threshold without a colour", board => Defaults(board, 3)["thresholds"]!["steps"]![0]!.AsObject().Remove("color")),
        ("no schemaVersion", board => board.AsObject().Remove("schemaVersion")),
        ("schemaVersion of another Grafana: 16", board => board["schemaVersion"] = 16),
        ("no uid", board => board.AsObject().Remove("uid")),
        ("no title", board => board.AsObject().Remove("title")),
        ("graphTooltip 3", board => board["graphTooltip"] = 3),
        ("panel without a description", board => Panel(board, 2).AsObject().Remove("description")),
    ];

    /// <summary>What the house's rules forbid, by rule.</summary>
    public static IReadOnlyList<(string Rule, string Mistake, Action<JsonNode> Spoil)> AgainstTheRules { get; } =
    [
        ("board/colours", "a colour that no palette holds", board => Defaults(board, 3)["thresholds"]!["steps"]![1]!["color"] = "#ff00ff"),
        ("board/colours", "two neighbouring thresholds alike", board => Defaults(board, 3)["thresholds"]!["steps"]![1]!["color"] = "green"),
        ("board/colours", "thresholds that fall", board => Defaults(board, 3)["thresholds"]!["steps"]![1]!["value"] = 5),
        ("board/counter-growth", "a counter shown raw", board => Expr(board, 2, "sum by (service) (analytics_platform_api_requests_total)")),
        ("board/data-source", "a query to a fixed data source", board => Panel(board, 2)["targets"]![0]!["datasource"]!["uid"] = "prometheus"),
        ("board/data-source", "no variable for the data source", board => board["templating"]!["list"]!.AsArray().RemoveAt(0)),
        ("board/dead-panel-type", "a graph", board => Panel(board, 2)["type"] = "graph"),
        ("board/grid-overlap", "two panels on one place", board => Panel(board, 3)["gridPos"]!["x"] = 0),
        ("board/grid-overlap", "a panel beyond the right edge", board => Panel(board, 2)["gridPos"]!["x"] = 20),
        ("board/link-target", "a link to a board that does not exist", board => board["links"]!.AsArray().Add(new JsonObject { ["title"] = "Gone", ["url"] = "/d/gone" })),
        ("board/link-target", "a link to the runbook of no alert", board => board["links"]![0]!["url"] = "/public/runbooks/NoSuchAlert.md"),
        ("board/no-query", "an empty query", board => Expr(board, 2, "")),
        ("board/no-query", "no query at all", board => Panel(board, 2)["targets"] = new JsonArray()),
        ("board/not-editable", "an editable board", board => board["editable"] = true),
        ("board/panel-count", "31 panels", board => Repeat(board, 31)),
        ("board/panel-ids", "two panels with one id", board => Panel(board, 3)["id"] = Panel(board, 2)["id"]!.DeepClone()),
        ("board/panel-ids", "a panel without an id", board => Panel(board, 3).AsObject().Remove("id")),
        ("board/promql", "a bracket too few", board => Expr(board, 2, "sum by (service) (rate(analytics_platform_api_requests_total[$__rate_interval])")),
        ("board/promql", "a rate of an instant vector", board => Expr(board, 2, "rate(analytics_platform_api_requests_total)")),
        ("board/promql", "a range, which cannot be drawn", board => Expr(board, 2, "analytics_platform_api_requests_total[5m]")),
        ("board/promql", "a metric that nobody feeds", board => Expr(board, 2, "sum by (service) (rate(api_requests_total[$__rate_interval]))")),
        ("board/rate-interval", "a rate over 5 minutes", board => Expr(board, 2, "sum by (service) (rate(analytics_platform_api_requests_total{service=~\"$service\"}[5m]))")),
        ("board/refresh-pace", "a refresh every 5 seconds", board => board["refresh"] = "5s"),
        ("board/refresh-pace", "a refresh that is no time", board => board["refresh"] = "often"),
        ("board/series-budget", "a line for each route of each service", board => Expr(board, 2, "sum by (service, route) (rate(analytics_platform_api_requests_total{service=~\"$service\"}[$__rate_interval]))")),
        ("board/title-and-description", "a panel without a title", board => Panel(board, 2)["title"] = ""),
        ("board/title-and-description", "a description that says nothing", board => Panel(board, 2)["description"] = "Requests"),
        ("board/title-and-description", "two panels with one title", board => Panel(board, 3)["title"] = "Requests"),
        ("board/unit", "seconds shown as milliseconds", board => Defaults(board, 3)["unit"] = "ms"),
        ("board/unit", "no unit", board => Defaults(board, 3).AsObject().Remove("unit")),
        ("board/unit", "a column without a unit", board => Panel(board, 4)["fieldConfig"]!["overrides"]!.AsArray().RemoveAt(1)),
        ("board/variables-used", "a variable that nothing follows", board => Expr(board, 2, "sum by (service) (rate(analytics_platform_api_requests_total[$__rate_interval]))")),
        ("board/variables-used", "a variable that is not declared", board => board["templating"]!["list"]!.AsArray().RemoveAt(1)),
    ];

    private static JsonNode Panel(JsonNode board, int index) => board["panels"]![index]!;

    private static JsonNode Defaults(JsonNode board, int panel) => Panel(board, panel)["fieldConfig"]!["defaults"]!;

    private static void Expr(JsonNode board, int panel, string expression) => Panel(board, panel)["targets"]![0]!["expr"] = expression;

    private static void Rename(JsonNode parent, string from, string to)
    {
        var value = parent[from]!.DeepClone();
        parent.AsObject().Remove(from);
        parent[to] = value;
    }

    private static void Repeat(JsonNode board, int times)
    {
        for (var i = 0; i < times; i++)
        {
            board["panels"]!.AsArray().Add(Panel(board, 2).DeepClone());
        }
    }
}
