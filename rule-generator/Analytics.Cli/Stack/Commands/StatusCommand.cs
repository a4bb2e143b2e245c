using System.CommandLine;
using System.Text.Json;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Stack;

internal static class StatusCommand
{
    private static readonly JsonSerializerOptions JsonFormat = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var stackDir = StackOptions.StackDir();
        var json = StackOptions.Json();
        var command = new Command("status",
            """
            Ask every part now whether it is well. Exit code 0: all are healthy; 1: something is down or still starting.

            Examples:
              ./analytics status
              ./analytics status --json | jq -r .prometheus.url
              psql "$(./analytics status --json | jq -r .postgres.uri)"
            """) { json, stackDir };
        command.SetAction(async (parsed, cancel) =>
        {
            var report = await StackReport.ProbeAsync(StackLayout.Find(parsed.GetValue(stackDir)), cancel);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(report, JsonFormat));
            }
            else
            {
                Print(report);
            }

            return report.AllHealthy ? ExitCodes.Ok : ExitCodes.Finding;
        });
        return command;
    }

    private static void Print(StackReport report)
    {
        foreach (var part in report.Parts)
        {
            var restarts = part.Restarts > 0 ? $"  restarted {part.Restarts} times" : "";
            Console.WriteLine($"{part.State,-9} {part.Name,-18} {(part.Pid is { } pid ? $"{pid}" : "-"),8}  {part.Url}{restarts}");
        }

        if (!report.AllHealthy)
        {
            Console.Error.WriteLine(report.Parts.All(part => part.State == "down") ? "The stack does not run.\n  -> ./analytics up" : "Not everything is well.\n  -> ./analytics doctor");
        }
    }
}
