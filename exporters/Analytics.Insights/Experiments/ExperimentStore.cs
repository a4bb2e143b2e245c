using System.Text;
using Dapper;
using Npgsql;

namespace Analytics.Insights.Experiments;

/// <summary>What became of the wish for an experiment.</summary>
public enum Creation
{
    Created,

    /// <summary>The same was there already: nothing changed.</summary>
    Repeated,

    /// <summary>Another one has the name.</summary>
    Conflict,
}

/// <summary>The tables <c>experiments</c> and <c>experiment_releases</c>: what runs, and which numbers were last shown of it.</summary>
public sealed class ExperimentStore(NpgsqlDataSource database)
{
    private const long LockKey = 0x616e_616c_6578_7065;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS experiments (
            name text PRIMARY KEY,
            definition text NOT NULL,
            created_at timestamptz NOT NULL,
            created_by text NOT NULL
        );
        CREATE TABLE IF NOT EXISTS experiment_releases (
            name text PRIMARY KEY REFERENCES experiments ON DELETE CASCADE,
            shown_at timestamptz NOT NULL,
            people bigint[] NOT NULL,
            body text NOT NULL
        );
        """;

    private readonly OwnTables _tables = new(database, LockKey, Schema);

    /// <summary>Creates an experiment once; wishing for the same again changes nothing.</summary>
    /// <param name="wish">The experiment.</param>
    /// <param name="saysWhenItStarts">Whether the wish names the start; else the start of the one that is there stands.</param>
    /// <param name="now">When it is created.</param>
    /// <param name="by">The key that wishes it.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<(Creation Outcome, Experiment Experiment)> Create(Experiment wish, bool saysWhenItStarts, DateTimeOffset now, string by, CancellationToken cancel)
    {
        await using var connection = await _tables.Open(cancel);
        var created = await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO experiments (name, definition, created_at, created_by) VALUES (@Name, @definition, @now, @by) ON CONFLICT DO NOTHING",
            new { wish.Name, definition = ExperimentText.Of(wish).ToJsonString(), now = now.UtcDateTime, by }, cancellationToken: cancel));
        if (created == 1)
        {
            return (Creation.Created, wish);
        }

        var there = (await Find(wish.Name, cancel))!;
        var isSame = ExperimentText.AreSameButForTheStart(wish, there) && (!saysWhenItStarts || wish.StartsAt == there.StartsAt);
        return (isSame ? Creation.Repeated : Creation.Conflict, there);
    }

    /// <summary>The experiment of a name, or null.</summary>
    public async Task<Experiment?> Find(string name, CancellationToken cancel)
    {
        await using var connection = await _tables.Open(cancel);
        return await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition("SELECT definition FROM experiments WHERE name = @name", new { name }, cancellationToken: cancel)) is { } text ? Parse(text) : null;
    }

    /// <summary>All experiments, the youngest first.</summary>
    public async Task<IReadOnlyList<Experiment>> All(CancellationToken cancel)
    {
        await using var connection = await _tables.Open(cancel);
        return [.. (await connection.QueryAsync<string>(new CommandDefinition("SELECT definition FROM experiments ORDER BY created_at DESC, name", cancellationToken: cancel))).Select(Parse)];
    }

    /// <summary>The numbers that were last shown, and how many people each arm had in them; null when none were.</summary>
    internal async Task<(long[] People, string Body)?> LastShown(string name, CancellationToken cancel)
    {
        await using var connection = await _tables.Open(cancel);
        var rows = (await connection.QueryAsync<(long[] People, string Body)>(new CommandDefinition("SELECT people, body FROM experiment_releases WHERE name = @name", new { name }, cancellationToken: cancel))).ToList();
        return rows.Count > 0 ? rows[0] : null;
    }

    internal async Task Show(string name, long[] people, string body, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await _tables.Open(cancel);
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO experiment_releases AS own (name, shown_at, people, body) VALUES (@name, @now, @people, @body)
            ON CONFLICT (name) DO UPDATE SET shown_at = excluded.shown_at, people = excluded.people, body = excluded.body
            """, new { name, now = now.UtcDateTime, people, body }, cancellationToken: cancel));
    }

    private static Experiment Parse(string text) => new ExperimentReader().Read(Encoding.UTF8.GetBytes(text), DateTimeOffset.UnixEpoch)
        ?? throw new InvalidOperationException("an experiment in the store cannot be read");
}
