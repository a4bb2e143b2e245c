using System.CommandLine;

namespace Analytics.Cli.Privacy;

/// <summary>`privacy`: the keys of the pseudonyms, withdrawals, and data sets without persons.</summary>
internal static class PrivacyCommand
{
    public static Command Create(TimeProvider clock) => new("privacy", "The keys that make pseudonyms, what a person may ask for, and data sets without persons.")
    {
        new Command("keys", "The keys that turn ids into pseudonyms: list, rotate, delete.") { KeysCommands.List(), KeysCommands.Rotate(clock), KeysCommands.Delete(clock) },
        WithdrawCommand.Create(),
        ErasuresCommand.Create(),
        LogsCommand.Create(clock),
        DatasetCommand.Create(clock),
    };
}
