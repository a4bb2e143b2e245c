using System.Text.Json.Nodes;
using Analytics.Grafana.Fields;

namespace Analytics.Grafana.Panels;

/// <summary>Words for the reader, in Markdown.</summary>
public sealed record TextPanel : Panel
{
    public TextPanel(string title, string description, string markdown)
        : base(title, description, [], width: 24, height: 3) => Markdown = markdown;

    public string Markdown { get; }

    internal override string Type => "text";

    internal override ColourMode DefaultColours => ColourMode.ByThreshold;

    internal override JsonObject Options() => new()
    {
        ["code"] = new JsonObject { ["language"] = "plaintext", ["showLineNumbers"] = false, ["showMiniMap"] = false },
        ["content"] = Markdown,
        ["mode"] = "markdown",
    };
}
