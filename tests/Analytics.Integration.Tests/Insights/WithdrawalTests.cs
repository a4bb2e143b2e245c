using Analytics.Insights.Answers;
using Analytics.Insights.Rollups;
using Analytics.Intake.Store;
using Analytics.Testing.Peers;
using Dapper;
using Npgsql;

namespace Analytics.Integration.Tests.Insights;

/// <summary>Who withdraws is in no rollup any more, and in no answer.</summary>
public sealed class WithdrawalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_withdrawal_every_answer_is_that_of_a_world_without_the_person()
    {
        var world = new RandomWorld(7);
        string[] gone = ["u12", "u31", "u77"];
        await using var withdrawn = await Filled(world.Events);
        await using (var connection = await withdrawn.Source.OpenConnectionAsync(Cancel))
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            Assert.Equal(3, await EventRollups.Forget(transaction, gone, Cancel));
            await connection.ExecuteAsync("DELETE FROM events WHERE user_id = ANY (@gone)", new { gone }, transaction);
            await transaction.CommitAsync(Cancel);
        }

        await using var without = await Filled(world.Events.Where(one => !gone.Contains(one.User)));
        var (one, other) = (new AnswerDesk(withdrawn.Source, 1), new AnswerDesk(without.Source, 1));
        var day = DateOnly.FromDateTime(RandomWorld.Start.UtcDateTime).AddDays(40);

        // Prices of plans are not personal and stay; what a change cost that told no amount may come from the price that somebody paid who is gone.
        foreach (var insight in InsightTable.All.Where(insight => insight != InsightTable.Mrr))
        {
            Assert.Equal(Values(await other.Ask(insight, day, Cancel)), Values(await one.Ask(insight, day, Cancel)));
        }

        Assert.Equal(await Hours(without), await Hours(withdrawn));
    }

    [Fact]
    public async Task An_answer_in_memory_forgets_with_the_rollups()
    {
        var world = new RandomWorld(8);
        await using var database = await Filled(world.Events);
        var desk = new AnswerDesk(database.Source, 1);
        var day = DateOnly.FromDateTime(RandomWorld.Start.UtcDateTime).AddDays(40);
        var before = await desk.Ask(InsightTable.Returning, day, Cancel);
        Assert.Same(before, await desk.Ask(InsightTable.Returning, day, Cancel));
        Assert.Equal((1.0, 1.0), (desk.Lookups(Catalog.CacheResult.Hit), desk.Lookups(Catalog.CacheResult.Miss)));
        await using (var connection = await database.Source.OpenConnectionAsync(Cancel))
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await EventRollups.Forget(transaction, [.. world.Events.Select(one => one.User).OfType<string>().Distinct().Take(50)], Cancel);
            await transaction.CommitAsync(Cancel);
        }

        Assert.NotEqual(Values(before), Values(await desk.Ask(InsightTable.Returning, day, Cancel)));
    }

    /// <summary>Red when a new rollup about people is not on the list: withdrawal would leave its rows behind.</summary>
    [Fact]
    public async Task Every_rollup_with_a_column_about_people_is_on_the_list()
    {
        await using var database = await EventDatabase.Create(Cancel);
        await using var connection = await database.Source.OpenConnectionAsync(Cancel);
        var made = await connection.QueryAsync<string>("""
            SELECT DISTINCT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND column_name = ANY (@columns) AND table_name <> ALL (@store) AND table_name NOT LIKE 'events%'
            """, new { columns = PersonalTables.Columns.ToArray(), store = await StoreTables() });
        Assert.Equal(PersonalTables.All.Select(table => table.Name).Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    private static async Task<IEnumerable<long>> Hours(EventDatabase database)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Cancel);
        return await connection.QueryAsync<long>("SELECT events FROM event_hours WHERE events > 0 ORDER BY hour");
    }

    // The store's own tables have their own withdrawal.
    private static async Task<string[]> StoreTables()
    {
        await using var empty = NpgsqlDataSource.Create(await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(Cancel));
        await StoreSchema.ApplyAsync(empty, Cancel);
        await using var connection = await empty.OpenConnectionAsync(Cancel);
        return [.. await connection.QueryAsync<string>("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")];
    }

    private static SortedDictionary<string, string> Values(DayAnswer answer) => new(answer.Figures.ToDictionary(
        figure => Expected.Key(figure.Metric, figure.Labels), figure => figure.Value.ToString("G9", System.Globalization.CultureInfo.InvariantCulture)), StringComparer.Ordinal);

    private static async Task<EventDatabase> Filled(IEnumerable<WorldEvent> events)
    {
        var database = await EventDatabase.Create(Cancel);
        await database.Store(events.Select(one => one.Row), Cancel);
        await database.RefreshAll(Cancel);
        return database;
    }
}
