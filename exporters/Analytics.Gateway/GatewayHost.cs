using Analytics.Gateway.Access;
using Microsoft.Extensions.Logging.Console;

namespace Analytics.Gateway;

/// <summary>How the gateway listens and speaks.</summary>
internal static class GatewayHost
{
    /// <summary>How long requests in flight have to finish after SIGTERM.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <summary>Unless ASPNETCORE_URLS says otherwise: reachable from this machine only.</summary>
    private const string DefaultAddress = "http://127.0.0.1:8080";

    public static void ListenAsAGateway(this WebApplicationBuilder builder, TlsSettings? tls)
    {
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }

        builder.Logging.ClearProviders().AddSimpleConsole(Console);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            // The endpoint counts for itself, so that its answer says what is wrong.
            server.Limits.MaxRequestBodySize = null;
            server.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            if (tls is not null)
            {
                server.ConfigureHttpsDefaults(https => (https.ServerCertificate, https.SslProtocols) = (tls.Certificate, tls.Protocols));
            }
        });
        if (tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }
    }

    /// <summary>Says everything that is wrong; returns the exit code of a wrong set-up.</summary>
    public static int RefuseToStart(IEnumerable<string> mistakes)
    {
        foreach (var mistake in mistakes)
        {
            System.Console.Error.WriteLine($"analytics gateway: {mistake}");
        }

        return 2;
    }

    public static void Console(SimpleConsoleFormatterOptions console)
    {
        console.SingleLine = true;
        console.UseUtcTimestamp = true;
        console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
    }
}
