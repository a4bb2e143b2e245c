using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.Dashboards;
using Analytics.Grafana.Delivery;

namespace Analytics.Cli.Boards;

/// <summary>`boards apply`: folders, permissions, library panels and boards, sent to a running Grafana.</summary>
internal static class ApplyCommand
{
    public static Command Create()
    {
        var grafana = GrafanaAddress.Option();
        var command = new Command("apply",
            $"""
            Bring a running Grafana to what the repository says: a folder for each audience that only its teams may look into (missing teams are made, without
            members), the panels of the library, and the boards, unless files provision them already. An administrator's token is read from the environment
            variable {GrafanaAddress.TokenVariable}. Doing it twice changes nothing. Exit code 0: done; 1: something was not taken; 3: Grafana cannot be reached.

            Example:
              {GrafanaAddress.TokenVariable}=glsa_... \
                ./analytics boards apply --grafana https://grafana.example.com
            """) { grafana };
        command.SetAction((parsed, cancel) => GrafanaAddress.With(parsed.GetValue(grafana), async http =>
        {
            var delivery = new GrafanaDelivery(http);
            var findings = await delivery.Apply([.. BoardIndex.All.Select(file => file.Board)], SharedPanels.All, cancel);
            findings.ToList().ForEach(finding => Console.WriteLine(finding));
            Console.WriteLine($"{delivery.BoardsSent} of {BoardIndex.All.Count} boards sent (the others come from files), {SharedPanels.All.Count} library panels, {findings.Count} findings");
            return findings.Count == 0 ? ExitCodes.Ok : ExitCodes.Finding;
        }));
        return command;
    }
}
