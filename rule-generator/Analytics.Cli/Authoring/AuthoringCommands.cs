using System.CommandLine;

namespace Analytics.Cli.Authoring;

/// <summary>The commands of whoever writes rules and boards as C#.</summary>
internal static class AuthoringCommands
{
    public static IReadOnlyList<Command> All() =>
    [
        GenerateCommand.Create(), CheckCommand.Create(), LintCommand.Create(), ContractCommand.Create(), TestCommand.Create(), CostCommand.Create(), Diff.DiffCommand.Create(), Diff.BacktestCommand.Create(), ImportCommands.Create(), ExportCommand.Create(),
    ];

    internal static Option<DirectoryInfo?> Root() => new("--root") { Description = "The checkout (default: the one around the current folder).", HelpName = "DIR" };

    internal static Option<bool> Json() => new("--json") { Description = "Answer as JSON." };
}
