using System.CommandLine;
using System.Globalization;
using Analytics.Cli.Events.Sending;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;

namespace Analytics.Cli.Events.Demo;

/// <summary>`demo`: hidden; `up --demo` runs it as a part of the stack.</summary>
internal static class DemoCommand
{
    public static Command Create() => new("demo", "The data of `up --demo`.") { Hidden = true, Subcommands = { CreateRun() } };

    private static Command CreateRun()
    {
        var gateway = new Option<string?>("--gateway") { Description = "The gateway's address (default: the running stack's).", HelpName = "URL" };
        var adminKey = new Option<FileInfo?>("--admin-key-file") { Description = $"File with the administrator's key (or environment {DoorKey.AdminFileVariable}).", HelpName = "FILE" };
        var users = new Option<int>("--users") { Description = "People of the history (or environment ANALYTICS__DEMO__USERS).", HelpName = "N", DefaultValueFactory = _ => Setting("ANALYTICS__DEMO__USERS", 600) };
        var days = new Option<int>("--days") { Description = "Days of the history (or environment ANALYTICS__DEMO__DAYS).", HelpName = "D", DefaultValueFactory = _ => Setting("ANALYTICS__DEMO__DAYS", 60) };
        var seed = new Option<long>("--seed") { Description = "Which of many possible lives.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var stateDir = new Option<DirectoryInfo?>("--state-dir") { Description = "Where the demo remembers which history it sent (default: data/demo of the stack's folder).", HelpName = "DIR" };
        var command = new Command(
            "run",
            """
            Send a history once, then live traffic with a story until SIGTERM.
            Example: analytics demo run --admin-key-file .stack/secrets/admin.key
            """)
        {
            gateway, adminKey, users, days, seed, stateDir,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = parsed.GetValue(stateDir)?.FullName ?? Path.Combine(StackLayout.Find(stackDir: null).Data, "demo");
            var door = new DoorSettings(GatewayAddress.Of(parsed.GetValue(gateway)), "demo", DoorKey.Ingest(null, null, parsed.GetValue(gateway)), Backfill: false, Patience: TimeSpan.FromDays(365));
            var run = new DemoRun(door, DoorKey.Administrator(parsed.GetValue(adminKey), required: true), folder, Console.Out, TimeProvider.System);
            try
            {
                await run.Run(Math.Max(1, parsed.GetValue(users)), Math.Max(1, parsed.GetValue(days)), parsed.GetValue(seed), cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                await Console.Out.WriteLineAsync("stopped");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static int Setting(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : usual;
}
