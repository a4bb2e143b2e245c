using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Stack;

internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions JsonFormat = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create(TimeProvider time)
    {
        var stackDir = StackOptions.StackDir();
        var json = StackOptions.Json();
        var command = new Command("doctor",
            """
            Look for what is wrong and say what to do: the machine, the installed programs and, when the stack runs, its parts, clocks,
            queues and rules. Exit code 0: nothing to do; 1: a problem was found.

            Examples:
              ./analytics doctor
              ./analytics doctor --json | jq '.checks[] | select(.verdict == "problem")'
            """) { json, stackDir };
        command.SetAction(async (parsed, cancel) =>
        {
            var layout = StackLayout.Find(parsed.GetValue(stackDir));
            var plan = StackPlan.Read(layout);
            var checks = new List<Check>();
            checks.AddRange(await new MachineChecks(layout, plan, running: plan is not null).RunAsync(cancel));
            if (plan is not null)
            {
                using var running = new RunningChecks(layout, plan, time);
                checks.AddRange(await running.RunAsync(cancel));
            }

            var problems = checks.Count(check => check.Verdict == Verdict.Problem);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { Problems = problems, Checks = checks }, JsonFormat));
            }
            else
            {
                Print(checks, plan is not null);
            }

            return problems == 0 ? ExitCodes.Ok : ExitCodes.Finding;
        });
        return command;
    }

    private static void Print(IReadOnlyList<Check> checks, bool running)
    {
        foreach (var check in checks)
        {
            Console.WriteLine($"{(check.Verdict switch { Verdict.Ok => "ok", Verdict.Note => "note", _ => "PROBLEM" }),-8} {check.Name,-24} {check.Found}");
            if (check.Remedy is { } remedy)
            {
                Console.WriteLine($"{"",-8} {"",-24} -> {remedy}");
            }
        }

        if (!running)
        {
            Console.WriteLine("The stack does not run; after ./analytics up the doctor looks at its parts too.");
        }
    }
}
