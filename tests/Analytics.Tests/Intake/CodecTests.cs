using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Intake;
using Analytics.Intake.Contract;
using Analytics.Intake.Privacy;
using Analytics.Intake.Store;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>Whatever valid event goes in as JSON comes out of the log, and into PostgreSQL's rows, with the same values.</summary>
public sealed class CodecTests
{
    private const int Rounds = 2_000;

    private static readonly CopyRows Copy = new(EventContract.Default);

    [Fact]
    public void Any_valid_event_reads_back_from_the_log_as_it_was_sent()
    {
        using var door = new Door();
        var some = new SomeEvents(1);
        for (var i = 0; i < Rounds; i++)
        {
            var sent = (JsonObject)JsonNode.Parse(some.Next($"e{i}").ToJsonString())!;
            var admitted = Assert.Single(door.Post(sent).Events);

            Assert.Equal($"e{i}", admitted.Id);
            Assert.Equal("app", admitted.Source);
            Assert.Equal((string?)sent["timestamp"], EventJson.Iso(admitted.OccurredAt));
            Assert.Equal(Door.Now, admitted.ReceivedAt);
            Assert.Equal((string?)sent["label"], admitted.Label);
            Assert.Equal((double?)sent["value"], admitted.Value);
            Assert.Equal((bool)sent["privacyFlags"]!["canProfile"]! ? door.Keys.PseudonymOf((string)sent["userId"]!) : null, admitted.UserId);
            foreach (var own in admitted.Kind.Fields)
            {
                AssertSame(ValueIn(sent, own.Field), admitted, own.Field);
            }
        }
    }

    [Fact]
    public void Events_that_an_older_release_wrote_are_read_without_a_time_of_sending()
    {
        using var door = new Door();
        var some = new SomeEvents(4);
        for (var i = 0; i < 200; i++)
        {
            var passage = door.Post(some.Next($"e{i}"));
            var admitted = Assert.Single(passage.Events);
            var at = passage.Payload.AsSpan().IndexOf(admitted.Data);
            byte[] old = [.. passage.Payload[..(at + EventLayout.SlotsOfVersion2)], .. passage.Payload[(at + EventLayout.Slots)..]];
            old[0] = 2;
            BitConverter.TryWriteBytes(old.AsSpan(20), BitConverter.ToInt32(old, 20) - 8);
            BitConverter.TryWriteBytes(old.AsSpan(at), BitConverter.ToInt32(old, at) - 8);
            var read = Assert.Single(PrivacyGate.Reopen(old, 0, old.Length, LogNames.Read(EventContract.Default.Names, EventContract.Default)).Events);
            Assert.Equal(admitted.Data, read.Data);
            Assert.Null(read.SentAt);
        }
    }

    [Fact]
    public void Any_admitted_event_becomes_a_row_with_the_same_values()
    {
        using var door = new Door();
        var some = new SomeEvents(2);
        for (var i = 0; i < Rounds; i++)
        {
            var sent = (JsonObject)JsonNode.Parse(some.Next($"e{i}").ToJsonString())!;
            var admitted = Assert.Single(door.Post(sent).Events);
            using var rows = new ByteBuffer(256);
            CopyRows.Begin(rows);
            Copy.AddEvent(rows, admitted);
            CopyRows.End(rows);
            var row = Assert.Single(CopyFormat.Read(rows.Written.ToArray()));

            Assert.Equal(17, row.Count);
            Assert.Equal("app", CopyFormat.Text(row[0]));
            Assert.Equal($"e{i}", CopyFormat.Text(row[1]));
            Assert.Equal(admitted.Kind.Name, CopyFormat.Text(row[2]));
            Assert.Equal(admitted.OccurredAt, CopyFormat.Time(row[3]!));
            Assert.Equal(admitted.ReceivedAt, CopyFormat.Time(row[4]!));
            Assert.Equal(admitted.UserId, CopyFormat.Text(row[5]));
            Assert.Equal("k1", CopyFormat.Text(row[6]));
            Assert.Equal(admitted.SessionId, CopyFormat.Text(row[7]));
            AssertProperties(sent, admitted, CopyFormat.Jsonb(row[8]!));
            Assert.Equal(admitted.Label, CopyFormat.Text(row[9]));
            Assert.Equal(admitted.Value, row[10] is { } value ? CopyFormat.Double(value) : null);
            Assert.Equal([0], row[11]);
            Assert.Equal(WireName.Of(admitted.Kind.DataClass), CopyFormat.Text(row[12]));
            Assert.Equal("3", CopyFormat.Text(row[14]));
        }
    }

    [Fact]
    public void Equal_content_has_one_fingerprint_and_any_change_another()
    {
        using var door = new Door();
        var some = new SomeEvents(3);
        for (var i = 0; i < 300; i++)
        {
            var sent = some.Next("e");
            var fingerprint = FingerprintOf(sent);
            Assert.Equal(fingerprint, FingerprintOf((JsonObject)sent.DeepClone()));
            foreach (var (property, change) in new (string, JsonNode)[] { ("label", "changed"), ("value", 12345.5), ("sessionId", "changed"), ("timestamp", "2026-11-20T00:00:00.001Z") })
            {
                var changed = (JsonObject)sent.DeepClone();
                changed[property] = change;
                Assert.NotEqual(fingerprint, FingerprintOf(changed));
            }
        }

        UInt128 FingerprintOf(JsonObject sent)
        {
            using var fresh = new Door();
            return Assert.Single(fresh.Post(sent).Events).Fingerprint;
        }
    }

    [Fact]
    public void A_log_of_an_earlier_catalog_is_read_by_its_names()
    {
        using var door = new Door();
        var passage = door.Post(EventJson.Of(BusinessEvents.PaymentCompleted, "p", Door.Now).Set(BusinessFields.PaymentId, "pay_1"), EventJson.Session("s", Door.Now));

        // The same numbers under other names: a kind that is gone, a field that is gone, choices in another order.
        var names = System.Text.Encoding.UTF8.GetString(EventContract.Default.Names)
            .Replace("kind session.started", "kind session.opened", StringComparison.Ordinal)
            .Replace("text properties.payment_id", "text properties.payment_number", StringComparison.Ordinal)
            .Replace("EUR,USD,GBP", "USD,EUR,GBP", StringComparison.Ordinal);
        var read = PrivacyGate.Reopen(passage.Payload, 0, passage.Payload.Length, LogNames.Read(System.Text.Encoding.UTF8.GetBytes(names), EventContract.Default));

        var payment = Assert.Single(read.Events);
        Assert.Equal("p", payment.Id);
        Assert.Equal("USD", payment.TextOf(BusinessFields.Currency));
        Assert.Null(payment.TextOf(BusinessFields.PaymentId));
        Assert.True(payment.TryGetMoney(BusinessFields.Amount, out var amount));
        Assert.Equal(9.99m, amount);
        var refused = Assert.Single(read.Refusals);
        Assert.Equal((Refusal.UnknownKind, "session.opened", "s"), (refused.Code, refused.Kind, refused.Id));
    }

    private static void AssertProperties(JsonObject sent, AdmittedEvent admitted, JsonObject stored)
    {
        foreach (var own in admitted.Kind.Fields)
        {
            var value = stored[own.Field.Name];
            var original = ValueIn(sent, own.Field);
            Assert.Equal(own.Field is NumberField or MoneyField ? (double?)original : (string?)original, own.Field is NumberField or MoneyField ? (object?)(double?)value : (string?)value);
        }

        Assert.Subset(admitted.Kind.Fields.Select(own => own.Field.Name).ToHashSet(), stored.Select(pair => pair.Key).ToHashSet());
    }

    private static void AssertSame(JsonNode? original, AdmittedEvent admitted, Field field)
    {
        switch (field)
        {
            case NumberField:
                Assert.Equal(original is not null, admitted.TryGetNumber(field, out var number));
                Assert.Equal((double?)original ?? 0, number);
                break;
            case MoneyField money:
                Assert.Equal(original is not null, admitted.TryGetMoney(money, out var amount));
                Assert.Equal((decimal?)original ?? 0, amount);
                break;
            default:
                Assert.Equal((string?)original, admitted.TextOf(field));
                break;
        }
    }

    private static JsonNode? ValueIn(JsonObject sent, Field field) =>
        sent[field.Place switch { FieldPlace.Device => "deviceInfo", FieldPlace.Segment => "userSegment", _ => "properties" }]?[field.JsonName];
}
