using Analytics.Cli.Shell;
using Analytics.Cli.Stack;

namespace Analytics.Cli.Events.Sending;

/// <summary>Where the gateway is: as given, else where the stack has it, else the usual port of this machine.</summary>
internal static class GatewayAddress
{
    /// <exception cref="CommandFailure">The given address is none.</exception>
    public static Uri Of(string? given)
    {
        if (given is null)
        {
            var ports = StackPlan.Read(StackLayout.Find(stackDir: null))?.Ports ?? StackPorts.Default;
            return new Uri($"http://127.0.0.1:{ports.Gateway}");
        }

        return Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw CommandFailure.Usage($"--gateway: '{given}' is no address", "Write it as http://127.0.0.1:8080.");
    }
}
