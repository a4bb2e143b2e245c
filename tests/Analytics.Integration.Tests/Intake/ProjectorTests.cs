using Analytics.Catalog;
using Analytics.Intake;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Intake;

/// <summary>From the log into a real PostgreSQL: once, whole, and to be continued by the next process.</summary>
public sealed class ProjectorTests : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private StoreBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await StoreBench.CreateAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Acknowledged_events_become_rows_counters_and_a_committed_ledger()
    {
        await using var pipeline = _bench.Open();
        var committed = new List<string>();
        pipeline.Projector.Committed += events => committed.AddRange(events.Select(admitted => admitted.Id));
        pipeline.Start();
        var payment = EventJson.Of(BusinessEvents.PaymentCompleted, "pay", Now).Set(BusinessFields.Amount, 19.99m);

        var answer = await StoreBench.PostAsync(pipeline, [.. StoreBench.Sessions("s", 10), payment]);
        Assert.Equal(11, (int)answer["accepted"]!);
        await StoreBench.QuietAsync(pipeline);

        Assert.Equal(11, await _bench.RowsAsync());
        Assert.Equal(11, committed.Count);
        Assert.Equal(11, pipeline.Vitals.Stored);
        Assert.Equal(10, pipeline.Ledger.SeriesOf(EngagementMetrics.SessionsStarted).Sum(series => series.Value));
        Assert.Equal(19.99, pipeline.Ledger.SeriesOf(BusinessMetrics.Revenue).Sum(series => series.Value));
        Assert.Equal(19.99m, await _bench.ScalarAsync<decimal>("SELECT (properties->>'amount')::numeric FROM events WHERE id = 'pay'"));
        Assert.Equal("business", await _bench.ScalarAsync<string>("SELECT data_class FROM events_business WHERE id = 'pay'"));
    }

    [Fact]
    public async Task A_restart_continues_the_counters_and_stores_nothing_twice()
    {
        for (var run = 0; run < 3; run++)
        {
            await using var pipeline = _bench.Start();
            await StoreBench.PostAsync(pipeline, StoreBench.Sessions($"run{run}-", 7));
            await StoreBench.QuietAsync(pipeline);
            Assert.Equal(7 * (run + 1), pipeline.Ledger.SeriesOf(EngagementMetrics.SessionsStarted).Sum(series => series.Value));
        }

        await _bench.AssertConsistentAsync(21);
    }

    [Fact]
    public async Task The_door_takes_events_while_PostgreSQL_is_away_and_they_arrive_when_it_comes()
    {
        await using var proxy = new CuttingProxy(FreePort.Next());
        await using (var pipeline = _bench.Start(port: proxy.Port))
        {
            Assert.Equal(200, (int)(await StoreBench.PostAsync(pipeline, StoreBench.Sessions("a", 5)))["status"]!);
            await Eventually.Holds(_ => Task.FromResult(pipeline.Vitals is { ProjectionFailures: > 0, LogBytes: > 0 } && pipeline.Vitals.OldestUnprocessedAge > TimeSpan.Zero), "waiting is visible", cancel: Cancel);
            Assert.False(pipeline.Ledger.IsLoaded);
        }

        await using var next = _bench.Start();
        await StoreBench.QuietAsync(next);
        await _bench.AssertConsistentAsync(5);
    }

    [Fact]
    public async Task Repeats_that_only_the_store_knows_count_once_and_conflicts_become_records()
    {
        await using (var first = _bench.Start("g1"))
        {
            await StoreBench.PostAsync(first, StoreBench.Sessions("x", 5));
            await StoreBench.QuietAsync(first);
        }

        // Another gateway with another log has no memory of these ids.
        await using var second = _bench.Start("g2");
        var same = EventJson.Session("new", Now);
        var stored = StoreBench.Sessions("x", 5).ToList();
        await StoreBench.PostAsync(second, [same, .. stored]);
        await StoreBench.QuietAsync(second);

        // The times differ, so these are other events under ids in use.
        Assert.Equal(5, await _bench.ScalarAsync<long>("SELECT count(*) FROM refused_events WHERE code = 'id_conflict' AND instance = 'g2'"));
        Assert.Equal(5, second.Vitals.Rejected(Refusal.IdConflict));
        Assert.Equal(5, second.Vitals.DeadLetters);
        await _bench.AssertConsistentAsync(6);
    }

    [Fact]
    public async Task The_same_events_through_two_gateways_at_once_are_stored_once()
    {
        await using var one = _bench.Start("g1");
        await using var two = _bench.Start("g2");
        var events = StoreBench.Sessions("x", 900).ToList();
        for (var i = 0; i < events.Count; i += 100)
        {
            var part = events.GetRange(i, 100);
            var answers = await Task.WhenAll(StoreBench.PostAsync(one, part), StoreBench.PostAsync(two, Enumerable.Reverse(part)));
            Assert.All(answers, answer => Assert.Equal(100, (int)answer["accepted"]!));
        }

        await StoreBench.QuietAsync(one);
        await StoreBench.QuietAsync(two);
        await _bench.AssertConsistentAsync(900);
        Assert.Equal(900, one.Vitals.Duplicates + two.Vitals.Duplicates);
        Assert.Equal(900, one.Ledger.SeriesOf(EngagementMetrics.SessionsStarted).Sum(series => series.Value) + two.Ledger.SeriesOf(EngagementMetrics.SessionsStarted).Sum(series => series.Value));
    }

    [Fact]
    public async Task Two_processes_of_one_instance_name_do_not_work_at_the_same_time()
    {
        await using var two = _bench.Open("g1", log: "other");
        await using (var one = _bench.Start("g1"))
        {
            await StoreBench.PostAsync(one, StoreBench.Sessions("a", 3));
            await StoreBench.QuietAsync(one);
            two.Start();
            await StoreBench.PostAsync(two, StoreBench.Sessions("b", 3));
            await StoreBench.PostAsync(one, StoreBench.Sessions("c", 3));
            await StoreBench.QuietAsync(one);
            Assert.False(two.Projector.IsConnected);
            await _bench.AssertConsistentAsync(6);
        }

        await StoreBench.QuietAsync(two);
        await _bench.AssertConsistentAsync(9);
    }

    [Fact]
    public async Task Backfill_lands_in_the_months_of_its_events_and_in_series_of_its_own()
    {
        await using var pipeline = _bench.Start();
        var months = Enumerable.Range(1, 24).Select(back => (System.Text.Json.Nodes.JsonNode)EventJson.Session($"m{back}", Now.AddMonths(-back)));
        var answer = await StoreBench.PostAsync(pipeline, months, backfill: true);
        Assert.Equal(24, (int)answer["accepted"]!);
        await StoreBench.QuietAsync(pipeline);

        Assert.Equal(24, await _bench.ScalarAsync<long>("SELECT count(DISTINCT tableoid) FROM events WHERE backfill"));
        Assert.Equal(24, await _bench.ScalarAsync<decimal>("SELECT sum(value) FROM counters WHERE origin = 'backfill'"));
    }

    [Fact]
    public async Task What_an_idle_gateway_takes_after_a_restart_before_it_reaches_PostgreSQL_is_not_lost()
    {
        for (var run = 0; run < 3; run++)
        {
            await using var pipeline = _bench.Open();
            if (run != 1)
            {
                await StoreBench.PostAsync(pipeline, StoreBench.Sessions($"run{run}-", 1));
            }

            pipeline.Start();
            await StoreBench.QuietAsync(pipeline);
        }

        await _bench.AssertConsistentAsync(2);
    }

    [Fact]
    public async Task A_month_that_was_dropped_is_made_again_when_more_of_it_comes()
    {
        await using var pipeline = _bench.Start();
        var month = Now.AddMonths(-30);
        await StoreBench.PostAsync(pipeline, [EventJson.Session("first", month)], backfill: true);
        await StoreBench.QuietAsync(pipeline);
        await _bench.ScalarAsync<int>($"DROP TABLE events_usage_{month.UtcDateTime:yyyy_MM}; SELECT 1");
        await StoreBench.PostAsync(pipeline, [EventJson.Session("second", month)], backfill: true);
        await StoreBench.QuietAsync(pipeline);
        Assert.Equal("second", await _bench.ScalarAsync<string>($"SELECT string_agg(id, ' ') FROM events_usage_{month.UtcDateTime:yyyy_MM}"));
        Assert.Equal(0, await _bench.ScalarAsync<long>("SELECT count(*) FROM pg_class WHERE relname LIKE 'events%default'"));
    }

    [Fact]
    public async Task A_query_that_still_runs_holds_up_neither_a_new_month_nor_the_start_of_a_gateway()
    {
        await using var one = _bench.Start("g1");
        await StoreBench.PostAsync(one, StoreBench.Sessions("a", 1));
        await StoreBench.QuietAsync(one);
        await using var connection = await _bench.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var reading = new Npgsql.NpgsqlCommand("SELECT count(*) FROM events", connection, transaction);
        Assert.Equal(1L, await reading.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        await using var two = _bench.Start("g2");
        await StoreBench.PostAsync(two, [EventJson.Session("old", Now.AddMonths(-30)), EventJson.Of(BusinessEvents.PaymentCompleted, "paid", Now.AddMonths(-30), "anna")], backfill: true);
        await StoreBench.QuietAsync(two);
        Assert.Equal(3, await _bench.RowsAsync());
        Assert.Equal(3L, await reading.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal("", await _bench.ScalarAsync<string>(
            """
            SELECT coalesce(string_agg(tablename, ' '), '') FROM (SELECT tablename, count(*) AS indexes FROM pg_indexes WHERE tablename LIKE 'events\_%\_2%' GROUP BY 1) AS own
            WHERE indexes <> 3
            """));
    }

    [Fact]
    public async Task A_log_that_was_wiped_does_not_make_the_next_one_skip()
    {
        await using (var pipeline = _bench.Start(log: "first"))
        {
            await StoreBench.PostAsync(pipeline, StoreBench.Sessions("a", 500));
            await StoreBench.QuietAsync(pipeline);
        }

        await using var next = _bench.Start(log: "second");
        await StoreBench.PostAsync(next, StoreBench.Sessions("b", 3));
        await StoreBench.QuietAsync(next);
        await _bench.AssertConsistentAsync(503);
    }
}
