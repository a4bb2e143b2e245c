using System.CommandLine;
using Analytics.Cli.Events.Sending;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Events;

/// <summary>`events send`: NDJSON from a file or stdin through the public door.</summary>
internal static class SendCommand
{
    /// <summary>The code of lines that are refused before they are sent.</summary>
    public const string NotJson = "not_json";

    private const int DetailsShown = 10;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "NDJSON, one event a line; - for stdin." };
        var gateway = new Option<string?>("--gateway") { Description = "The gateway's address (default: the running stack's, else http://127.0.0.1:8080).", HelpName = "URL" };
        var batch = new Option<int>("--batch") { Description = "Events a request, 1 to 1000.", HelpName = "N", DefaultValueFactory = _ => 500 };
        var parallel = new Option<int>("--parallel") { Description = "Requests on their way at once, 1 to 64.", HelpName = "N", DefaultValueFactory = _ => 4 };
        var source = new Option<string>("--source") { Description = "Ids are unique within a source.", HelpName = "NAME", DefaultValueFactory = _ => "default" };
        var backfill = new Option<bool>("--backfill") { Description = "Send history: events older than the door's limit. Needs --admin-key-file." };
        var key = new Option<string?>("--key") { Description = "The key to show (better: --key-file, or environment ANALYTICS__INGEST__KEY; the running stack's is known).", HelpName = "KEY" };
        var keyFile = new Option<FileInfo?>("--key-file") { Description = "File that holds the key (or environment ANALYTICS__INGEST__KEYFILE).", HelpName = "FILE" };
        var adminKey = new Option<FileInfo?>("--admin-key-file") { Description = "File with the administrator's key (or environment ANALYTICS__ADMIN__KEYFILE).", HelpName = "FILE" };
        var rejects = new Option<FileInfo?>("--rejects") { Description = "Keep refused events with their reasons in this file (NDJSON).", HelpName = "FILE" };
        var patience = new Option<int>("--patience") { Description = "Seconds for which an unreachable gateway is tried again.", HelpName = "S", DefaultValueFactory = _ => 30 };
        var json = new Option<bool>("--json") { Description = "Print the result as one JSON object." };
        var command = new Command(
            "send",
            """
            Send events through the gateway's public door. Waits when the gateway asks for it (429, 503), reconnects, continues a FILE where it stopped, and is
            harmless to repeat: an id counts once. Exit 0: all accepted, 1: some were rejected, 2: wrong use, 3: the gateway cannot be reached.
            Examples:
              analytics events generate --users 500 --days 14 --seed 7 | analytics events send -
              analytics events send events.ndjson --gateway https://events.example.org --key-file ingest.key
            """)
        {
            file, gateway, batch, parallel, source, key, keyFile, backfill, adminKey, rejects, patience, json,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var administrator = DoorKey.Administrator(parsed.GetValue(adminKey), required: parsed.GetValue(backfill));
            var shown = parsed.GetValue(backfill) ? administrator : DoorKey.Ingest(parsed.GetValue(key), parsed.GetValue(keyFile), parsed.GetValue(gateway));
            var door = new DoorSettings(
                GatewayAddress.Of(parsed.GetValue(gateway)), parsed.GetValue(source)!, shown, parsed.GetValue(backfill), TimeSpan.FromSeconds(Checked(parsed, patience, 0, 86_400)));
            var run = new SendRun(door, Checked(parsed, batch, 1, 1_000), Checked(parsed, parallel, 1, 64), parsed.GetValue(rejects)?.FullName, DetailsShown);
            var result = await run.Send(parsed.GetValue(file)!, cancel);
            result.Print(parsed.GetValue(json));
            return result.Rejected > 0 ? ExitCodes.Finding : ExitCodes.Ok;
        });
        return command;
    }

    private static int Checked(ParseResult parsed, Option<int> option, int low, int high) =>
        parsed.GetValue(option) is var value && value >= low && value <= high
            ? value
            : throw CommandFailure.Usage(FormattableString.Invariant($"{option.Name}: {value} is not between {low} and {high}"));
}
