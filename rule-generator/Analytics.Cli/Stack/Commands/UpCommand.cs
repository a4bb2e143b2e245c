using System.CommandLine;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Stack;

internal static class UpCommand
{
    private static readonly Option<bool> Demo = new("--demo") { Description = "Add people, payments, workouts and AI answers that tell a story: an incident, a bad model release, a price change." };
    private static readonly Option<bool> Docker = new("--docker") { Description = "Run docker-compose.yml (the default when a Docker engine answers)." };
    private static readonly Option<bool> Native = new("--native") { Description = "Run Debian's programs as processes of yours, without Docker." };
    private static readonly Option<int?> PortBase = new("--port-base") { Description = "Listen on N, N+1, ... in place of the usual ports (gateway first).", HelpName = "N" };

    public static Command Create(TimeProvider time)
    {
        var stackDir = StackOptions.StackDir();
        var command = new Command("up",
            """
            Install, build and start everything, and say what to open. Run again, it changes nothing that is as it should be.

            Examples:
              ./analytics up --demo                 the whole product with data that tells a story
              ./analytics up --native               without Docker even where there is one
              ./analytics up --port-base 20000      beside other programs that have the usual ports
            """) { Demo, Docker, Native, PortBase, stackDir };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Docker) && result.GetValue(Native))
            {
                result.AddError("--docker and --native exclude each other");
            }

            // By its text: asking for the value of something that is no number throws.
            if (result.GetResult(PortBase) is { Tokens: [var text] }
                && !(int.TryParse(text.Value, out var n) && n is >= 1024 and <= 65535 - StackPorts.Count))
            {
                result.AddError($"--port-base {text.Value}: a number from 1024 to {65535 - StackPorts.Count}");
            }
        });
        command.SetAction(async (parsed, cancel) =>
        {
            var layout = StackLayout.Find(parsed.GetValue(stackDir));
            var steps = new Steps(Console.Out, live: !Console.IsOutputRedirected, time);
            Directory.CreateDirectory(layout.Run);
            using var alone = await ExclusiveFile.OfStackAsync(layout, time, cancel);
            var request = new UpRequest(parsed.GetValue(Demo), parsed.GetValue(PortBase));
            var docker = await ChoosesDockerAsync(parsed, layout, cancel);
            try
            {
                var (plan, started) = docker
                    ? await new ComposeStack(layout, steps, time).UpAsync(request, cancel)
                    : await new NativeStack(layout, steps, time).UpAsync(request, cancel);
                if (plan.Demo && started)
                {
                    await steps.RunAsync("wait for the first alert of the demo", tell => DemoAlert.AwaitAsync(plan, tell, time, cancel));
                }

                Welcome.Print(Console.Out, plan, steps.Elapsed);
                return ExitCodes.Ok;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested && new StackProcesses(layout, time).Running() is not null)
            {
                Console.Error.WriteLine("analytics: stopped waiting; the stack goes on starting\n  -> ./analytics status, or ./analytics down");
                throw;
            }
        });
        return command;
    }

    private static async Task<bool> ChoosesDockerAsync(ParseResult parsed, StackLayout layout, CancellationToken cancel)
    {
        if (parsed.GetValue(Native))
        {
            return false;
        }

        if (!parsed.GetValue(Docker) && new StackProcesses(layout, TimeProvider.System).Running() is not null && StackPlan.Read(layout) is { Mode: StackMode.Native })
        {
            return false; // it runs already, natively
        }

        var answers = await ComposeStack.AnswersAsync(layout, cancel);
        return !parsed.GetValue(Docker) || answers ? answers
            : throw CommandFailure.Unreachable("no Docker engine with Compose answers", "start Docker, or leave --docker out: the stack also runs as native processes");
    }
}
