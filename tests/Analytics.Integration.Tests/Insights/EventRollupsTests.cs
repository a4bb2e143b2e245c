using Analytics.Insights.Rollups;
using Dapper;

namespace Analytics.Integration.Tests.Insights;

/// <summary>Exactly once, however transactions commit and whoever refreshes.</summary>
public sealed class EventRollupsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_that_commits_late_is_neither_missed_nor_counted_twice()
    {
        await using var database = await EventDatabase.Create(Cancel);
        var slow = await database.Begin([new TestEvent(Noon, "slow")], Cancel);
        await database.Store([new TestEvent(Noon, "quick")], Cancel);
        await database.Rollups.Refresh(Cancel);
        await EventDatabase.Commit(slow, Cancel);
        await database.RefreshAll(Cancel);
        await database.Rollups.Refresh(Cancel);
        Assert.Equal([("quick", 1L), ("slow", 1L)], await UserDays(database));
    }

    [Fact]
    public async Task What_is_rolled_back_never_counts()
    {
        await using var database = await EventDatabase.Create(Cancel);
        var undone = await database.Begin([new TestEvent(Noon, "ghost")], Cancel);
        var connection = undone.Connection!;
        await undone.RollbackAsync(Cancel);
        await connection.DisposeAsync();
        await database.Store([new TestEvent(Noon, "real")], Cancel);
        Assert.Equal(1, await database.RefreshAll(Cancel));
        Assert.Equal([("real", 1L)], await UserDays(database));
    }

    [Fact]
    public async Task Many_refreshing_at_once_count_every_event_once()
    {
        await using var database = await EventDatabase.Create(Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var refreshing = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await database.Rollups.Refresh(Cancel);
            }
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await database.Store([new TestEvent(Noon.AddMinutes(i), $"u{writer}"), new TestEvent(Noon, null, "api", i % 2 == 0, 0.1)], Cancel);
            }
        })));
        await stop.CancelAsync();
        await Task.WhenAll(refreshing);
        await database.RefreshAll(Cancel);
        Assert.Equal(Enumerable.Range(0, 4).Select(writer => ($"u{writer}", 50L)), await UserDays(database));
        await using var connection = await database.Source.OpenConnectionAsync(Cancel);
        Assert.Equal((200L, 100L, 200L), await connection.QuerySingleAsync<(long, long, long)>(
            "SELECT sum(requests)::bigint, sum(errors)::bigint, sum(cardinality(durations))::bigint FROM service_minutes"));
    }

    [Fact]
    public async Task A_refresh_reads_only_what_is_new()
    {
        await using var database = await EventDatabase.Create(Cancel);
        await database.Store([.. Enumerable.Range(0, 5_000).Select(i => new TestEvent(Noon.AddSeconds(i), $"u{i % 10}"))], Cancel);
        Assert.Equal(5_000, await database.RefreshAll(Cancel));
        await database.Store([new TestEvent(Noon.AddDays(-3), "late")], Cancel);
        Assert.Equal(1, await database.RefreshAll(Cancel));
        Assert.Equal(0, (await database.Rollups.Refresh(Cancel)).Read);
    }

    [Fact]
    public async Task In_a_restored_copy_everything_is_added_up_anew()
    {
        await using var database = await EventDatabase.Create(Cancel);
        await database.Store([new TestEvent(Noon, "before")], Cancel);
        await database.RefreshAll(Cancel);
        await using (var connection = await database.Source.OpenConnectionAsync(Cancel))
        {
            // What a restore leaves behind: another cluster's identifier and transaction ids far ahead of this one's.
            await connection.ExecuteAsync("UPDATE rollup_state SET cluster = 1, watermark = 9e15; UPDATE events SET stored_in = 8e15");
        }

        await database.Store([new TestEvent(Noon, "after")], Cancel);
        await database.RefreshAll(Cancel);
        await database.Rollups.Refresh(Cancel);
        Assert.Equal([("after", 1L), ("before", 1L)], await UserDays(database));
    }

    [Fact]
    public async Task A_change_that_comes_in_while_another_is_settled_stays()
    {
        await using var database = await EventDatabase.Create(Cancel);
        var changes = new ChangedPeriods(database.Source);
        await database.Store([new TestEvent(Noon, "a")], Cancel);
        await database.RefreshAll(Cancel);
        var seen = await changes.Before(ChangedPeriods.Days, Noon, Cancel);
        await database.Store([new TestEvent(Noon.AddMinutes(1), "b")], Cancel);
        await database.RefreshAll(Cancel);
        await changes.Settle(ChangedPeriods.Days, seen, Cancel);
        var left = Assert.Single(await changes.Before(ChangedPeriods.Days, Noon, Cancel));
        Assert.Equal(Noon.AddHours(-12), left.Start);
        await changes.Settle(ChangedPeriods.Days, [left], Cancel);
        Assert.Empty(await changes.Before(ChangedPeriods.Days, Noon, Cancel));
    }

    private static async Task<IReadOnlyList<(string User, long Events)>> UserDays(EventDatabase database)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Cancel);
        return [.. await connection.QueryAsync<(string, long)>("SELECT user_id, sum(events)::bigint FROM user_days JOIN people USING (person) GROUP BY 1 ORDER BY 1")];
    }
}
