using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>Kinds of panels that Grafana has given up: they stay blank or are turned into something else.</summary>
public sealed class DeadPanelType : BoardRule
{
    private static readonly Dictionary<string, string> Dead = new()
    {
        ["graph"] = "timeseries",
        ["table-old"] = "table",
        ["singlestat"] = "stat",
        ["grafana-singlestat-panel"] = "stat",
        ["grafana-piechart-panel"] = "piechart",
        ["grafana-worldmap-panel"] = "geomap",
        ["natel-discrete-panel"] = "state-timeline",
        ["heatmap-new"] = "heatmap",
    };

    public override string Id => "board/dead-panel-type";

    public override string Asks => "No kind of panel that Grafana has given up.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings) =>
        from panel in board.Panels
        where Dead.ContainsKey(panel.Type)
        select board.Error(Id, panel, $"'{panel.Type}' is gone from Grafana; use '{Dead[panel.Type]}'");
}
