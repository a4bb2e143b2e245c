using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Json;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana.Panels;

/// <summary>How a time series is drawn.</summary>
public enum Drawing
{
    Lines,

    /// <summary>For amounts in a period: sales a day.</summary>
    Bars,

    /// <summary>For values that hold until the next one comes.</summary>
    Steps,
}

/// <summary>Values over time.</summary>
public sealed record TimeSeries : Panel
{
    public TimeSeries(string title, string description, params IReadOnlyList<Query> queries)
        : base(title, description, queries, width: 12, height: 8)
    {
    }

    public Drawing Drawing { get; init; }

    /// <summary>Whether the series are parts of a whole and lie on top of each other.</summary>
    public bool Stacked { get; init; }

    /// <summary>Whether the thresholds are drawn as dashed lines.</summary>
    public bool ShowThresholds { get; init; }

    /// <summary>Whether the axis is logarithmic, to base 10.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>The legend's columns; none: a plain list of names.</summary>
    public IReadOnlyList<Summary> Legend { get; init; } = [];

    /// <summary>A band: the series named first is filled down to the one named second, and both are drawn thin. For the interval of a forecast.</summary>
    public (string Upper, string Lower)? Band { get; init; }

    /// <summary>Series, by name, whose colour says something: begun is green, ended is red.</summary>
    public IReadOnlyList<(string Series, Colour Colour)> SeriesColours { get; init; } = [];

    internal override string Type => "timeseries";

    internal override ColourMode DefaultColours => ColourMode.BySeries;

    internal override JsonObject Options() => new()
    {
        ["legend"] = Parts.Legend(show: Queries.Count > 1 || Queries.Any(query => Legends.Labels(query.Meaning).Count > 0), Legend),
        ["tooltip"] = Parts.Tooltip(),
    };

    internal override JsonObject Custom() => new()
    {
        ["axisPlacement"] = "auto",
        ["drawStyle"] = Drawing == Drawing.Bars ? "bars" : "line",
        ["fillOpacity"] = Drawing == Drawing.Bars ? 70 : Stacked ? 30 : 10,
        ["lineInterpolation"] = Drawing == Drawing.Steps ? "stepAfter" : "linear",
        ["lineWidth"] = 1,
        ["scaleDistribution"] = Logarithmic ? new JsonObject { ["log"] = 10, ["type"] = "log" } : new JsonObject { ["type"] = "linear" },
        ["showPoints"] = "auto",
        ["spanNulls"] = false,
        ["stacking"] = new JsonObject { ["group"] = "A", ["mode"] = Stacked ? "normal" : "none" },
        ["thresholdsStyle"] = new JsonObject { ["mode"] = ShowThresholds ? "dashed" : "off" },
    };

    internal override JsonArray OwnOverrides()
    {
        var overrides = JsonText.Array(SeriesColours, series => FieldConfig.Override(series.Series, ("color", FieldConfig.Fixed(series.Colour))));
        if (Band is { } band)
        {
            overrides.Add(FieldConfig.Override(band.Upper, ("custom.fillBelowTo", band.Lower), ("custom.lineWidth", 0), ("custom.fillOpacity", 15)));
            overrides.Add(FieldConfig.Override(band.Lower, ("custom.lineWidth", 0), ("custom.fillOpacity", 0)));
        }

        return overrides;
    }
}
