using System.CommandLine;

namespace Analytics.Cli.Stack;

/// <summary>The family that runs the whole product on one machine: <c>up</c>, <c>down</c>, <c>status</c>, <c>doctor</c>.</summary>
internal static class StackCommands
{
    public static IEnumerable<Command> All(TimeProvider time) =>
        [UpCommand.Create(time), DownCommand.Create(time), StatusCommand.Create(), DoctorCommand.Create(time), SuperviseCommand.Create(time)];
}
