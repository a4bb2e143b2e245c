using Analytics.Rules;

namespace Analytics.Grafana;

/// <summary>A way from a board or a panel to somewhere else.</summary>
public sealed record BoardLink
{
    /// <summary>Where Grafana serves the runbooks from.</summary>
    internal const string Runbooks = "/public/runbooks/";

    private readonly Func<(string Title, string Url)> _target;

    private BoardLink(Func<(string Title, string Url)> target, bool keepsChoices)
    {
        _target = target;
        KeepsChoices = keepsChoices;
    }

    public string Title => _target().Title;

    public string Url => _target().Url;

    /// <summary>Whether the chosen time and variables go along.</summary>
    public bool KeepsChoices { get; }

    /// <summary>To another board, with the chosen time. Asked for late, since boards link each other in circles.</summary>
    public static BoardLink To(Func<Dashboard> board) => new(() => (board().Title, "/d/" + board().Uid), keepsChoices: true);

    /// <summary>To the runbook of the alert that watches what the panel shows. Grafana serves the pages below <c>public/</c>, see docker-compose.yml.</summary>
    public static BoardLink ToRunbook(Alert alert) => new(() => ($"Runbook: {alert.Name}", $"{Runbooks}{alert.Page}.md"), keepsChoices: false);

    /// <summary>From a row of a table to the board of what it is about: the field's value is the end of the board's uid.</summary>
    /// <param name="title">What the reader sees.</param>
    /// <param name="uidBefore">The boards' uid up to the value.</param>
    /// <param name="header">The header of the column that holds the value.</param>
    public static BoardLink ToEach(string title, string uidBefore, string header) => new(() => (title, $"/d/{uidBefore}${{__data.fields[\"{header}\"]}}"), keepsChoices: true);

    /// <summary>To a page outside Grafana.</summary>
    public static BoardLink ToPage(string title, string url) => new(() => (title, url), keepsChoices: false);
}
