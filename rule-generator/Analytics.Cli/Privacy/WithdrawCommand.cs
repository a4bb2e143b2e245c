using System.CommandLine;
using System.Text.Json;
using Analytics.Cli.Events.Sending;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Privacy;

/// <summary>`privacy withdraw`: asks the gateway to erase a person.</summary>
internal static class WithdrawCommand
{
    public static Command Create()
    {
        var subject = new Argument<string>("FILE") { Description = "A file with the person's id as events have it in userId; - for stdin." };
        var gateway = new Option<string?>("--gateway") { Description = "The gateway's address (default: the running stack's, else http://127.0.0.1:8080).", HelpName = "URL" };
        var adminKey = new Option<FileInfo?>("--admin-key-file") { Description = $"File with a key of the role admin (or environment {DoorKey.AdminFileVariable}).", HelpName = "FILE" };
        var command = new Command("withdraw",
            """
            Withdraw for a person: everything about them is erased, and a proof is kept that names nobody. Prints the request's number; GET /api/analytics/erasures/NUMBER tells how far it is.
            Example: printf %s anna | analytics privacy withdraw -
            """) { subject, gateway, adminKey };
        command.SetAction(async (parsed, cancel) =>
        {
            var id = PrivacyKeyFile.SubjectOf(parsed.GetValue(subject)!);
            var address = GatewayAddress.Of(parsed.GetValue(gateway));
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(address, $"/api/analytics/subjects/{Uri.EscapeDataString(id)}"));
            request.Headers.TryAddWithoutValidation("X-Analytics-Admin-Key", DoorKey.Administrator(parsed.GetValue(adminKey), required: true));
            try
            {
                using var response = await http.SendAsync(request, cancel);
                var body = await response.Content.ReadAsByteArrayAsync(cancel);
                if (!response.IsSuccessStatusCode)
                {
                    var said = $"the gateway ({(int)response.StatusCode}): {GatewayAnswer.Said(body)}";
                    throw (int)response.StatusCode is >= 500 or 429 ? CommandFailure.Unreachable(said, "Ask again later.") : CommandFailure.Usage(said);
                }

                using var answer = JsonDocument.Parse(body);

                Console.WriteLine(answer.RootElement.GetProperty("request").GetString());
                return ExitCodes.Ok;
            }
            catch (Exception e) when (e is HttpRequestException or JsonException)
            {
                throw CommandFailure.Unreachable($"no answer from the gateway at {address}: {e.Message}", "Is it running? ./analytics status");
            }
        });
        return command;
    }
}
