using System.CommandLine;
using System.Net.Http.Headers;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Boards;

/// <summary>How commands find Grafana: an option for the address, the environment for the token.</summary>
internal static class GrafanaAddress
{
    public const string TokenVariable = "ANALYTICS__GRAFANA__TOKEN";

    public static Option<string> Option() => new("--grafana") { Description = "Grafana's address.", DefaultValueFactory = _ => "http://localhost:3000", HelpName = "URL" };

    /// <summary>Does something with a Grafana; one that cannot be reached is told in words.</summary>
    public static async Task<int> With(string? text, Func<HttpClient, Task<int>> work)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw CommandFailure.Usage($"'{text}' is no address.", "Say --grafana http://host:3000.");
        }

        using var http = new HttpClient { BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(10) };
        if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            return await work(http);
        }
        catch (HttpRequestException away)
        {
            throw CommandFailure.Unreachable($"Grafana at {address} cannot be reached: {away.Message}", "Start it with `./analytics up --docker`, or say --grafana URL.");
        }
    }
}
