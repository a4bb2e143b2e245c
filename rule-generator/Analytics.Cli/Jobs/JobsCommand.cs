using System.CommandLine;

namespace Analytics.Cli.Jobs;

/// <summary>`jobs`: the worker's jobs, seen and run by hand.</summary>
internal static class JobsCommand
{
    public static Command Create(TimeProvider clock) => new("jobs", "List the worker's jobs, see how they are doing, run one for a day or for many.")
    {
        JobsListCommand.Create(),
        JobsStatusCommand.Create(clock),
        JobsRunCommand.Create(clock),
        JobsBlocksCommand.Create(clock),
    };

    public static Option<bool> Json() => new("--json") { Description = "One JSON document on standard output, for another program." };
}
