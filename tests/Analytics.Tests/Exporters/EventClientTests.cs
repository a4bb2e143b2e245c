using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Exporters.Client;
using Analytics.Tests.Access;

namespace Analytics.Tests.Exporters;

/// <summary>The app's client: what it sends, when it waits, what it drops and counts.</summary>
public sealed class EventClientTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("an-client-").FullName;
    private readonly SetClock _clock = new(new DateTimeOffset(2026, 11, 21, 9, 30, 0, TimeSpan.Zero));

    private EventClientSettings Settings => new(new Uri("http://gateway.example"), "app", _folder)
    {
        // What is tracked before a flush is one batch, however slow this machine is.
        Linger = TimeSpan.FromHours(1), RequestTime = TimeSpan.FromHours(1), FirstPause = TimeSpan.FromMilliseconds(1), OpenFor = TimeSpan.FromMilliseconds(1), ShutdownTime = Patience, Key = "secret",
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_sent_is_what_the_batch_door_reads()
    {
        using var http = new ScriptedGateway(_ => (200, "{\"accepted\":1}"));
        await using (var client = new EventClient(http.Client, Settings, TimeProvider.System, new Random(1)))
        {
            client.Track(new ClientEvent(BusinessEvents.PaymentCompleted) { UserId = "anna", Consent = new Consent(true, false, false), Fields = new Dictionary<Field, object> { [BusinessFields.Amount] = 9.99m } });
            Assert.True(await client.FlushAsync(Patience));
        }

        var body = JsonNode.Parse(Assert.Single(http.Bodies))!;
        var sent = Assert.Single(body["events"]!.AsArray())!;
        Assert.Equal(("business_event", "payment", "completed", 9.99m), ((string)sent["eventType"]!, (string)sent["category"]!, (string)sent["action"]!, (decimal)sent["properties"]!["amount"]!));
        Assert.NotEmpty((string)body["batchId"]!);
        Assert.NotEmpty((string)body["clientTimestamp"]!);
        Assert.False((bool)sent["privacyFlags"]!["canProfile"]!);
    }

    [Fact]
    public async Task A_batch_is_sent_again_with_its_id_until_it_is_settled_and_refusals_are_counted()
    {
        var statuses = new Queue<int>([503, 429, 500, 401, 200]);
        using var http = new ScriptedGateway(_ => (statuses.Dequeue(), "{\"accepted\":1}"));
        await using var client = new EventClient(http.Client, Settings, TimeProvider.System, new Random(1));
        client.Track(Event("a"));
        client.Track(Event("b"));
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal(new EventClientCounts(2, 1, 1, 0, 0, 4), client.Counts);
        Assert.Single(http.Bodies.Select(body => (string)JsonNode.Parse(body)!["batchId"]!).Distinct());
    }

    [Fact]
    public async Task Nonsense_does_not_reach_the_app()
    {
        using var http = new ScriptedGateway(_ => (200, "{\"accepted\":0}"));
        await using var client = new EventClient(http.Client, Settings, TimeProvider.System, new Random(1));
        client.Track(null!);
        client.Track(new ClientEvent(EngagementEvents.SessionStarted) { Fields = new Dictionary<Field, object> { [ContextFields.AppVersion] = new object() } });
        client.Track(new ClientEvent(EngagementEvents.SessionStarted) { Value = double.NaN });
        client.Track(new ClientEvent(EngagementEvents.SessionStarted) { Label = new string('x', 65 * 1024) });
        Assert.Equal((4, 4, 0), (client.Counts.Tracked, client.Counts.Dropped, client.Counts.Waiting));
    }

    [Fact]
    public void Pauses_grow_at_random_honour_the_gateway_and_end_in_an_open_circuit()
    {
        var settings = Settings with { FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(3), FailuresToOpen = 4, OpenFor = TimeSpan.FromSeconds(100) };
        var pacing = new RetryPacing(settings, _clock, new Random(7));
        foreach (var longest in (double[])[1, 2, 3])
        {
            pacing.Failed(null);
            Assert.False(pacing.IsOpen);
            Assert.InRange(pacing.Left.TotalSeconds, 0.1, longest);
            _clock.Advance(pacing.Left);
        }

        pacing.Failed(null);
        Assert.True(pacing.IsOpen);
        Assert.InRange(pacing.Left.TotalSeconds, 50, 100);
        pacing.Failed(TimeSpan.FromSeconds(500));
        Assert.InRange(pacing.Left.TotalSeconds, 500, 503);
        pacing.Succeeded();
        Assert.Equal((false, TimeSpan.Zero), (pacing.IsOpen, pacing.Left));
    }

    private static ClientEvent Event(string id) => new(EngagementEvents.SessionStarted) { Id = id };
}
