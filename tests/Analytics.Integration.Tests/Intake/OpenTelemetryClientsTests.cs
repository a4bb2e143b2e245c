using Analytics.Testing.Peers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace Analytics.Integration.Tests.Intake;

/// <summary>Any OpenTelemetry SDK is a client: the real one of .NET, straight to the gateway and by way of the real Collector.</summary>
public sealed class OpenTelemetryClientsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_of_the_NET_SDK_are_stored_once(bool byCollector)
    {
        var connection = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel);
        await using var gateway = await GatewayPeer.StartAsync(connection, cancel: Cancel);
        await using var collector = byCollector ? await ForwardingCollector.StartAsync(gateway.Url, Cancel) : null;
        using (var services = Log((collector?.OtlpUrl ?? gateway.Url) + "/v1/logs"))
        {
            var log = services.GetRequiredService<ILogger<OpenTelemetryClientsTests>>();
            for (var i = 0; i < 50; i++)
            {
                log.LogInformation(new EventId(0, "session.ended"),
                    "{event.id} {user.id} {session.id} {privacy.can_track} {privacy.can_profile} {privacy.can_share} {duration}", $"sdk-{i}", $"user {i % 5}", "s", true, true, false, 12.5m);
            }

            log.LogInformation("an ordinary line of the log");
            // The SDK's own shutdown gives a busy machine five seconds, and drops what is left.
            Assert.True(services.GetRequiredService<LoggerProvider>().ForceFlush(60_000));
        }

        await using var database = NpgsqlDataSource.Create(connection);
        await using var count = database.CreateCommand("SELECT count(*) FROM events WHERE source = 'shop' AND kind = 'session.ended' AND properties->>'duration' = '12.5'");
        await Eventually.Get(async cancel => (long)(await count.ExecuteScalarAsync(cancel))!, rows => rows == 50, "the rows", cancel: Cancel);
        await using var refused = database.CreateCommand("SELECT count(*) FROM refused_events WHERE code = 'not_an_event'");
        await Eventually.Get(async cancel => (long)(await refused.ExecuteScalarAsync(cancel))!, rows => rows == 1, "the ordinary line is refused by name", cancel: Cancel);
    }

    private static ServiceProvider Log(string url) => new ServiceCollection().AddLogging(logging => logging.AddOpenTelemetry(options =>
    {
        options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("shop").AddAttributes([new("os.name", "Android"), new("app.version", "1.0")]));
        options.AddOtlpExporter(exporter =>
        {
            exporter.Endpoint = new Uri(url);
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
            exporter.ExportProcessorType = ExportProcessorType.Batch;
            exporter.TimeoutMilliseconds = 60_000;
        });
    })).BuildServiceProvider();
}
