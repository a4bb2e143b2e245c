using Analytics.Catalog;
using Analytics.Intake.Store;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Analytics.Intake.Audit;

/// <summary>
/// Writes the audit log. Any number of gateways and commands may write at once: an advisory lock puts them one behind the other. Use
/// <see cref="AppendAsync(AuditEntry, CancellationToken)"/> for an act that is over, and the overload with a transaction where the act and its record
/// must be committed together.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    private const long LockKey = 0x6175646974;

    private readonly NpgsqlDataSource _database;
    private readonly AuditAnchor? _anchor;
    private readonly ILogger _logger;
    private readonly Lock _anchoring = new();
    private volatile bool _prepared;

    private AuditLog(NpgsqlDataSource database, AuditAnchor? anchor, ILogger logger)
    {
        _database = database;
        _anchor = anchor;
        _logger = logger;
    }

    /// <param name="connectionString">The event store; need not answer yet.</param>
    /// <param name="anchorFile">Where the head is remembered outside the database; null: nowhere.</param>
    /// <param name="logger">Told when the log was tampered with.</param>
    public static AuditLog Open(string connectionString, string? anchorFile, ILogger logger)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 4, Timeout = 5, CommandTimeout = 10, ApplicationName = "analytics audit" };
        return new AuditLog(NpgsqlDataSource.Create(settings), anchorFile is null ? null : new AuditAnchor(anchorFile), logger);
    }

    /// <summary>Writes an entry in a transaction of its own; returns when it is durable.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached or refuses: the act must not go on, or not be called done.</exception>
    public async Task<AuditHead> AppendAsync(AuditEntry entry, CancellationToken cancel = default)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        if (!_prepared)
        {
            await StoreSchema.ApplyAsync(connection, cancel).ConfigureAwait(false);
            _prepared = true;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        var head = await AppendAsync(connection, transaction, entry, cancel).ConfigureAwait(false);
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
        await AnchorAsync(connection, head, cancel).ConfigureAwait(false);
        return head;
    }

    /// <summary>
    /// Writes an entry within the caller's transaction (READ COMMITTED), last before the commit: other writers wait until then. Call
    /// <see cref="AnchorAsync(NpgsqlConnection, AuditHead, CancellationToken)"/> after the commit.
    /// </summary>
    public static async Task<AuditHead> AppendAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, AuditEntry entry, CancellationToken cancel = default)
    {
        // Statements of their own: each sees what was committed before it began, hence the record of whoever had the lock.
        await using (var locking = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection, transaction) { Parameters = { new() { Value = LockKey } } })
        {
            await locking.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }

        var trimmed = Trim(entry);
        var before = await HeadAsync(connection, transaction, cancel).ConfigureAwait(false);
        var head = new AuditHead(before.Number + 1, AuditChain.HashOf(before, trimmed));
        await using var insert = new NpgsqlCommand(
            "INSERT INTO audit_log (number, at, actor, roles, act, subject, outcome, detail, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", connection, transaction)
        {
            Parameters =
            {
                new() { Value = head.Number }, new() { Value = trimmed.At.UtcDateTime }, new() { Value = trimmed.Actor }, new() { Value = trimmed.Roles }, new() { Value = trimmed.Act },
                new() { Value = (object?)trimmed.Subject ?? DBNull.Value }, new() { Value = WireName.Of(trimmed.Outcome) }, new() { Value = trimmed.Detail },
                new() { Value = before.Hash.ToArray() }, new() { Value = head.Hash.ToArray() },
            },
        };
        await insert.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return head;
    }

    /// <summary>
    /// Remembers a committed head outside the database. The anchor moves only while the log still has what it remembers: after tampering it stays
    /// where it was, as evidence, and the log of the process says so.
    /// </summary>
    public async Task AnchorAsync(NpgsqlConnection connection, AuditHead head, CancellationToken cancel = default)
    {
        if (_anchor is null)
        {
            return;
        }

        try
        {
            if (_anchor.Read() is { Number: > 0 } known)
            {
                await using var command = new NpgsqlCommand("SELECT hash FROM audit_log WHERE number = $1", connection) { Parameters = { new() { Value = known.Number } } };
                if (await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) is not byte[] hash || !known.Hash.Span.SequenceEqual(hash))
                {
                    Log.AuditTampered(_logger, known.Number, _anchor.Path);
                    return;
                }
            }

            lock (_anchoring)
            {
                if (_anchor.Read() is not { } newest || newest.Number < head.Number)
                {
                    _anchor.Write(head);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.AuditNotAnchored(_logger, _anchor.Path, e);
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static async Task<AuditHead> HeadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT number, hash FROM audit_log ORDER BY number DESC LIMIT 1", connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        return await reader.ReadAsync(cancel).ConfigureAwait(false) ? new AuditHead(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : AuditHead.Start;
    }

    /// <summary>As the table keeps it: whole microseconds, texts of bounded length without the one character that PostgreSQL refuses.</summary>
    private static AuditEntry Trim(AuditEntry entry) => entry with
    {
        At = UnixTime.FromMicroseconds(UnixTime.ToMicroseconds(entry.At)),
        Actor = Text(entry.Actor),
        Roles = Text(entry.Roles),
        Act = Text(entry.Act),
        Subject = AuditSubject.NameOf(entry.Subject) is { } subject ? Text(subject) : null,
        Detail = Text(entry.Detail),
    };

    private static string Text(string text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text.Length > AuditEntry.MaxText ? text[..AuditEntry.MaxText] : text)).Replace('\0', ' ');
}
