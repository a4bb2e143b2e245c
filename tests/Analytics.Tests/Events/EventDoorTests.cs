using System.Net;
using System.Text;
using System.Text.Json;
using Analytics.Cli.Events.Sending;
using Analytics.Cli.Shell;

namespace Analytics.Tests.Events;

/// <summary>The sender comes through a door that is busy, breaks off, or finds a request too large.</summary>
public sealed class EventDoorTests
{
    private readonly EagerClock _clock = new();

    [Fact]
    public async Task A_busy_door_is_asked_again_after_what_it_said_and_not_by_all_at_once()
    {
        var door = new ScriptedDoor((index, request) => index < 20 ? ScriptedDoor.Busy(3) : ScriptedDoor.Accepts(request));

        var outcome = await Door(door).Send(Batch(2), TestContext.Current.CancellationToken);

        Assert.Equal(2, outcome.Accepted);
        Assert.All(_clock.Waits, wait => Assert.InRange(wait.TotalSeconds, 3, 4.5));
        Assert.True(_clock.Waits.Distinct().Count() > 10, "the waits must differ");
    }

    [Fact]
    public async Task A_broken_connection_sends_the_same_events_again()
    {
        var door = new ScriptedDoor((index, request) => index < 3 ? throw new HttpRequestException("connection reset") : ScriptedDoor.Accepts(request));

        var outcome = await Door(door).Send(Batch(3), TestContext.Current.CancellationToken);

        Assert.Equal(3, outcome.Accepted);
        Assert.Equal(4, door.Requests.Count);
        Assert.Single(door.Requests.Select(request => request.GetProperty("events").GetRawText()).Distinct());
    }

    [Fact]
    public async Task An_unreachable_door_is_given_up_with_exit_code_3()
    {
        var door = new ScriptedDoor((_, _) => throw new HttpRequestException("Connection refused"));

        var failure = await Assert.ThrowsAsync<CommandFailure>(() => Door(door).Send(Batch(1), TestContext.Current.CancellationToken));

        Assert.Equal(ExitCodes.Unreachable, failure.ExitCode);
        Assert.Contains("Connection refused", failure.Message, StringComparison.Ordinal);
        Assert.Contains("analytics status", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_cut_until_it_fits()
    {
        var door = new ScriptedDoor((_, request) => request.GetProperty("events").GetArrayLength() > 2
            ? ScriptedDoor.Json(HttpStatusCode.RequestEntityTooLarge, new { error = "too_many_events" })
            : ScriptedDoor.Accepts(request));

        var outcome = await Door(door).Send(Batch(7), TestContext.Current.CancellationToken);

        Assert.Equal(7, outcome.Accepted);
    }

    [Fact]
    public async Task A_rejected_event_is_named_by_its_line()
    {
        var door = new ScriptedDoor((_, request) => ScriptedDoor.Accepts(request, new { index = 1, id = "e1", code = "missing_field", path = "properties.duration", message = "is missing" }));

        var outcome = await Door(door).Send(Batch(3, firstLine: 10), TestContext.Current.CancellationToken);

        var rejection = Assert.Single(outcome.Rejections);
        Assert.Equal((11, "missing_field", "properties.duration"), (rejection.Line.Number, rejection.Code, rejection.Path));
        Assert.Equal(2, outcome.Accepted);
    }

    [Fact]
    public async Task History_goes_through_the_backfill_door_with_the_key()
    {
        var door = new ScriptedDoor((_, request) => ScriptedDoor.Accepts(request));

        await Door(door, backfill: true).Send(Batch(1), TestContext.Current.CancellationToken);

        Assert.Equal("/api/analytics/events?backfill=true", door.Heads[0].RequestUri!.PathAndQuery);
        Assert.Equal("secret", door.Heads[0].Headers.GetValues("X-Api-Key").Single());
        Assert.Equal("tests", door.Heads[0].Headers.GetValues("X-Analytics-Source").Single());
    }

    [Fact]
    public async Task A_door_that_does_not_know_the_key_is_a_usage_mistake()
    {
        var door = new ScriptedDoor((_, _) => ScriptedDoor.Json(HttpStatusCode.Unauthorized, new { error = "unauthorized", message = "the key is not known" }));

        var failure = await Assert.ThrowsAsync<CommandFailure>(() => Door(door).Send(Batch(1), TestContext.Current.CancellationToken));

        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.Contains("the key is not known", failure.Message, StringComparison.Ordinal);
    }

    internal static EventBatch Batch(int events, long firstLine = 1, long sequence = 0) => new(
        sequence,
        [.. Enumerable.Range(0, events).Select(i => new EventLine(firstLine + i, 100 * (firstLine + i), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { id = $"e{i}" }))))]);

    private EventDoor Door(ScriptedDoor script, bool backfill = false) => new(
        new HttpClient(script),
        new DoorSettings(new Uri("http://127.0.0.1:9"), "tests", "secret", backfill, TimeSpan.FromMinutes(5)),
        _clock,
        new Random(1));
}
