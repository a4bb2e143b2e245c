using System.CommandLine;

namespace Analytics.Cli.Boards;

/// <summary>The commands about boards that exist already: in a file, or in a running Grafana.</summary>
internal static class BoardsCommand
{
    public static Command Create() => new("boards", "List the boards, lint a board's JSON, and ask a running Grafana whether it has them.") { ListCommand.Create(), LintCommand.Create(), SmokeCommand.Create() };
}
