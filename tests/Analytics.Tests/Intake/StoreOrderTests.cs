using System.Text;
using Analytics.Intake;
using Analytics.Intake.Contract;
using Analytics.Intake.Store;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>The keys under which the store knows events, and the order in which rows go to PostgreSQL.</summary>
public sealed class StoreOrderTests
{
    private const string Uuid7 = "019aa8f0-1234-7abc-8def-001122334455";

    /// <summary>A change here forgets all keys that are stored: it needs a new function <c>event_key</c> and a rewriting of the table.</summary>
    [Theory]
    [InlineData("app", "e1", "29aaa766-ab1f-26c6-5f0d-8ad0fea9bdd6")]
    [InlineData("app", Uuid7, "019aa8f0-1234-057f-9155-896b3e2a32d6")]
    public void Key_of_an_event_never_changes(string source, string id, string key) => Assert.Equal(Guid.Parse(key), KeyOf(source, id));

    [Fact]
    public void Key_of_a_version_7_id_begins_with_its_time_and_no_other_does()
    {
        Assert.StartsWith("019aa8f0-1234", KeyOf("app", Uuid7).ToString(), StringComparison.Ordinal);
        Assert.StartsWith("019aa8f0-1234", KeyOf("web", Uuid7.ToUpperInvariant()).ToString(), StringComparison.Ordinal);
        Assert.All([Uuid7.Replace("-7", "-4", StringComparison.Ordinal), Uuid7[..14], Uuid7.Replace('a', 'g'), Uuid7.Replace('-', '_')],
            id => Assert.False(KeyOf("app", id).ToString().StartsWith("019aa8f0-1234", StringComparison.Ordinal)));
    }

    [Fact]
    public void Source_and_id_are_told_apart_in_a_key() => Assert.NotEqual(KeyOf("a", "bc"), KeyOf("ab", "c"));

    [Fact]
    public void Keys_and_rows_are_sent_in_the_order_of_their_indexes()
    {
        using var door = new Door();
        var some = new SomeEvents(5);
        var events = Enumerable.Range(0, 300).SelectMany(i => door.Post(some.Next($"e{i}")).Events).ToList();
        using var encoded = new EncodedBatch();
        encoded.EncodeKeys(events);
        encoded.EncodeRows(events, new CopyRows(EventContract.Default));

        var keys = CopyFormat.Read(encoded.Keys.Written.ToArray());
        Assert.Equal(events.Select(admitted => EventKey.Of(admitted).ToGuid()).Order(), keys.Select(row => new Guid(row[0], bigEndian: true)));
        var fingerprints = events.ToDictionary(admitted => new Guid(admitted.Data.Slice(Analytics.Intake.Privacy.EventLayout.Fingerprint, 16), bigEndian: true), EventKey.Of);
        Assert.All(keys, row => Assert.Equal(new Guid(row[0], bigEndian: true), fingerprints[new Guid(row[1], bigEndian: true)].ToGuid()));

        var rows = CopyFormat.Read(encoded.Rows.Written.ToArray()).Select(row => (Id: CopyFormat.Text(row[1]), Kind: CopyFormat.Text(row[2])!, User: CopyFormat.Text(row[5]))).ToList();
        Assert.Equal(events.Select(admitted => admitted.Id).Order(), rows.Select(row => row.Id).Order());
        var kinds = rows.Select(row => row.Kind).ToList();
        Assert.Equal(kinds.Distinct().Count(), 1 + kinds.Zip(kinds.Skip(1)).Count(pair => pair.First != pair.Second));
        Assert.All(rows.GroupBy(row => row.Kind), kind => Assert.Equal(kind.Select(row => row.User).Order(StringComparer.Ordinal), kind.Select(row => row.User)));
    }

    [Fact]
    public void Fields_of_a_row_come_in_the_order_in_which_jsonb_keeps_them()
    {
        using var door = new Door();
        var some = new SomeEvents(6);
        for (var i = 0; i < 100; i++)
        {
            using var rows = new ByteBuffer(256);
            CopyRows.Begin(rows);
            new CopyRows(EventContract.Default).AddEvent(rows, Assert.Single(door.Post(some.Next($"e{i}")).Events));
            CopyRows.End(rows);
            var names = CopyFormat.Jsonb(Assert.Single(CopyFormat.Read(rows.Written.ToArray()))[8]!).Select(field => field.Key).ToList();
            Assert.Equal(names.OrderBy(Encoding.UTF8.GetByteCount).ThenBy(name => name, StringComparer.Ordinal), names);
        }
    }

    private static Guid KeyOf(string source, string id) => EventKey.Of(Encoding.UTF8.GetBytes(source), Encoding.UTF8.GetBytes(id)).ToGuid();
}
