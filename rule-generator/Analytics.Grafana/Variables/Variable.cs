using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Grafana.Json;
using Analytics.PromQL;

namespace Analytics.Grafana.Variables;

/// <summary>Something that the reader of a board chooses above it.</summary>
public abstract record Variable
{
    private protected Variable(string name, string caption)
    {
        Name = name;
        Caption = caption;
    }

    /// <summary>How expressions call it, without the dollar sign.</summary>
    public string Name { get; }

    /// <summary>What the reader sees.</summary>
    public string Caption { get; }

    /// <summary>The values of a label of the catalog: asked from the server for a label with a budget, known for a closed one.</summary>
    /// <param name="metric">Whose series are asked for the values.</param>
    /// <param name="label">The label; one of the metric's.</param>
    /// <param name="caption">What the reader sees.</param>
    public static LabelVariable Of(Metric metric, Label label, string caption) => new(metric, label, caption);

    /// <summary>A length of time for ranges; the first is chosen when the board opens.</summary>
    public static IntervalVariable Interval(string name, string caption, params IReadOnlyList<Duration> lengths) => new(name, caption, lengths);

    /// <summary>The classic JSON of the variable.</summary>
    internal abstract JsonObject Write();

    /// <summary>The kind of the variable in the resource form, and what differs there.</summary>
    private protected abstract (string Kind, JsonObject Own) Resource();

    /// <summary>The variable in the resource form.</summary>
    internal JsonObject WriteResource()
    {
        var classic = Write();
        var (kind, spec) = Resource();
        foreach (var common in (ReadOnlySpan<string>)["name", "label", "description", "current", "includeAll", "multi", "options", "skipUrlSync", "allValue"])
        {
            if (classic[common] is { } value)
            {
                spec[common] = value.DeepClone();
            }
        }

        spec["hide"] = "dontHide";
        if (kind != "IntervalVariable")
        {
            spec["allowCustomValue"] = false;
        }

        return new JsonObject { ["kind"] = kind, ["spec"] = spec };
    }

    internal static JsonObject Choice(string text, string value) => new() { ["selected"] = true, ["text"] = text, ["value"] = value };
}

/// <summary>The values of a label; several or all can be chosen.</summary>
public sealed record LabelVariable : Variable
{
    internal LabelVariable(Metric metric, Label label, string caption)
        : base(label.Name, caption)
    {
        if (!metric.LabelSet.Own.Contains(label) && label != PlatformLabels.Job && label != PlatformLabels.Instance)
        {
            throw new ArgumentException($"{metric} has no label '{label}'", nameof(label));
        }

        Metric = metric;
        Label = label;
    }

    public Metric Metric { get; }

    public Label Label { get; }

    /// <summary>Whether several values can be chosen at once.</summary>
    public bool Multi { get; init; } = true;

    /// <summary>Whether all values can be chosen at once; they are when the board opens. Without it the board opens with the first.</summary>
    public bool All { get; init; } = true;

    /// <summary>The condition of selectors that follow the reader's choice: <c>service=~"$service"</c>.</summary>
    public LabelCondition Chosen => new(Label, LabelComparison.MatchesRegex, "$" + Name);

    internal override JsonObject Write() => Metric.ValuesOf(Label) is { } values ? Closed(values) : Asked();

    private protected override (string Kind, JsonObject Own) Resource() => Metric.ValuesOf(Label) is { } values
        ? ("CustomVariable", new JsonObject { ["query"] = string.Join(',', values) })
        : ("QueryVariable", new JsonObject
        {
            ["query"] = ResourceBoard.DataQuery(new JsonObject { ["qryType"] = 1, ["query"] = Ask, ["refId"] = "PrometheusVariableQueryEditor-VariableQuery" }),
            ["definition"] = Ask,
            ["refresh"] = "onTimeRangeChanged",
            ["regex"] = string.Empty,
            ["sort"] = "alphabeticalAsc",
        });

    private string Ask => $"label_values({Metric.PrometheusName}{(Metric.Kind == MetricKind.Histogram ? "_count" : string.Empty)}, {Label.Name})";

    private JsonObject Closed(IReadOnlyList<string> values)
    {
        var query = string.Join(',', values);
        var variable = Common("custom", query);
        if (!All)
        {
            variable["current"] = Choice(values[0], values[0]);
        }

        variable["options"] = JsonText.Array(All ? values.Prepend(null) : values, value => value is null
            ? Choice("All", "$__all")
            : new JsonObject { ["selected"] = !All && value == values[0], ["text"] = value, ["value"] = value });
        return variable;
    }

    private JsonObject Asked()
    {
        var variable = Common("query", new JsonObject { ["qryType"] = 1, ["query"] = Ask, ["refId"] = "PrometheusVariableQueryEditor-VariableQuery" });
        variable["datasource"] = DataSource.Reference();
        variable["definition"] = Ask;
        variable["options"] = new JsonArray();
        variable["refresh"] = 2;
        variable["regex"] = string.Empty;
        variable["sort"] = 1;
        return variable;
    }

    private JsonObject Common(string type, JsonNode query) => new()
    {
        ["type"] = type,
        ["name"] = Name,
        ["label"] = Caption,
        ["description"] = Label.Help,
        ["query"] = query,
        ["allValue"] = ".*",
        ["current"] = All ? Choice("All", "$__all") : Choice(string.Empty, string.Empty),
        ["hide"] = 0,
        ["includeAll"] = All,
        ["multi"] = Multi,
        ["skipUrlSync"] = false,
    };
}
