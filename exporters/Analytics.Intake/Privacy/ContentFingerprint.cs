using System.Buffers.Binary;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Privacy;

/// <summary>What a fingerprint is made of: equal for a repeat, different for an id that was used again.</summary>
internal static class ContentFingerprint
{
    /// <summary>Four longs, the flags, and the lengths of four texts.</summary>
    private const int FixedSize = (4 * sizeof(long)) + (5 * sizeof(int));

    public static EventFlags FlagsOf(EventDraft draft, ReadOnlySpan<byte> user, ReadOnlySpan<byte> session) =>
        (user.IsEmpty ? 0 : EventFlags.HasUser)
        | (session.IsEmpty ? 0 : EventFlags.HasSession)
        | (draft.Value is null ? 0 : EventFlags.HasValue)
        | (draft.ConsentAt is null ? 0 : EventFlags.HasConsentDate)
        | (draft.CanShare ? EventFlags.CanShare : 0)
        | (draft.CanProfile ? EventFlags.CanProfile : 0)
        | (draft.HasPrivacyFlags ? EventFlags.HasConsentFlags : 0);

    /// <summary>
    /// Collects the content in a form that no release changes: names and not positions, the ids as sent and not their pseudonyms, and the time as sent:
    /// corrected, it is another one each time that the event is sent.
    /// </summary>
    public static void Collect(EventDraft draft, KindPlan plan, ReadOnlySpan<byte> user, ReadOnlySpan<byte> session, ByteBuffer content)
    {
        content.Clear();
        var writer = new Writer(content.Reserve(FixedSize + (Writer.LargestField * plan.Fields.Length) + draft.Texts.Length));
        writer.Add(plan.StableHash);
        writer.Add(draft.TimeAsSent);
        writer.Add(BitConverter.DoubleToInt64Bits(draft.Value ?? double.NaN));
        writer.Add(draft.ConsentAt ?? long.MinValue);
        writer.Add((int)FlagsOf(draft, user, session));
        writer.Add(user);
        writer.Add(session);
        writer.Add(draft.TextOf(draft.Label));
        writer.Add(draft.TextOf(draft.ConsentVersion));
        foreach (var slot in plan.StableOrder)
        {
            if ((draft.Present & (1UL << slot)) == 0)
            {
                continue;
            }

            var field = plan.Fields[slot];
            var bits = draft.Slots[slot];
            writer.Add(field.StableHash);
            switch (field.Type)
            {
                case FieldType.Text:
                    writer.Add(draft.Texts.Written.Slice((int)(bits >> 32), (int)(bits & 0xFFFF_FFFF)));
                    break;
                case FieldType.Choice:
                    writer.Add(field.ValueHashes[bits]);
                    break;
                default:
                    writer.Add(bits);
                    break;
            }
        }

        content.Advance(writer.Length);
    }

    /// <summary>Writes into memory that is large enough for all: asking the buffer for each of thirty parts costs more than hashing them.</summary>
    private ref struct Writer(Span<byte> to)
    {
        /// <summary>A field's name and its value, a text's bytes apart.</summary>
        public const int LargestField = 2 * sizeof(long);

        private readonly Span<byte> _to = to;

        public int Length { get; private set; }

        public void Add(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_to[Length..], value);
            Length += sizeof(long);
        }

        public void Add(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_to[Length..], value);
            Length += sizeof(int);
        }

        public void Add(ReadOnlySpan<byte> text)
        {
            Add(text.Length);
            text.CopyTo(_to[Length..]);
            Length += text.Length;
        }
    }
}
