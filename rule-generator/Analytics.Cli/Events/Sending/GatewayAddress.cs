using System.Text.Json;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Events.Sending;

/// <summary>Where the gateway is: as given, else as the running stack says, else the usual port of this machine.</summary>
internal static class GatewayAddress
{
    public static readonly Uri Usual = new("http://127.0.0.1:8080");

    /// <exception cref="CommandFailure">The given address is none.</exception>
    public static Uri Of(string? given)
    {
        if (given is null)
        {
            return OfRunningStack() ?? Usual;
        }

        return Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw CommandFailure.Usage($"--gateway: '{given}' is no address", "Write it as http://127.0.0.1:8080.");
    }

    private static Uri? OfRunningStack()
    {
        var root = Environment.GetEnvironmentVariable("ANALYTICS_STACK_DIR")
            ?? Path.Combine(Environment.GetEnvironmentVariable("ANALYTICS_ROOT") ?? Environment.CurrentDirectory, ".stack");
        var file = Path.Combine(root, "run", "state.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var state = JsonDocument.Parse(File.ReadAllBytes(file));
            return state.RootElement.TryGetProperty("gateway", out var gateway) && gateway.TryGetProperty("url", out var url) && url.GetString() is { } text
                ? new Uri(text)
                : null;
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidOperationException or UriFormatException)
        {
            return null;
        }
    }
}
