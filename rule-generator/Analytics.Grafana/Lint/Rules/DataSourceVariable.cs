using System.Text.Json;
using Analytics.Rules;

namespace Analytics.Grafana.Lint;

/// <summary>One board serves every stack when it asks the data source that its reader chose.</summary>
public sealed class DataSourceVariable : BoardRule
{
    private const string Chosen = "${datasource}";

    public override string Id => "board/data-source";

    public override string Asks => "There is a variable 'datasource', and every query asks it.";

    public override IEnumerable<Finding> Check(BoardDocument board, Surroundings surroundings)
    {
        if (!board.Variables.Any(variable => variable.Text("type") == "datasource" && variable.Text("name") == "datasource"))
        {
            yield return board.Error(Id, "there is no variable 'datasource' of type datasource");
        }

        foreach (var panel in board.DataPanels)
        {
            foreach (var asked in panel.Targets.Select(target => target.Element).Prepend(panel.Element).Select(Uid).Where(uid => uid != Chosen).Distinct())
            {
                yield return board.Error(Id, panel, $"asks the data source '{asked}', not {Chosen}");
            }
        }

        foreach (var variable in board.Variables.Where(variable => variable.Text("type") == "query" && Uid(variable) != Chosen))
        {
            yield return board.Error(Id, $"the variable '{variable.Text("name")}' asks the data source '{Uid(variable)}', not {Chosen}");
        }
    }

    private static string Uid(JsonElement asking) => asking.Text("datasource", "uid");
}
