using Analytics.Grafana.Json;
using Analytics.Grafana.Variables;

namespace Analytics.Grafana;

/// <summary>A board: what it is for, and rows of panels, each row a question. The entry type of the room.</summary>
public sealed record Dashboard
{
    /// <summary>The tag of every generated board.</summary>
    public const string Tag = "analytics";

    /// <param name="name">Stable and short, in kebab-case: the board's address in Grafana.</param>
    /// <param name="audience">For whom it is made.</param>
    /// <param name="title">What its reader calls it.</param>
    /// <param name="purpose">One or two sentences for the reader: what the board is for and how to read it. Shown on top.</param>
    /// <param name="rows">The questions that the board answers, most important first.</param>
    public Dashboard(string name, Audience audience, string title, string purpose, params IReadOnlyList<Row> rows)
    {
        Name = name;
        Audience = audience;
        Title = title;
        Purpose = purpose;
        Rows = rows;
    }

    public string Name { get; }

    /// <summary>The board's stable id in Grafana: links and alerts name it. At most 40 characters.</summary>
    public string Uid => "analytics-" + Name;

    public Audience Audience { get; }

    public string Title { get; }

    public string Purpose { get; }

    public IReadOnlyList<Row> Rows { get; init; }

    /// <summary>What the reader can choose, besides the data source.</summary>
    public IReadOnlyList<Variable> Variables { get; init; } = [];

    /// <summary>Boards to go to next.</summary>
    public IReadOnlyList<BoardLink> Links { get; init; } = [];

    /// <summary>Events drawn over all panels.</summary>
    public IReadOnlyList<Annotation> Annotations { get; init; } = [];

    /// <summary>The reader's test: three questions of its reader, and where the eye finds each answer.</summary>
    public IReadOnlyList<ReaderQuestion> ReaderTest { get; init; } = [];

    /// <summary>How far back the board looks when it opens.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often it asks again: never more often than new samples come, which is every 15 seconds at best.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>All panels in reading order, without the purpose text.</summary>
    public IEnumerable<Panel> Panels => Rows.SelectMany(row => row.Panels);

    /// <summary>The board as classic JSON (schema 42), with a line feed at the end. The same board gives the same bytes.</summary>
    public string ToJson() => JsonText.Print(ClassicBoard.Write(this));

    /// <summary>The board as the resource <c>dashboard.grafana.app/v2</c> of Grafana 13, with a line feed at the end.</summary>
    public string ToResource() => JsonText.Print(ResourceBoard.Write(this));
}
