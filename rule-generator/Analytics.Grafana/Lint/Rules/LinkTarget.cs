using System.Text.RegularExpressions;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>A link to a board or a runbook that does not exist ends in an error page, at the worst moment.</summary>
public sealed partial class LinkTarget : BoardRule
{
    public override string Id => "board/link-target";

    public override string Asks => "Links lead to boards and runbooks that exist.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings)
    {
        var links = board.Root.Items("links").Concat(board.Panels.SelectMany(panel => panel.Element.Items("links")));
        return from link in links
               let missing = Missing(link.Text("url"), surroundings)
               where missing is not null
               select board.Error(Id, $"the link '{link.Text("title")}' leads to the {missing}, which does not exist");
    }

    private static string? Missing(string url, Surroundings surroundings)
    {
        var (board, runbook) = (Board().Match(url), Runbook().Match(url));
        return board.Success && !surroundings.Boards.Contains(board.Groups[1].Value) ? $"board '{board.Groups[1].Value}'"
            : runbook.Success && !surroundings.Runbooks.Contains(runbook.Groups[1].Value) ? $"runbook of '{runbook.Groups[1].Value}'"
            : null;
    }

    [GeneratedRegex("^/d/([^/?]+)")]
    private static partial Regex Board();

    [GeneratedRegex(@"/runbooks/([^/]+)\.md$")]
    private static partial Regex Runbook();
}
