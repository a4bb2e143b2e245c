using System.CommandLine;

namespace Analytics.Cli.Events;

/// <summary>`events`: synthetic or own data through the public door.</summary>
internal static class EventsCommand
{
    public static Command Create() => new("events", "Generate synthetic events, and send events through the gateway's public door.")
    {
        GenerateCommand.Create(),
        SendCommand.Create(),
    };
}
