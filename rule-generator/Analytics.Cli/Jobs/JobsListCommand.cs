using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.Operations.Jobs;

namespace Analytics.Cli.Jobs;

/// <summary>`jobs list`: the table of jobs. Asks nobody.</summary>
internal static class JobsListCommand
{
    public static Command Create()
    {
        var json = JobsCommand.Json();
        var command = new Command("list",
            """
            List the worker's jobs: when they run (UTC, Quartz cron: second minute hour day month weekday), how long they may take, who owns them, what they are for.
            Example: analytics jobs list --json
            """) { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JobJson.List());
            }
            else
            {
                foreach (var job in JobTable.All)
                {
                    Console.WriteLine($"{job.Name,-12} {job.Cron,-16} at most {job.Timeout:c}  {job.Owner,-8} {job.Purpose}{(job.After.Count > 0 ? $" After {string.Join(", ", job.After)}." : string.Empty)}");
                }
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
