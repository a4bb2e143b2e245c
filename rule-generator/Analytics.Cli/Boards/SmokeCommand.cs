using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.Dashboards;
using Analytics.Grafana.Delivery;

namespace Analytics.Cli.Boards;

/// <summary>`boards smoke`: asks a running Grafana for every board and for the data source's health.</summary>
internal static class SmokeCommand
{
    public static Command Create()
    {
        var grafana = GrafanaAddress.Option();
        var command = new Command("smoke",
            $"""
            Ask a running Grafana whether it has taken every board, in its folder and with its title, and whether its data source is healthy.
            A service account's token is read from the environment variable {GrafanaAddress.TokenVariable}; without it the questions are asked as an anonymous
            viewer, who cannot see who may look into the folders. Exit code 0: all is well; 1: a finding; 3: Grafana cannot be reached.

            Example:
              ./analytics boards smoke --grafana http://localhost:3000
            """) { grafana };
        command.SetAction((parsed, cancel) => GrafanaAddress.With(parsed.GetValue(grafana), async http =>
        {
            var findings = await new GrafanaSmoke(http).Check([.. BoardIndex.All.Select(file => file.Board)], cancel);
            findings.ToList().ForEach(finding => Console.WriteLine(finding));
            Console.WriteLine($"{BoardIndex.All.Count} boards asked for, {findings.Count} findings");
            return findings.Count == 0 ? ExitCodes.Ok : ExitCodes.Finding;
        }));
        return command;
    }
}
