using Analytics.Catalog;
using Analytics.Grafana.Fields;
using Analytics.PromQL;

namespace Analytics.Grafana;

/// <summary>Events drawn as vertical lines over all panels of a board: a mark wherever the expression has a value.</summary>
/// <param name="Name">What the events are; the reader switches them on and off by it.</param>
/// <param name="When">Has a value where there is an event, nothing where there is none.</param>
/// <param name="Text">The labels that say what happened.</param>
public sealed record Annotation(string Name, InstantVector When, params IReadOnlyList<Label> Text)
{
    public Colour Colour { get; init; } = Colour.Blue;
}
