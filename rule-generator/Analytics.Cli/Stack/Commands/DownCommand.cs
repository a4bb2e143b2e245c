using System.CommandLine;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Stack;

internal static class DownCommand
{
    public static Command Create(TimeProvider time)
    {
        var stackDir = StackOptions.StackDir();
        var purge = new Option<bool>("--purge") { Description = "Also delete all data: events, metrics, keys." };
        var command = new Command("down",
            """
            Stop everything in order; no process and no port is left, even when the supervisor had been killed.

            Examples:
              ./analytics down              the data stay for the next `up`
              ./analytics down --purge      the data go too; installed programs stay
            """) { purge, stackDir };
        command.SetAction(async (parsed, cancel) =>
        {
            var layout = StackLayout.Find(parsed.GetValue(stackDir));
            Directory.CreateDirectory(layout.Run);
            using var alone = await ExclusiveFile.OfStackAsync(layout, time, cancel);
            var plan = StackPlan.Read(layout);
            if (plan is { Mode: StackMode.Docker })
            {
                await new ComposeStack(layout, new Steps(Console.Out, false, time), time).DownAsync(parsed.GetValue(purge), cancel);
            }

            var ended = await new StackProcesses(layout, time).StopAllAsync();
            File.Delete(layout.PlanFile);
            File.Delete(layout.StateFile);
            if (plan is not null && Directory.Exists(SocketFolder.For(layout, plan.Ports.Postgres)))
            {
                Directory.Delete(SocketFolder.For(layout, plan.Ports.Postgres), recursive: true);
            }

            Console.WriteLine(ended == 0 && plan is null ? "nothing was running" : $"{ended} processes ended");
            if (parsed.GetValue(purge))
            {
                foreach (var folder in (string[])[layout.Data, layout.Secrets, layout.Logs])
                {
                    if (Directory.Exists(folder))
                    {
                        Directory.Delete(folder, recursive: true);
                    }
                }

                Console.WriteLine("data, keys and logs deleted");
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
