using System.CommandLine;
using System.Net;
using Analytics.Cli.Authoring;
using Analytics.Cli.Boards.Viewing;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Dashboards;

namespace Analytics.Cli.Boards;

/// <summary>`boards view`: the boards in a browser, drawn by our own page against a Prometheus, where there is no Grafana.</summary>
internal static class ViewCommand
{
    public static Command Create()
    {
        var root = AuthoringCommands.Root();
        var port = new Option<int>("--port") { Description = "The port on 127.0.0.1.", DefaultValueFactory = _ => 3001 };
        var prometheus = Address("--prometheus", "Prometheus' address (default: the running stack's, else http://127.0.0.1:9090).");
        var alertmanager = Address("--alertmanager", "Alertmanager's address, for lists of alerts (default: the running stack's, else http://127.0.0.1:9093).");
        var command = new Command("view",
            """
            Look at the boards in a browser without a Grafana: a page on 127.0.0.1 that draws the same JSON against a Prometheus. It shows what the boards say,
            not how Grafana looks. Ends with Ctrl+C. Exit code 2: the port is taken or an address is none.

            Example:
              ./analytics boards view
              ./analytics boards view --port 4000 --prometheus http://metrics.example.org:9090
            """) { root, port, prometheus, alertmanager };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = Checkout.Find(parsed.GetValue(root));
            var ports = StackPlan.Read(StackLayout.Find(stackDir: null))?.Ports ?? StackPorts.Default;
            using var server = new BoardsServer(new BoardPages(folder), Parse(parsed.GetValue(prometheus), ports.Prometheus), Parse(parsed.GetValue(alertmanager), ports.Alertmanager));
            try
            {
                server.Start(parsed.GetValue(port));
            }
            catch (HttpListenerException taken)
            {
                throw CommandFailure.Usage($"Port {parsed.GetValue(port)} cannot be had: {taken.Message}", "Say --port with another one.");
            }

            Console.WriteLine($"{BoardIndex.All.Count} boards at http://127.0.0.1:{parsed.GetValue(port)}/ (Ctrl+C ends)");
            await server.Run(cancel);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Option<string?> Address(string name, string description) => new(name) { Description = description, HelpName = "URL" };

    private static Uri Parse(string? text, int usual) => text is null ? new Uri($"http://127.0.0.1:{usual}/") : Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is ("http" or "https")
        ? address
        : throw CommandFailure.Usage($"'{text}' is no address.", "Say http://host:port.");
}
