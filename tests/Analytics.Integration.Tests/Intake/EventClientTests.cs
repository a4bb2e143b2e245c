using System.Diagnostics;
using Analytics.Catalog;
using Analytics.Exporters.Client;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Integration.Tests.Intake;

/// <summary>The app's client against a real gateway: the gateway goes and comes back, and the app notices nothing.</summary>
public sealed class EventClientTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("an-client-").FullName;
    private readonly HttpClient _http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Events_arrive_once_although_the_gateway_is_away_and_the_app_starts_anew()
    {
        var connection = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel);
        await using var gateway = await GatewayPeer.StartAsync(connection, cancel: Cancel);
        var settings = Settings(gateway.Url);
        await using (var client = Client(settings))
        {
            Track(client, 0, 250);
            Assert.True(await client.FlushAsync(TimeSpan.FromSeconds(20)));
            Assert.Equal((250, 0, 0), (client.Counts.Accepted, client.Counts.Rejected, client.Counts.Waiting));

            await gateway.Process.KillAsync();
            var clock = Stopwatch.StartNew();
            Track(client, 250, 500);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "the app had to wait");
            Assert.False(await client.FlushAsync(TimeSpan.FromMilliseconds(300)));
        }

        await using (var next = Client(settings))
        {
            Assert.True(next.Counts.Waiting >= 250);
            await gateway.Process.StartAsync(Cancel);
            Assert.True(await next.FlushAsync(TimeSpan.FromSeconds(30)));
            Assert.Equal(0, next.Counts.Dropped);
        }

        await using var database = NpgsqlDataSource.Create(connection);
        await using var rows = database.CreateCommand("SELECT count(*) FROM events WHERE source = 'app'");
        await Eventually.Get(async cancel => (long)(await rows.ExecuteScalarAsync(cancel))!, count => count == 500, "each event once", cancel: Cancel);
    }

    /// <summary>The power went: a file ends in the middle. The gateway refuses it as a whole, and takes what is whole of it.</summary>
    [Fact]
    public async Task Of_a_torn_file_the_whole_events_arrive()
    {
        var connection = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel);
        await using var gateway = await GatewayPeer.StartAsync(connection, cancel: Cancel);
        await using (var offline = Client(Settings("http://127.0.0.1:1")))
        {
            Track(offline, 0, 40);
        }

        var file = new FileInfo(Assert.Single(Directory.GetFiles(_folder, "*.events", SearchOption.AllDirectories)));
        await using (var torn = file.OpenWrite())
        {
            torn.SetLength(file.Length - 5);
        }

        await using var client = Client(Settings(gateway.Url));
        Assert.True(await client.FlushAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal((39, 0, 1, 0), (client.Counts.Accepted, client.Counts.Rejected, client.Counts.Dropped, client.Counts.Waiting));
    }

    private EventClientSettings Settings(string url) => new(new Uri(url), "app", _folder)
    {
        Linger = TimeSpan.FromMilliseconds(50), FirstPause = TimeSpan.FromMilliseconds(20), OpenFor = TimeSpan.FromMilliseconds(200), ShutdownTime = TimeSpan.FromMilliseconds(300),
    };

    private EventClient Client(EventClientSettings settings) => new(_http, settings, TimeProvider.System, new Random(1));

    private static void Track(EventClient client, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            client.Track(new ClientEvent(EngagementEvents.SessionStarted)
            {
                Id = $"c{i}", UserId = "anna", SessionId = "s", Consent = new Consent(true, true, false),
                Fields = new Dictionary<Field, object> { [ContextFields.Platform] = DevicePlatform.Ios, [ContextFields.AppVersion] = "5.2.0" },
            });
        }
    }
}
