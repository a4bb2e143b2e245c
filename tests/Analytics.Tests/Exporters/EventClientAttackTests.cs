using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Exporters.Client;
using Analytics.Intake;
using Analytics.Intake.Contract;
using Analytics.Tests.Access;

namespace Analytics.Tests.Exporters;

/// <summary>The app's client among gateways, proxies, disks and apps that do what they should not.</summary>
public sealed class EventClientAttackTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("an-client-").FullName;

    private EventClientSettings Settings => new(new Uri("http://gateway.example"), "app", _folder)
    {
        Linger = TimeSpan.FromHours(1), RequestTime = TimeSpan.FromHours(1), FirstPause = TimeSpan.FromMilliseconds(1), OpenFor = TimeSpan.FromMilliseconds(1), ShutdownTime = Patience, Key = "secret",
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(200, "{\"accepted\":9999999999}")]
    [InlineData(200, "{\"accepted\":1.5}")]
    [InlineData(200, "{\"accepted\":-1}")]
    [InlineData(200, "{\"accepted\":2}")]
    [InlineData(200, "{\"accepted\":true}")]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(200, "<html>Sign in to the hotel</html>")]
    [InlineData(200, "")]
    [InlineData(204, "")]
    [InlineData(302, "")]
    [InlineData(304, "")]
    [InlineData(400, "<html>The plain HTTP request was sent to HTTPS port</html>")]
    [InlineData(401, "{\"error\":\"unauthorized\",\"reason\":\"key_expired\"}")]
    [InlineData(403, "{\"error\":\"forbidden\",\"reason\":\"role_missing\"}")]
    [InlineData(404, "")]
    [InlineData(405, "<html>405 Not Allowed</html>")]
    [InlineData(408, "")]
    [InlineData(410, "")]
    [InlineData(415, "{\"reason\":\"wrong_content_encoding\"}")]
    [InlineData(421, "")]
    [InlineData(426, "")]
    [InlineData(429, "{\"reason\":\"quota_exceeded\"}")]
    [InlineData(431, "")]
    [InlineData(451, "")]
    [InlineData(500, "{\"accepted\":1}")]
    [InlineData(502, "")]
    [InlineData(503, "{\"reason\":\"disk_full\"}")]
    public async Task What_may_be_mended_loses_no_event(int status, string answer)
    {
        var asked = 0;
        using var http = new ScriptedGateway(_ => asked++ == 0 ? (status, answer) : (200, "{\"accepted\":1}"));
        await using var client = Open(http);
        client.Track(Event("a"));
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal(new EventClientCounts(1, 1, 0, 0, 0, 1), client.Counts);
    }

    [Fact]
    public async Task Handlers_that_throw_connections_that_break_and_answers_without_end_are_failures_and_no_more()
    {
        var steps = new Queue<Func<HttpResponseMessage>>(
        [
            () => throw new NotSupportedException("a handler of the app"),
            () => throw new HttpRequestException("no route"),
            () => throw new ObjectDisposedException("HttpClient"),
            () => throw new TaskCanceledException("a time limit of the app"),
            () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Endless(broken: false)) },
            () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Endless(broken: true)) },
            () => ScriptedGateway.Answer((200, "{\"accepted\":1}")),
        ]);
        using var http = new ScriptedGateway(_ => Task.FromResult(steps.Dequeue()()));
        await using var client = Open(http);
        client.Track(Event("a"));
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal(new EventClientCounts(1, 1, 0, 0, 0, 6), client.Counts);
    }

    [Fact]
    public async Task A_proxy_with_smaller_bounds_gets_smaller_batches()
    {
        using var http = new ScriptedGateway(body => Ids(body).Count > 3 ? (413, "<html>nginx</html>") : (200, $"{{\"accepted\":{Ids(body).Count}}}"));
        await using var client = Open(http);
        Enumerable.Range(0, 20).ToList().ForEach(i => client.Track(Event($"e{i}")));
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal(new EventClientCounts(20, 20, 0, 0, 0, 0), client.Counts);
        Assert.Equal(http.Bodies.Count, http.Bodies.Select(body => (string)JsonNode.Parse(body)!["batchId"]!).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"e{i}"), http.Bodies.Where(body => Ids(body).Count <= 3).SelectMany(Ids));
    }

    [Fact]
    public async Task An_event_that_spoils_its_batch_is_refused_alone()
    {
        using var http = new ScriptedGateway(body => Ids(body).Contains("e13") ? Refusal(RequestRefusal.InvalidRequest) : (200, $"{{\"accepted\":{Ids(body).Count}}}"));
        await using var client = Open(http);
        Enumerable.Range(0, 20).ToList().ForEach(i => client.Track(Event($"e{i}")));
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal(new EventClientCounts(20, 19, 1, 0, 0, 0), client.Counts);
    }

    [Theory]
    [InlineData(RequestRefusal.NotJson)]
    [InlineData(RequestRefusal.InvalidRequest)]
    [InlineData(RequestRefusal.BatchConflict)]
    [InlineData(RequestRefusal.BodyTooLarge)]
    [InlineData(RequestRefusal.TooManyEvents)]
    public async Task What_the_gateway_itself_refuses_for_good_is_not_sent_again(RequestRefusal reason)
    {
        using var http = new ScriptedGateway(_ => Refusal(reason));
        await using var client = Open(http);
        client.Track(Event("a"));
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal((new EventClientCounts(1, 0, 1, 0, 0, 0), 1), (client.Counts, http.Bodies.Count));
    }

    [Fact]
    public async Task Of_a_file_that_was_torn_the_whole_events_arrive()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "0"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "0", "0000000000000007-abc-3.events"), "[{\"id\":\"a\"},{\"id\":\"b\"},{\"id", TestContext.Current.CancellationToken);
        using var http = new ScriptedGateway(body => body.EndsWith("]}", StringComparison.Ordinal) ? (200, $"{{\"accepted\":{Ids(body).Count}}}") : Refusal(RequestRefusal.NotJson));
        await using var client = Open(http);
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal(new EventClientCounts(0, 2, 0, 1, 0, 0), client.Counts);
        client.Track(Event("c"));
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal(3, client.Counts.Accepted);
    }

    [Fact]
    public async Task Without_a_folder_events_are_sent_from_memory_and_counted_when_they_are_lost()
    {
        var file = Path.Combine(_folder, "a file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var isAway = false;
        using var http = new ScriptedGateway(_ => isAway ? (503, "") : (200, "{\"accepted\":2}"));
        var client = Open(http, Settings with { Folder = file, ShutdownTime = TimeSpan.FromMilliseconds(20) });
        client.Track(Event("a"));
        client.Track(Event("b"));
        Assert.True(await client.FlushAsync(Patience));
        isAway = true;
        client.Track(Event("c"));
        await client.DisposeAsync();
        Assert.Equal((2, 0, 1, 0), (client.Counts.Accepted, client.Counts.Rejected, client.Counts.Dropped, client.Counts.Waiting));
    }

    [Fact]
    public async Task Batches_that_somebody_clears_away_are_dropped_and_not_called_refused()
    {
        var asked = new TaskCompletionSource();
        var open = new TaskCompletionSource();
        using var http = new ScriptedGateway(async _ =>
        {
            asked.TrySetResult();
            await open.Task;
            return ScriptedGateway.Answer((503, ""));
        });
        await using var client = Open(http);
        client.Track(Event("a"));
        var flushed = client.FlushAsync(Patience);
        await asked.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Directory.Delete(Path.Combine(_folder, "0"), recursive: true);
        open.SetResult();
        Assert.True(await flushed);
        Assert.Equal(new EventClientCounts(1, 0, 0, 1, 0, 1), client.Counts);
    }

    [Fact]
    public async Task A_batch_that_made_room_while_it_was_on_its_way_is_counted_where_it_went()
    {
        var asked = new TaskCompletionSource();
        var open = new TaskCompletionSource();
        using var http = new ScriptedGateway(async body =>
        {
            asked.TrySetResult();
            await open.Task;
            return ScriptedGateway.Answer((200, $"{{\"accepted\":{Ids(body).Count}}}"));
        });
        await using var client = Open(http, Settings with { MostOnDisk = 1, BatchSize = 1 });
        client.Track(Event("a"));
        await asked.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        client.Track(Event("b"));
        await Until(() => client.Counts.Dropped == 1);
        open.SetResult();
        Assert.True(await client.FlushAsync(Patience));
        await Until(() => client.Counts is { Accepted: 2, Dropped: 0, Waiting: 0 });
    }

    [Fact]
    public async Task Memory_is_bounded_in_bytes_and_not_only_in_events()
    {
        using var http = new ScriptedGateway(body => (200, $"{{\"accepted\":{Ids(body).Count}}}"));
        await using var client = Open(http, Settings with { MostBytesInMemory = 100 * 1024, BatchSize = 1000 });
        for (var i = 0; i < 100; i++)
        {
            client.Track(Event($"e{i}") with { Label = new string('x', 10 * 1024) });
        }

        Assert.Equal((91, 9), (client.Counts.Dropped, client.Counts.Waiting));
        Assert.True(await client.FlushAsync(Patience));
        client.Track(Event("again") with { Label = new string('x', 10 * 1024) });
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal(10, client.Counts.Accepted);
    }

    [Fact]
    public async Task Events_of_many_threads_arrive_once_each_and_a_flush_waits_for_none_that_could_go()
    {
        var ids = new HashSet<string>();
        using var http = new ScriptedGateway(body =>
        {
            Assert.All(Ids(body), id => Assert.True(ids.Add(id)));
            return (200, $"{{\"accepted\":{Ids(body).Count}}}");
        });
        await using var client = Open(http, Settings with { BatchSize = 7 });
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 5).ToList().ForEach(_ => client.Track(Event(""))), TestContext.Current.CancellationToken)));
            Assert.True(await client.FlushAsync(Patience));
        }

        Assert.Equal((800, 800, 800), (client.Counts.Tracked, client.Counts.Accepted, ids.Count));
    }

    [Fact]
    public async Task It_can_be_closed_twice_at_once_and_used_afterwards()
    {
        using var http = new ScriptedGateway(_ => (200, "{\"accepted\":1}"));
        var client = Open(http);
        client.Track(Event("a"));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => client.DisposeAsync().AsTask(), TestContext.Current.CancellationToken)));
        await client.DisposeAsync();
        client.Track(Event("b"));
        Assert.True(await client.FlushAsync(TimeSpan.MaxValue));
        Assert.True(await client.FlushAsync(TimeSpan.MinValue));
        Assert.Equal((1, 1), (client.Counts.Accepted, client.Counts.Dropped));
    }

    [Fact]
    public async Task Closing_is_bounded_although_the_gateway_never_answers()
    {
        using var abandoned = new HttpClient(new Stuck());
        var client = new EventClient(abandoned, Settings with { ShutdownTime = TimeSpan.FromMilliseconds(20) }, TimeProvider.System, new Random(1));
        client.Track(Event("a"));
        await client.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(1, client.Counts.Waiting);
    }

    [Fact]
    public void The_thread_of_a_window_may_wait_for_it()
    {
        using var http = new ScriptedGateway(_ => (200, "{\"accepted\":1}"));
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new Frozen());
            var client = Open(http);
            client.Track(Event("a"));
            client.FlushAsync(Patience).GetAwaiter().GetResult();
            client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Patience));
    }

    [Fact]
    public async Task The_gateway_may_stand_below_a_path()
    {
        using var http = new ScriptedGateway(_ => (200, "{\"accepted\":1}"));
        await using var client = Open(http, Settings with { Gateway = new Uri("https://example.org/telemetry/") });
        client.Track(Event("a"));
        Assert.True(await client.FlushAsync(Patience));
        Assert.Equal("https://example.org/telemetry/api/analytics/events/batch", http.Asked!.AbsoluteUri);
    }

    [Fact]
    public void Mistakes_in_the_settings_are_said_at_once_and_all_together()
    {
        Assert.Empty(Settings.Mistakes());
        var wrong = new EventClientSettings(new Uri("ftp://x"), "my app", " ")
        {
            Key = "from a file\n", BatchSize = 1001, MostInMemory = 0, FailuresToOpen = 0, Linger = TimeSpan.FromSeconds(-1), OpenFor = TimeSpan.MaxValue,
        };
        Assert.Equal(9, wrong.Mistakes().Count);
        using var http = new HttpClient();
        Assert.Throws<ArgumentException>(() => new EventClient(http, wrong, TimeProvider.System, new Random(1)));
    }

    [Fact]
    public void What_the_gateway_asks_for_is_honoured_with_a_bound_and_clients_do_not_come_at_the_same_instant()
    {
        var clock = new SetClock(new DateTimeOffset(2026, 11, 21, 9, 30, 0, TimeSpan.Zero));
        var settings = Settings with { FirstPause = TimeSpan.FromSeconds(1), LongestRetryAfter = TimeSpan.FromHours(1) };
        double After(int seed, TimeSpan asked)
        {
            var pacing = new RetryPacing(settings, clock, new Random(seed));
            pacing.Failed(asked);
            return pacing.Left.TotalSeconds;
        }

        var pauses = Enumerable.Range(0, 100).Select(seed => After(seed, TimeSpan.FromSeconds(5))).ToList();
        Assert.All(pauses, pause => Assert.InRange(pause, 5, 6));
        Assert.True(pauses.Max() - pauses.Min() > 0.8, "in step");
        Assert.InRange(After(1, TimeSpan.MaxValue), 3600, 3601);
        Assert.InRange(After(1, TimeSpan.MinValue), 0.1, 1);
    }

    [Fact]
    public async Task A_date_to_come_back_is_read_by_the_clock_of_the_gateway()
    {
        var asked = 0;
        using var http = new ScriptedGateway(_ =>
        {
            var answer = ScriptedGateway.Answer(asked++ == 0 ? (503, "") : (200, "{\"accepted\":1}"));
            answer.Headers.Date = new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero);
            answer.Headers.RetryAfter = new RetryConditionHeaderValue(new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
            return Task.FromResult(answer);
        });
        await using var client = Open(http);
        client.Track(Event("a"));
        Assert.True(await client.FlushAsync(Patience), "it waits for the year 2036");
    }

    private EventClient Open(ScriptedGateway http, EventClientSettings? settings = null) => new(http.Client, settings ?? Settings, TimeProvider.System, new Random(1));

    /// <summary>In the gateway's own words.</summary>
    private static (int Status, string Body) Refusal(RequestRefusal reason)
    {
        using var answer = IntakeAnswer.Refuse(IntakeForm.Batch, reason, RequestRefusals.Explain(reason, IntakeForm.Batch), retryAfter: null);
        return (answer.Status, Encoding.UTF8.GetString(answer.Body.Span));
    }

    private static ClientEvent Event(string id) => new(EngagementEvents.SessionStarted) { Id = id };

    private static IReadOnlyList<string> Ids(string body) => [.. JsonNode.Parse(body)!["events"]!.AsArray().Select(one => (string)one!["id"]!)];

    private static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
