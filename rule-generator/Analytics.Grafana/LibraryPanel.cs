using System.Text.Json.Nodes;
using Analytics.Grafana.Json;

namespace Analytics.Grafana;

/// <summary>
/// A panel in Grafana's library: whoever draws a board by hand takes it from there and gets our query, unit and thresholds. Files cannot provision the library,
/// so <c>./analytics boards apply</c> sends it; boards that are provisioned from files hold their panels whole and do not depend on it.
/// </summary>
/// <param name="Name">Stable and short, in kebab-case.</param>
/// <param name="Audience">In whose folder it is kept.</param>
/// <param name="Panel">The panel.</param>
public sealed record LibraryPanel(string Name, Audience Audience, Panel Panel)
{
    /// <summary>The panel's stable id in the library.</summary>
    public string Uid => "analytics-" + Name;

    /// <summary>The panel for a board that follows the library: when the library changes, so does the board.</summary>
    public Panel Linked => Panel with { Library = this };

    /// <summary>The body of Grafana's <c>POST /api/library-elements</c> (kind 1: a panel).</summary>
    internal JsonObject ToElement() => new()
    {
        ["uid"] = Uid,
        ["name"] = Name,
        ["folderUid"] = Audience.Uid,
        ["kind"] = 1,
        ["model"] = ClassicPanel.Model(Panel, PanelId.Of(Name, Panel)),
    };
}
