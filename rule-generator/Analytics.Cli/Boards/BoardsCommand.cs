using System.CommandLine;

namespace Analytics.Cli.Boards;

/// <summary>The commands about boards that exist already: in a file, or in a running Grafana.</summary>
internal static class BoardsCommand
{
    public static Command Create() => new("boards", "List the boards, look at them without a Grafana, lint a board's JSON, send them to a Grafana and ask whether it has them.")
    {
        ListCommand.Create(), LintCommand.Create(), ViewCommand.Create(), ApplyCommand.Create(), SmokeCommand.Create(),
    };
}
