namespace Analytics.Intake.Audit;

/// <summary>Something that nobody but an intruder does to the log.</summary>
/// <param name="Number">The record where it shows.</param>
/// <param name="Kind"><c>edited</c>, <c>missing</c>, <c>unlinked</c>, <c>truncated</c> or <c>rewritten</c>.</param>
/// <param name="Message">What it means.</param>
public sealed record AuditFinding(long Number, string Kind, string Message);

/// <summary>Looks through the whole chain, record by record, and then at what anchors remember of it.</summary>
public sealed class AuditVerification(IReadOnlyList<(string Name, AuditHead Head)> anchors)
{
    private readonly List<AuditFinding> _findings = [];
    private readonly Dictionary<long, ReadOnlyMemory<byte>> _anchored = [];
    private AuditHead _last = AuditHead.Start;

    public long Records { get; private set; }

    /// <summary>The last record seen.</summary>
    public AuditHead Head => _last;

    /// <summary>The next record, in the order of the numbers.</summary>
    public void Add(AuditRecord record)
    {
        Records++;
        var follows = record.Previous.Span.SequenceEqual(_last.Hash.Span);
        if (record.Number != _last.Number + 1)
        {
            Find(record.Number, "missing", record.Number == _last.Number + 2 ? $"record {record.Number - 1} was deleted" : $"records {_last.Number + 1} to {record.Number - 1} were deleted");
        }
        else if (!follows)
        {
            Find(record.Number, "unlinked", $"record {record.Number} does not follow the one before it: one of them was exchanged, inserted or moved");
        }

        if (!AuditChain.HashOf(record.Previous.Span, record.Number, record.Entry).AsSpan().SequenceEqual(record.Hash.Span))
        {
            Find(record.Number, "edited", $"record {record.Number} was changed: its hash is another one");
        }

        if (anchors.Any(anchor => anchor.Head.Number == record.Number))
        {
            _anchored[record.Number] = record.Hash;
        }

        _last = new AuditHead(record.Number, record.Hash);
    }

    /// <summary>After the last record: everything that is wrong; empty when nothing is.</summary>
    public IReadOnlyList<AuditFinding> End()
    {
        foreach (var (name, head) in anchors.Where(anchor => anchor.Head.Number > 0))
        {
            if (head.Number > _last.Number)
            {
                Find(head.Number, "truncated", $"the log ends at {_last.Number}, but {name} remembers record {head.Number}: the end was cut off");
            }
            else if (!_anchored.TryGetValue(head.Number, out var hash))
            {
                Find(head.Number, "missing", $"{name} remembers record {head.Number}, which is not there");
            }
            else if (!hash.Span.SequenceEqual(head.Hash.Span))
            {
                Find(head.Number, "rewritten", $"record {head.Number} is another one than {name} remembers: the log was rewritten at or before it");
            }
        }

        return _findings;
    }

    private void Find(long number, string kind, string message) => _findings.Add(new AuditFinding(number, kind, message));
}
