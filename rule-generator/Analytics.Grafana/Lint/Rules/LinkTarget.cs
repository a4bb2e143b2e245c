using System.Text.RegularExpressions;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>A link to a board that does not exist ends in an error page, at the worst moment.</summary>
public sealed partial class LinkTarget : BoardRule
{
    public override string Id => "board/link-target";

    public override string Asks => "Links to boards lead to boards that exist.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings)
    {
        var links = board.Root.Items("links").Concat(board.Panels.SelectMany(panel => panel.Element.Items("links")));
        return from link in links
               let target = Board().Match(link.Text("url"))
               where target.Success && !surroundings.Boards.Contains(target.Groups[1].Value)
               select board.Error(Id, $"the link '{link.Text("title")}' leads to the board '{target.Groups[1].Value}', which does not exist");
    }

    [GeneratedRegex("^/d/([^/?]+)")]
    private static partial Regex Board();
}
