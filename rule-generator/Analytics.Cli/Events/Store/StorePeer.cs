using System.CommandLine;
using System.Globalization;
using Analytics.Cli.Audit;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Analytics.Cli.Events.Store;

/// <summary>The event store, for commands that read and keep it in order.</summary>
internal static class StorePeer
{
    /// <summary>Opens the store, runs a command on it, and tells of a PostgreSQL that is away as every command does.</summary>
    public static async Task<int> Use(string? postgres, Func<NpgsqlDataSource, Task<int>> work)
    {
        try
        {
            await using var database = NpgsqlDataSource.Create(Address(postgres));
            return await work(database);
        }
        catch (ArgumentException)
        {
            throw CommandFailure.Usage("--postgres cannot be read", "Write it as Host=127.0.0.1;Port=5432;Username=analytics;Database=analytics.");
        }
        catch (PostgresException refusal)
        {
            throw CommandFailure.Usage($"PostgreSQL: {refusal.MessageText}", refusal.SqlState == PostgresErrorCodes.UndefinedTable ? "Has a gateway ever worked on this database?" : null);
        }
        catch (NpgsqlException away)
        {
            throw CommandFailure.Unreachable($"PostgreSQL cannot be reached: {away.Message}", "Is it running? ./analytics status; --postgres names another one.");
        }
    }

    /// <summary>Writes down what this command did, or read of single persons. A command that cannot write it down has failed.</summary>
    public static async Task Note(string? postgres, string act, string detail, DateTimeOffset at, CancellationToken cancel)
    {
        var address = Address(postgres);
        await using var log = AuditLog.Open(address, AuditAnchors.OfCommands(StackLayout.Find(stackDir: null), address), NullLogger.Instance);
        await log.AppendAsync(new AuditEntry { At = at, Actor = AuditNotes.Operator, Roles = "operator", Act = act, Detail = detail }, cancel);
    }

    private static string Address(string? postgres) =>
        PostgresAddress.Find(postgres) ?? throw CommandFailure.Unreachable("nothing says where PostgreSQL is", $"Start the stack (./analytics up), or give --postgres or {PostgresAddress.Variable}.");

    public static Option<string?> Since() => new("--since") { Description = "Only those received since: 2026-11-21, 2026-11-21T09:30:00Z, or 90m, 24h, 7d ago.", HelpName = "T" };

    /// <summary>The time that <c>--since</c> means.</summary>
    public static DateTimeOffset? Time(string? text, DateTimeOffset now)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Length > 1 && "mhd".Contains(text[^1], StringComparison.Ordinal) && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ago) && ago < 100_000)
        {
            return now - (text[^1] switch { 'm' => TimeSpan.FromMinutes(ago), 'h' => TimeSpan.FromHours(ago), _ => TimeSpan.FromDays(ago) });
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw CommandFailure.Usage($"--since: '{text}' is no time", "Write it as 2026-11-21, 2026-11-21T09:30:00Z, 90m, 24h or 7d.");
    }
}
