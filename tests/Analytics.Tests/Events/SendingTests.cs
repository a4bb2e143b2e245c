using System.Net;
using System.Text;
using Analytics.Cli.Events.Sending;
using Analytics.Cli.Shell;

namespace Analytics.Tests.Events;

/// <summary>Lines, batches, the cursor beside a file.</summary>
public sealed class SendingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("an-send-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Lines_keep_their_numbers_whatever_stands_between_them()
    {
        var refused = new List<(long Line, string Why)>();
        var batches = await Batches("{\"id\":1}\r\n\n[1]\n{\"id\":2}\n{bad\n  \n{\"id\":3} {}\n{\"id\":4}", 2, (line, why) => refused.Add((line.Number, why)));

        Assert.Equal([[1, 4], [8]], batches.Select(batch => batch.Lines.Select(line => line.Number).ToArray()));
        Assert.Equal([3, 5, 7], refused.Select(line => line.Line));
        Assert.Contains("not a JSON object", refused[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offsets_point_behind_the_line()
    {
        const string text = "{\"id\":1}\n{\"id\":22}\n{\"id\":3}";
        var ends = (await Batches(text, 1)).Select(batch => batch.EndOffset);

        Assert.Equal([9, 19, 27], ends);
        Assert.Equal(2, (await Batches(text[19..], 1, start: (19, 2)))[0].LastLine - 1);
    }

    [Fact]
    public async Task A_request_stays_below_the_doors_limit()
    {
        var line = $"{{\"id\":\"{new string('x', 1_500_000)}\"}}\n";
        Assert.Equal([2, 2, 1], (await Batches(string.Concat(Enumerable.Repeat(line, 5)), 500)).Select(batch => batch.Lines.Count));
    }

    [Fact]
    public void The_done_position_never_jumps_over_a_hole()
    {
        var tally = new SendTally(details: 5);
        EventBatch[] batches = [.. Enumerable.Range(0, 4).Select(i => EventDoorTests.Batch(1, firstLine: i + 1, sequence: i))];

        tally.Add(batches[2], new BatchOutcome(1, []));
        tally.Add(batches[1], new BatchOutcome(1, []));
        Assert.Equal((0, 0), tally.Done);
        tally.Add(batches[0], new BatchOutcome(1, []));
        Assert.Equal((300, 3), tally.Done);
        tally.Add(batches[3], new BatchOutcome(1, []));
        Assert.Equal((400, 4), tally.Done);
    }

    [Fact]
    public void A_cursor_holds_for_the_same_file_at_the_same_door_only()
    {
        var file = Path.Combine(_folder, "events.ndjson");
        File.WriteAllText(file, string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{{\"id\":{i}}}\n")));
        new SendCursor(file, "http://a", "s").Write(5_000, 400);

        Assert.Equal((5_000, 400), Position(new SendCursor(file, "http://a", "s")));
        Assert.Null(new SendCursor(file, "http://b", "s").Read());
        Assert.Null(new SendCursor(file, "http://a", "t").Read());
        File.AppendAllText(file, "{\"id\":\"later\"}\n");
        Assert.Equal((5_000, 400), Position(new SendCursor(file, "http://a", "s")));
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"id\":3}", "\"id\":4}", StringComparison.Ordinal));
        Assert.Null(new SendCursor(file, "http://a", "s").Read());
    }

    [Fact]
    public async Task The_first_failure_stops_all_senders_and_is_the_one_reported()
    {
        var door = new ScriptedDoor((index, request) => index < 5 ? ScriptedDoor.Accepts(request) : ScriptedDoor.Json(HttpStatusCode.Unauthorized, new { message = "no" }));
        var tally = new SendTally(details: 5);
        var sender = new EventSender(new EventDoor(new HttpClient(door), new DoorSettings(new Uri("http://127.0.0.1:9"), "s", null, false, TimeSpan.Zero), new EagerClock(), new Random(1)), tally, parallel: 4);

        var failure = await Assert.ThrowsAsync<CommandFailure>(() => sender.Send(Endless(), _ => { }, () => { }, TestContext.Current.CancellationToken));

        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.Equal(5, tally.Accepted);

        static async IAsyncEnumerable<EventBatch> Endless()
        {
            for (var i = 0; ; i++)
            {
                await Task.Yield();
                yield return EventDoorTests.Batch(1, firstLine: i + 1, sequence: i);
            }
        }
    }

    private static (long, long) Position(SendCursor cursor) => cursor.Read() is { } state ? (state.Offset, state.Line) : default;

    private static async Task<List<EventBatch>> Batches(string text, int size, Action<EventLine, string>? unreadable = null, (long Offset, long Line) start = default)
    {
        var batches = new List<EventBatch>();
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await foreach (var batch in new EventLineReader(input, start.Offset, start.Line).ReadBatches(size, unreadable ?? ((_, _) => { }), TestContext.Current.CancellationToken))
        {
            batches.Add(batch);
        }

        return batches;
    }
}
