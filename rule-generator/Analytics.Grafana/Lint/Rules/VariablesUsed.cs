using System.Text.RegularExpressions;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>A variable that nothing follows is a broken promise to the reader; one that is not declared makes a query of nothing.</summary>
public sealed partial class VariablesUsed : BoardRule
{
    public override string Id => "board/variables-used";

    public override string Asks => "Every variable is used, and every variable that is used is declared.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings)
    {
        var declared = board.Variables.Select(variable => variable.Text("name")).ToHashSet();
        var used = board.Panels.SelectMany(panel => Uses(panel.Element.GetRawText()).Append(panel.Element.Text("repeat")))
            .Concat(board.Variables.Where(variable => variable.Text("type") == "query").SelectMany(variable => Uses(variable.GetRawText())))
            .Concat(board.Root.Items("annotations", "list").SelectMany(annotation => Uses(annotation.GetRawText())))
            .Where(name => name.Length > 0 && !name.StartsWith("__", StringComparison.Ordinal)).ToHashSet();
        foreach (var name in declared.Except(used))
        {
            yield return board.Error(Id, $"nothing follows the variable '{name}'");
        }

        foreach (var name in used.Except(declared))
        {
            yield return board.Error(Id, $"the variable '{name}' is used, but not declared");
        }
    }

    private static IEnumerable<string> Uses(string text) => Use().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\$\{?([A-Za-z_][A-Za-z0-9_]*)")]
    private static partial Regex Use();
}
