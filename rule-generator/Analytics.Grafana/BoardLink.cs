namespace Analytics.Grafana;

/// <summary>A way from a board or a panel to somewhere else.</summary>
public sealed record BoardLink
{
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

    /// <summary>To a page outside Grafana, for example a runbook.</summary>
    public static BoardLink ToPage(string title, string url) => new(() => (title, url), keepsChoices: false);
}
