using System.CommandLine;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Stack;

/// <summary>The process behind <c>up</c>: not for people, hence hidden.</summary>
internal static class SuperviseCommand
{
    public static Command Create(TimeProvider time)
    {
        var stackDir = StackOptions.StackDir();
        var command = new Command("supervise", "Run the parts of the plan that `up` wrote, until SIGTERM.") { stackDir };
        command.Hidden = true;
        command.SetAction(async (parsed, cancel) =>
        {
            var layout = StackLayout.Find(parsed.GetValue(stackDir));
            using var alone = ExclusiveFile.TryAcquire(layout.SupervisorLock)
                ?? throw new CommandFailure(ExitCodes.Finding, $"another supervisor runs {layout.Root}", "./analytics down");
            var plan = StackPlan.Read(layout) ?? throw CommandFailure.Usage($"{layout.PlanFile} is missing", "./analytics up writes it");
            using var supervisor = new Supervisor(layout, plan, time);
            await supervisor.RunAsync(cancel);
            return ExitCodes.Ok;
        });
        return command;
    }
}
