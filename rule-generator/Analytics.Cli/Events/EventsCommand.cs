using System.CommandLine;

namespace Analytics.Cli.Events;

/// <summary>`events`: synthetic or own data through the public door.</summary>
internal static class EventsCommand
{
    public static Command Create(TimeProvider clock) => new("events", "Generate and send events, see and replay refused ones, archive and restore old ones.")
    {
        GenerateCommand.Create(),
        SendCommand.Create(),
        RejectedCommand.Create(clock),
        ReplayCommand.Create(clock),
        ArchiveCommands.Archive(clock),
        ArchiveCommands.Restore(clock),
        HoldCommand.Create(clock),
    };
}
