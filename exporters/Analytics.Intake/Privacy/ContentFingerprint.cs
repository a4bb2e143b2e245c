using Analytics.Intake.Contract;

namespace Analytics.Intake.Privacy;

/// <summary>What a fingerprint is made of: equal for a repeat, different for an id that was used again.</summary>
internal static class ContentFingerprint
{
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
        content.WriteInt64(plan.StableHash);
        content.WriteInt64(draft.TimeAsSent);
        content.WriteInt64(BitConverter.DoubleToInt64Bits(draft.Value ?? double.NaN));
        content.WriteInt64(draft.ConsentAt ?? long.MinValue);
        content.WriteInt32((int)FlagsOf(draft, user, session));
        WriteText(content, user);
        WriteText(content, session);
        WriteText(content, draft.TextOf(draft.Label));
        WriteText(content, draft.TextOf(draft.ConsentVersion));
        foreach (var slot in plan.StableOrder)
        {
            if ((draft.Present & (1UL << slot)) == 0)
            {
                continue;
            }

            var field = plan.Fields[slot];
            var bits = draft.Slots[slot];
            content.WriteInt64(field.StableHash);
            switch (field.Type)
            {
                case FieldType.Text:
                    WriteText(content, draft.Texts.Written.Slice((int)(bits >> 32), (int)(bits & 0xFFFF_FFFF)));
                    break;
                case FieldType.Choice:
                    content.WriteInt64(field.ValueHashes[bits]);
                    break;
                default:
                    content.WriteInt64(bits);
                    break;
            }
        }
    }

    private static void WriteText(ByteBuffer content, ReadOnlySpan<byte> text)
    {
        content.WriteInt32(text.Length);
        content.Write(text);
    }
}
