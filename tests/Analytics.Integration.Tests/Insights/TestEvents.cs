using System.Globalization;
using Analytics.Catalog;
using Analytics.Insights.Rollups;
using Analytics.Intake.Store;
using Analytics.Testing.Intake;
using Analytics.Testing.Peers;
using Dapper;
using Npgsql;

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
        // Events of any month, without the projector that makes the months.
        await database.Execute("CREATE TABLE events_usage_any PARTITION OF events_usage DEFAULT; CREATE TABLE events_business_any PARTITION OF events_business DEFAULT", cancel);
        await database.Rollups.Prepare(cancel);
        return database;
    }

    /// <summary>Stores events in one transaction that commits when the caller says so.</summary>
    public async Task<NpgsqlTransaction> Begin(IReadOnlyList<TestEvent> events, CancellationToken cancel)
    {
        var connection = await Source.OpenConnectionAsync(cancel);
        var transaction = await connection.BeginTransactionAsync(cancel);
        await EventRows.Copy(connection, events.Select(one => EventRow.Of(
            Interlocked.Increment(ref _ids).ToString(CultureInfo.InvariantCulture), one.Service is null ? EngagementEvents.SessionStarted : PlatformEvents.ApiRequested,
            one.OccurredAt, one.UserId, Properties(one))), cancel);
        lock (Stored)
        {
            Stored.AddRange(events);
        }

        return transaction;
    }

    /// <summary>Stores rows of any kind in one transaction.</summary>
    public async Task Store(IEnumerable<EventRow> rows, CancellationToken cancel)
    {
        await using var connection = await Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await EventRows.Copy(connection, rows, cancel);
        await transaction.CommitAsync(cancel);
    }

    public async Task Execute(string sql, CancellationToken cancel)
    {
        await using var connection = await Source.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancel));
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

    private static Dictionary<string, object> Properties(TestEvent one) => one.Service is null ? [] : new()
    {
        [PlatformFields.Service.Name] = one.Service,
        [PlatformFields.StatusClass.Name] = WireName.Of(one.IsError ? StatusClass.ServerError : StatusClass.Success),
        [PlatformFields.Duration.Name] = one.Duration,
    };
}
