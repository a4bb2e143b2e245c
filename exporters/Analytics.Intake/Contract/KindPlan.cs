using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>One kind of event, prepared for reading.</summary>
internal sealed class KindPlan
{
    public KindPlan(EventKind kind, int index)
    {
        Kind = kind;
        Index = index;
        TypeName = WireName.Of(kind.Type);
        StableHash = FieldPlan.Hash(kind.Name);
        if (kind.Fields.Count > Privacy.EventLayout.MaxFields)
        {
            throw new InvalidOperationException($"{kind.Name} has {kind.Fields.Count} fields; the log's layout takes {Privacy.EventLayout.MaxFields}");
        }

        Fields = [.. kind.Fields.Select((own, slot) => new FieldPlan(own, slot))];
        Required = Fields.Where(field => field.Required).Aggregate(0UL, (mask, field) => mask | (1UL << field.Slot));
        StableOrder = [.. Fields.OrderBy(field => field.Path, StringComparer.Ordinal).Select(field => field.Slot)];
        ByPlace = [.. Enum.GetValues<FieldPlace>().Select(place => Fields.Where(field => field.Field.Place == place).ToArray())];
    }

    public EventKind Kind { get; }

    /// <summary>Its position in the catalog; the log keeps it together with the catalog's names.</summary>
    public int Index { get; }

    /// <summary>The <c>eventType</c> that its events must name.</summary>
    public string TypeName { get; }

    public FieldPlan[] Fields { get; }

    /// <summary>The fields of each <see cref="FieldPlace"/>.</summary>
    public FieldPlan[][] ByPlace { get; }

    /// <summary>One bit for each required field.</summary>
    public ulong Required { get; }

    /// <summary>Slots in the order of their paths: the same in every release that has the same fields.</summary>
    public int[] StableOrder { get; }

    public long StableHash { get; }

    /// <summary>Whether an event of the kind must name a session: what a person did happened in one, what a server did did not.</summary>
    public bool NeedsSession => Kind.Type == EventType.UserAction;

    /// <summary>Reads the name of the field that is expected next, when it is that one.</summary>
    public FieldPlan? ReadNext(ref JsonCursor reader, FieldPlace place, ref int next)
    {
        var fields = ByPlace[(int)place];
        return next < fields.Length && reader.TryReadName(fields[next].QuotedName) ? fields[next++] : null;
    }

    /// <summary>The field of a JSON name in a place, or null.</summary>
    public FieldPlan? Find(FieldPlace place, ReadOnlySpan<byte> name)
    {
        var next = 0;
        return Find(place, name, ref next);
    }

    /// <summary>The field of a JSON name in a place, or null.</summary>
    /// <param name="place">Where the name stands.</param>
    /// <param name="name">The name in UTF-8.</param>
    /// <param name="next">Where to look first, and then behind what was found: senders write the properties of a kind in one order, mostly the catalog's.</param>
    public FieldPlan? Find(FieldPlace place, ReadOnlySpan<byte> name, ref int next)
    {
        var fields = ByPlace[(int)place];
        for (var i = 0; i < fields.Length; i++, next++)
        {
            next = next < fields.Length ? next : 0;
            if (name.SequenceEqual(fields[next].Name))
            {
                return fields[next++];
            }
        }

        return null;
    }
}
