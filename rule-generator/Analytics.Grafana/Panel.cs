using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;
using Analytics.Grafana.Panels;
using Analytics.Grafana.Queries;

namespace Analytics.Grafana;

/// <summary>One picture on a board. What a kind of panel can be told is in its type; what all share is here.</summary>
public abstract record Panel
{
    private protected Panel(string title, string description, IReadOnlyList<Query> queries, int width, int height)
    {
        Width = width;
        Height = height;
        Title = title;
        Description = description;
        Queries = queries;
    }

    public string Title { get; }

    /// <summary>What is seen and what to make of it, in words of the board's reader.</summary>
    public string Description { get; }

    public IReadOnlyList<Query> Queries { get; }

    /// <summary>Grafana's id of the unit. Null: found from the expressions and the catalog (see <see cref="Queries.Units"/>).</summary>
    public string? Unit { get; init; }

    /// <summary>Digits after the decimal point; null: as many as are useful.</summary>
    public int? Decimals { get; init; }

    /// <summary>The least value of the axis or gauge.</summary>
    public double? Min { get; init; }

    /// <summary>The greatest value of the axis or gauge.</summary>
    public double? Max { get; init; }

    public Thresholds Thresholds { get; init; } = Thresholds.None;

    public IReadOnlyList<ValueMapping> Mappings { get; init; } = [];

    public IReadOnlyList<BoardLink> Links { get; init; } = [];

    /// <summary>Why the panel may be empty on a healthy stack, for example that it needs a program which is not part of it; the reader sees it instead of a value.</summary>
    public string? EmptyWithout { get; init; }

    /// <summary>What to show when there is no value.</summary>
    public string? NoValue { get; init; }

    /// <summary>Columns of 24; a line that is not full is stretched.</summary>
    public int Width { get; init; }

    /// <summary>Height in units of 30 pixels; all panels of a line are as high as the highest.</summary>
    public int Height { get; init; }

    /// <summary>Settings for some of the series, beyond what the kind of panel sets itself.</summary>
    public IReadOnlyList<Override> Overrides { get; init; } = [];

    /// <summary>What is done to the answers before they are shown, after what the kind of panel does itself.</summary>
    public IReadOnlyList<Transformation> Transformations { get; init; } = [];

    /// <summary>The panel of Grafana's library that this one is a copy of; see <see cref="LibraryPanel.Linked"/>.</summary>
    internal LibraryPanel? Library { get; init; }

    /// <summary>Null: what suits the kind of panel.</summary>
    public ColourMode? Colours { get; init; }

    /// <summary>Grafana's id of the kind of panel.</summary>
    internal abstract string Type { get; }

    internal abstract ColourMode DefaultColours { get; }

    /// <summary>The settings of this kind of panel.</summary>
    internal abstract JsonObject Options();

    /// <summary>The settings of this kind of panel for each series.</summary>
    internal virtual JsonObject? Custom() => null;

    /// <summary>Settings for some of the series.</summary>
    internal virtual JsonArray OwnOverrides() => [];

    /// <summary>Whether only the value at the end of the time is asked for, not its course.</summary>
    internal virtual bool AsksOnce => false;

    /// <summary>How Grafana shapes the answers: <c>time_series</c>, <c>table</c> or <c>heatmap</c>.</summary>
    internal virtual string Format => "time_series";

    /// <summary>What is done to the answers before they are shown.</summary>
    internal virtual JsonArray OwnTransformations() => [];

    internal JsonArray AllOverrides() => And(OwnOverrides(), Overrides, one => one.Write());

    internal JsonArray AllTransformations() => And(OwnTransformations(), Transformations, one => one.Write());

    private static JsonArray And<T>(JsonArray own, IReadOnlyList<T> more, Func<T, JsonObject> write)
    {
        foreach (var one in more)
        {
            own.Add(write(one));
        }

        return own;
    }
}
