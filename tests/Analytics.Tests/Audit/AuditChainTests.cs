using Analytics.Intake.Audit;

namespace Analytics.Tests.Audit;

/// <summary>Every way to tamper with a list of records is found, without a database.</summary>
public sealed class AuditChainTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_untouched_chain_has_no_finding() => Assert.Empty(Verify(Chain(20), Anchor(Chain(20), 20)));

    [Fact]
    public void No_record_and_no_anchor_is_in_order() => Assert.Empty(Verify([]));

    [Fact]
    public void Each_changed_field_is_found()
    {
        Func<AuditEntry, AuditEntry>[] edits =
        [
            entry => entry with { At = entry.At.AddMicroseconds(1) },
            entry => entry with { Actor = "other" },
            entry => entry with { Roles = "viewer" },
            entry => entry with { Act = AuditActs.SubjectErased },
            entry => entry with { Subject = null },
            entry => entry with { Outcome = AuditOutcome.Failed },
            entry => entry with { Detail = "" },
            // The same letters in other fields.
            entry => entry with { Roles = entry.Roles + "s", Act = entry.Act[1..] },
        ];
        foreach (var edit in edits)
        {
            var records = Chain(5);
            records[2] = records[2] with { Entry = edit(records[2].Entry) };
            Assert.Contains(Verify(records), finding => finding is { Number: 3, Kind: "edited" });
        }
    }

    [Fact]
    public void A_change_with_a_fresh_hash_is_found_at_the_next_record_or_by_the_anchor()
    {
        var records = Chain(5);
        Rewrite(records, 2, 2);
        Assert.Equal([(4L, "unlinked")], Verify(records).Select(finding => (finding.Number, finding.Kind)));

        records = Chain(5);
        var anchor = Anchor(records, 5);
        Rewrite(records, 2, 4);
        Assert.Equal([(5L, "rewritten")], Verify(records, anchor).Select(finding => (finding.Number, finding.Kind)));
    }

    [Fact]
    public void A_deleted_record_is_found_wherever_it_stood()
    {
        for (var at = 0; at < 4; at++)
        {
            var records = Chain(5);
            records.RemoveAt(at);
            Assert.Contains(Verify(records), finding => finding.Kind == "missing");
        }
    }

    [Fact]
    public void A_cut_end_is_found_by_the_anchor()
    {
        var records = Chain(5);
        var anchor = Anchor(records, 5);
        records.RemoveRange(3, 2);
        Assert.Equal("truncated", Assert.Single(Verify(records, anchor)).Kind);
        Assert.Equal("truncated", Assert.Single(Verify([], anchor)).Kind);
    }

    [Fact]
    public void An_inserted_record_and_two_that_changed_places_are_found()
    {
        var records = Chain(5);
        var foreign = Chain(3, detail: "foreign")[2];
        records.Insert(2, foreign);
        Assert.NotEmpty(Verify(records));

        records = Chain(5);
        (records[1], records[2]) = (records[2] with { Number = 2 }, records[1] with { Number = 3 });
        Assert.Contains(Verify(records), finding => finding.Kind == "edited");
    }

    private static List<AuditRecord> Chain(int count, string detail = "detail")
    {
        var head = AuditHead.Start;
        var records = new List<AuditRecord>();
        for (var i = 0; i < count; i++)
        {
            var entry = new AuditEntry { At = Start.AddSeconds(i), Actor = "abcdefghij", Roles = "admin", Act = AuditActs.SubjectRead, Subject = $"{i:x32}", Detail = detail };
            records.Add(new AuditRecord(i + 1, entry, head.Hash, AuditChain.HashOf(head, entry)));
            head = new AuditHead(i + 1, records[i].Hash);
        }

        return records;
    }

    /// <summary>Changes the record at an index and gives everything up to another index fresh hashes, as somebody who knows the code would.</summary>
    private static void Rewrite(List<AuditRecord> records, int from, int to)
    {
        records[from] = records[from] with { Entry = records[from].Entry with { Actor = "nobody" } };
        for (var i = from; i <= to; i++)
        {
            var previous = i == 0 ? AuditHead.Start : new AuditHead(i, records[i - 1].Hash);
            records[i] = records[i] with { Previous = previous.Hash, Hash = AuditChain.HashOf(previous, records[i].Entry) };
        }
    }

    private static (string, AuditHead) Anchor(List<AuditRecord> records, int number) => ("anchor", new AuditHead(number, records[number - 1].Hash));

    private static IReadOnlyList<AuditFinding> Verify(List<AuditRecord> records, params (string, AuditHead)[] anchors)
    {
        var verification = new AuditVerification(anchors);
        records.ForEach(verification.Add);
        return verification.End();
    }
}
