using Analytics.Grafana.Variables;

namespace Analytics.Grafana;

/// <summary>Panels that answer one question together.</summary>
/// <param name="Question">The question, as the reader would ask it; the row's title.</param>
/// <param name="Panels">The panels, in reading order; the layout is automatic.</param>
public sealed record Row(string Question, params IReadOnlyList<Panel> Panels)
{
    /// <summary>Whether the row is closed when the board opens, and asks nothing of the server until it is opened.</summary>
    public bool Collapsed { get; init; }

    /// <summary>Repeats the row for each chosen value of a variable.</summary>
    public Variable? For { get; init; }
}
