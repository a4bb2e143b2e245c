using System.Globalization;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Insights.Rollups;
using Analytics.Intake.Store;
using Analytics.Testing.Peers;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Analytics.Integration.Tests.Insights;

/// <summary>An event as far as the insights look at it.</summary>
internal sealed record TestEvent(DateTimeOffset OccurredAt, string? UserId, string? Service = null, bool IsError = false, double Duration = 0);

/// <summary>A database of its own with the store's tables and the rollups, and a plain list of what is in it.</summary>
internal sealed class EventDatabase : IAsyncDisposable
{
    private int _ids;

    private EventDatabase(NpgsqlDataSource source)
    {
        Source = source;
        Rollups = new EventRollups(source, TimeProvider.System);
    }

    public NpgsqlDataSource Source { get; }

    public EventRollups Rollups { get; }

    public List<TestEvent> Stored { get; } = [];

    public static async Task<EventDatabase> Create(CancellationToken cancel)
    {
        var connectionString = await (await PostgresPeer.SharedAsync()).CreateDatabaseAsync(cancel);
        var database = new EventDatabase(NpgsqlDataSource.Create(connectionString));
        await StoreSchema.ApplyAsync(database.Source, cancel);
        await database.Rollups.Prepare(cancel);
        return database;
    }

    /// <summary>Stores events in one transaction that commits when the caller says so.</summary>
    public async Task<NpgsqlTransaction> Begin(IReadOnlyList<TestEvent> events, CancellationToken cancel)
    {
        var connection = await Source.OpenConnectionAsync(cancel);
        var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var copy = await connection.BeginBinaryImportAsync("COPY events (source, id, kind, occurred_at, received_at, user_id, properties, backfill, data_class, can_share) FROM STDIN (FORMAT binary)", cancel))
        {
            foreach (var one in events)
            {
                await copy.StartRowAsync(cancel);
                await copy.WriteAsync("test", cancel);
                await copy.WriteAsync(Interlocked.Increment(ref _ids).ToString(CultureInfo.InvariantCulture), cancel);
                await copy.WriteAsync(one.Service is null ? EngagementEvents.SessionStarted.Name : PlatformEvents.ApiRequested.Name, cancel);
                await copy.WriteAsync(one.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancel);
                await copy.WriteAsync(one.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancel);
                await copy.WriteAsync(one.UserId, NpgsqlDbType.Text, cancel);
                await copy.WriteAsync(Properties(one), NpgsqlDbType.Jsonb, cancel);
                await copy.WriteAsync(false, cancel);
                await copy.WriteAsync("usage", cancel);
                await copy.WriteAsync(false, cancel);
            }

            await copy.CompleteAsync(cancel);
        }

        lock (Stored)
        {
            Stored.AddRange(events);
        }

        return transaction;
    }

    public async Task Store(IReadOnlyList<TestEvent> events, CancellationToken cancel)
    {
        var transaction = await Begin(events, cancel);
        await Commit(transaction, cancel);
    }

    /// <summary>
    /// Refreshes until everything committed is in the rollups; answers how many events that took. One refresh may not be enough: transactions of other tests'
    /// databases on the same server hold the bound back.
    /// </summary>
    public async Task<long> RefreshAll(CancellationToken cancel)
    {
        await using var connection = await Source.OpenConnectionAsync(cancel);
        var read = 0L;
        await Eventually.Holds(async token =>
        {
            read += (await Rollups.Refresh(token)).Read;
            return await connection.ExecuteScalarAsync<bool>("SELECT (SELECT count(*) FROM events) = (SELECT coalesce(sum(events), 0) FROM event_hours)");
        }, "all events in the rollups", cancel: cancel);
        return read;
    }

    public static async Task Commit(NpgsqlTransaction transaction, CancellationToken cancel)
    {
        var connection = transaction.Connection!;
        await transaction.CommitAsync(cancel);
        await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await Source.DisposeAsync();

    private static string Properties(TestEvent one) => one.Service is null ? "{}" : JsonSerializer.Serialize(new Dictionary<string, object>
    {
        [PlatformFields.Service.Name] = one.Service,
        [PlatformFields.StatusClass.Name] = WireName.Of(one.IsError ? StatusClass.ServerError : StatusClass.Success),
        [PlatformFields.Duration.Name] = one.Duration,
    });
}
