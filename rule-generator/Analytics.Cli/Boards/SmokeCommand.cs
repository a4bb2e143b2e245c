using System.CommandLine;
using System.Net.Http.Headers;
using Analytics.Cli.Shell;
using Analytics.Dashboards;
using Analytics.Grafana.Smoke;

namespace Analytics.Cli.Boards;

/// <summary>`boards smoke`: asks a running Grafana for every board and for the data source's health.</summary>
internal static class SmokeCommand
{
    private const string TokenVariable = "ANALYTICS__GRAFANA__TOKEN";

    public static Command Create()
    {
        var grafana = new Option<string>("--grafana") { Description = "Grafana's address.", DefaultValueFactory = _ => "http://localhost:3000", HelpName = "URL" };
        var command = new Command("smoke",
            $"""
            Ask a running Grafana whether it has taken every board, in its folder and with its title, and whether its data source is healthy.
            A service account's token is read from the environment variable {TokenVariable}; without it the questions are asked as an anonymous viewer.
            Exit code 0: all is well; 1: a finding; 3: Grafana cannot be reached.

            Example:
              ./analytics boards smoke --grafana http://localhost:3000
            """) { grafana };
        command.SetAction(async (parsed, cancel) =>
        {
            if (!Uri.TryCreate(parsed.GetValue(grafana), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                throw CommandFailure.Usage($"'{parsed.GetValue(grafana)}' is no address.", "Say --grafana http://host:3000.");
            }

            using var http = new HttpClient { BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(10) };
            if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
            {
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            try
            {
                var findings = await new GrafanaSmoke(http).Check([.. BoardIndex.All.Select(file => file.Board)], cancel);
                findings.ToList().ForEach(finding => Console.WriteLine(finding));
                Console.WriteLine($"{BoardIndex.All.Count} boards asked for, {findings.Count} findings");
                return findings.Count == 0 ? ExitCodes.Ok : ExitCodes.Finding;
            }
            catch (HttpRequestException away)
            {
                throw CommandFailure.Unreachable($"Grafana at {address} cannot be reached: {away.Message}", "Start it with `./analytics up --docker`, or say --grafana URL.");
            }
        });
        return command;
    }
}
