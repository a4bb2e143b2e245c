using System.CommandLine;
using System.Text.Json;
using Analytics.AlertRules;
using Analytics.Cli.Authoring;
using Analytics.Cli.Shell;
using Analytics.Rules.Slo;

namespace Analytics.Cli.Slo;

/// <summary><c>analytics slo list</c>: what this house promises.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var json = AuthoringCommands.Json();
        var command = new Command("list",
            """
            List the SLOs of this house: what is promised over which window, for each of what, by whom, and what counts as good.

            Example:
              ./analytics slo list --json | jq -r '.[].name'
            """) { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(ServiceObjectives.All.Select(slo => new
                {
                    name = slo.Name,
                    title = slo.Title,
                    objective = slo.Objective,
                    window = slo.Window.ToString(),
                    groups = Groups(slo),
                    kind = slo.Indicator.Kind.ToString().ToLowerInvariant(),
                    good = slo.Indicator.Good,
                    team = slo.Team.Name,
                    alerts = slo.Alerts.Select(alert => alert.Name),
                })));
                return ExitCodes.Ok;
            }

            var width = ServiceObjectives.All.Max(slo => slo.Name.Length);
            foreach (var slo in ServiceObjectives.All)
            {
                var each = Groups(slo) is { Length: > 0 } groups ? $", each {string.Join(" and ", groups)}" : string.Empty;
                Console.WriteLine($"{slo.Name.PadRight(width)}  {SloText.Percent(slo.Objective),6} % over {slo.Window,5}  {slo.Team.Name,-8}  {slo.Indicator.Good}{each}");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static string[] Groups(ServiceObjective slo) => [.. slo.Indicator.Groups.Select(label => label.Name)];
}
