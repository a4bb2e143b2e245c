using System.Text;
using Analytics.Catalog;
using Analytics.Intake;
using Analytics.Intake.Store;
using Npgsql;

namespace Analytics.Integration.Tests.Intake;

/// <summary>Keys of events: here and in PostgreSQL the same, and carried over from the table of an earlier release.</summary>
public sealed class EventKeyTests : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private StoreBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await StoreBench.CreateAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task PostgreSQL_makes_the_same_key_of_any_id()
    {
        await StoreSchema.ApplyAsync(_bench.Database, Cancel);
        var dice = new Random(5);
        const string Uuid7 = "019aa8f0-12ff-7abc-8def-001122334455";
        const string Letters = "0123456789abcdefABCDEFgG-7- ~é€😀";
        var ids = new List<string> { "e1", "~é", "日本語", Uuid7, Uuid7.ToUpperInvariant(), Uuid7[..15], Uuid7[..14], Uuid7 + "x", " " + Uuid7, Uuid7 + "\n", Uuid7.Replace("-7", "-4", StringComparison.Ordinal) };
        for (var i = 0; i < 3_000; i++)
        {
            // Of every third one letter is another.
            var at = dice.Next(Uuid7.Length);
            ids.Add(i % 3 != 0 ? string.Concat(Enumerable.Range(0, dice.Next(1, 100)).Select(_ => Letters.EnumerateRunes().ElementAt(dice.Next(31)).ToString()))
                : string.Concat(Uuid7.AsSpan(0, at), Letters.AsSpan(dice.Next(25), 1), Uuid7.AsSpan(at + 1)));
        }

        await using var command = _bench.Database.CreateCommand("SELECT event_key('my-app', id) FROM unnest($1::text[]) WITH ORDINALITY AS own (id, number) ORDER BY number");
        command.Parameters.Add(new() { Value = ids.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        foreach (var id in ids)
        {
            Assert.True(await reader.ReadAsync(Cancel));
            Assert.Equal((id, EventKey.Of("my-app"u8, Encoding.UTF8.GetBytes(id)).ToGuid()), (id, reader.GetGuid(0)));
        }
    }

    [Fact]
    public async Task Keys_that_an_earlier_release_stored_still_tell_repeats_and_conflicts()
    {
        var events = StoreBench.Sessions("x", 50).ToList();
        await using (var first = _bench.Start("g1"))
        {
            await StoreBench.PostAsync(first, events);
            await StoreBench.QuietAsync(first);
        }

        await using (var old = _bench.Database.CreateCommand(
            """
            CREATE TABLE kept AS SELECT source, id, content_hash, k.received_at FROM events JOIN event_keys AS k ON key = event_key(source, id);
            DROP TABLE event_keys;
            CREATE TABLE event_keys (source text NOT NULL, id text NOT NULL, content_hash uuid NOT NULL, received_at timestamptz NOT NULL, PRIMARY KEY (source, id));
            INSERT INTO event_keys SELECT * FROM kept
            """))
        {
            Assert.Equal(50, await old.ExecuteNonQueryAsync(Cancel));
        }

        // Another gateway with another log: only the table knows the ids.
        await using var second = _bench.Start("g2");
        await StoreBench.PostAsync(second, [.. events.Take(40), .. StoreBench.Sessions("x4", 10), .. StoreBench.Sessions("new", 5)]);
        await StoreBench.QuietAsync(second);
        Assert.Equal(40, second.Vitals.Duplicates);
        Assert.Equal(10, second.Vitals.Rejected(Refusal.IdConflict));
        await _bench.AssertConsistentAsync(55);
        Assert.Equal("content_hash key received_at; event_keys_pkey", await _bench.ScalarAsync<string>(
            """
            SELECT string_agg(attname, ' ' ORDER BY attname) || '; ' || (SELECT string_agg(indexname, ' ') FROM pg_indexes WHERE tablename LIKE 'event\_keys%')
            FROM pg_attribute WHERE attrelid = 'event_keys'::regclass AND attnum > 0
            """));
        Assert.False(await _bench.ScalarAsync<bool>("SELECT to_regclass('event_keys_of_texts') IS NOT NULL"));

        // And the next start finds nothing more to do.
        await StoreSchema.ApplyAsync(_bench.Database, Cancel);
        await _bench.AssertConsistentAsync(55);
    }
}
