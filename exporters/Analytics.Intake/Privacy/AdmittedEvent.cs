using System.Buffers.Binary;
using System.Text;
using Analytics.Catalog;

namespace Analytics.Intake.Privacy;

/// <summary>
/// One event that has passed the privacy gate: valid by the catalog, consented to, persons only as pseudonyms. Immutable; the values are decoded
/// when asked for. Made by <see cref="PrivacyGate"/> only.
/// </summary>
public sealed class AdmittedEvent
{
    private readonly byte[] _bytes;
    private readonly int _offset;
    private readonly AdmittedHeader _header;

    internal AdmittedEvent(PrivacyGate.Seal seal, EventKind kind, AdmittedHeader header, byte[] bytes, int offset)
    {
        ArgumentNullException.ThrowIfNull(seal);
        Kind = kind;
        _header = header;
        _bytes = bytes;
        _offset = offset;
    }

    public EventKind Kind { get; }

    /// <summary>The sender's id; unique with <see cref="Source"/>.</summary>
    public string Id => Encoding.UTF8.GetString(IdBytes);

    /// <summary>Who numbers the ids: the header <c>X-Analytics-Source</c>.</summary>
    public string Source => _header.Source;

    /// <summary>When it happened, by the sender's clock, corrected where that is known to be wrong; microsecond precision, UTC.</summary>
    public DateTimeOffset OccurredAt => UnixTime.FromMicroseconds(OccurredAtMicroseconds);

    /// <summary>When the gateway took it; microsecond precision, UTC.</summary>
    public DateTimeOffset ReceivedAt => UnixTime.FromMicroseconds(_header.ReceivedAt);

    /// <summary>When it was sent, by the sender's clock; null when the sender did not say. Microsecond precision, UTC.</summary>
    public DateTimeOffset? SentAt => SentAtMicroseconds is { } sent ? UnixTime.FromMicroseconds(sent) : null;

    /// <summary>The person's pseudonym (32 hexadecimal digits), or null: nobody named, or no profile allowed.</summary>
    public string? UserId => (Flags & EventFlags.HasUser) != 0 ? Convert.ToHexStringLower(UserBytes) : null;

    /// <summary>The session's pseudonym (32 hexadecimal digits), or null.</summary>
    public string? SessionId => (Flags & EventFlags.HasSession) != 0 ? Convert.ToHexStringLower(SessionBytes) : null;

    /// <summary>Which key made the pseudonyms.</summary>
    public string KeyId => _header.KeyId;

    /// <summary>
    /// Whether an administrator loaded it as history, or had it replayed when it was too old for the present: it counts under <c>origin="backfill"</c> and feeds no histogram.
    /// </summary>
    public bool IsBackfill => _header.IsBackfill || (Flags & EventFlags.IsHistory) != 0;

    /// <summary>Whether the person allowed sharing outside the company (research data sets).</summary>
    public bool CanShare => (Flags & EventFlags.CanShare) != 0;

    /// <summary>The envelope's free label, or null.</summary>
    public string? Label => LabelBytes.IsEmpty ? null : Encoding.UTF8.GetString(LabelBytes);

    /// <summary>The envelope's value, or null.</summary>
    public double? Value => (Flags & EventFlags.HasValue) != 0 ? BinaryPrimitives.ReadDoubleLittleEndian(Data[EventLayout.Value..]) : null;

    /// <summary>The version of the consent text that the person agreed to, or null.</summary>
    public string? ConsentVersion => ConsentVersionBytes.IsEmpty ? null : Encoding.UTF8.GetString(ConsentVersionBytes);

    internal ReadOnlySpan<byte> Data => _bytes.AsSpan(_offset, BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_offset)));

    internal AdmittedHeader Header => _header;

    internal EventFlags Flags => (EventFlags)BinaryPrimitives.ReadUInt16LittleEndian(Data[EventLayout.Flags..]);

    internal long? SentAtMicroseconds => BinaryPrimitives.ReadInt64LittleEndian(Data[EventLayout.SentAt..]) is not 0 and var sent ? sent : null;

    internal long OccurredAtMicroseconds => BinaryPrimitives.ReadInt64LittleEndian(Data[EventLayout.OccurredAt..]);

    internal long? ConsentAtMicroseconds => (Flags & EventFlags.HasConsentDate) != 0 ? BinaryPrimitives.ReadInt64LittleEndian(Data[EventLayout.ConsentAt..]) : null;

    /// <summary>A keyed hash of the content as sent: equal for a repeat, different for an id that was used again.</summary>
    internal UInt128 Fingerprint => BinaryPrimitives.ReadUInt128LittleEndian(Data[EventLayout.Fingerprint..]);

    internal ReadOnlySpan<byte> UserBytes => Data.Slice(EventLayout.User, EventLayout.PseudonymSize);

    internal ReadOnlySpan<byte> SessionBytes => Data.Slice(EventLayout.Session, EventLayout.PseudonymSize);

    internal ReadOnlySpan<byte> IdBytes => Data.Slice(EventLayout.TextsAt(Data), Short(EventLayout.IdLength));

    internal ReadOnlySpan<byte> LabelBytes => Data.Slice(EventLayout.TextsAt(Data) + Short(EventLayout.IdLength), Short(EventLayout.LabelLength));

    internal ReadOnlySpan<byte> ConsentVersionBytes =>
        Data.Slice(EventLayout.TextsAt(Data) + Short(EventLayout.IdLength) + Short(EventLayout.LabelLength), Short(EventLayout.ConsentVersionLength));

    /// <summary>The value of a number field in its unit, or of a money field in major units; false when the event does not carry it.</summary>
    public bool TryGetNumber(Field field, out double value)
    {
        value = 0;
        if (!EventLayout.TrySlot(Data, Kind.IndexOf(field), out var bits))
        {
            return false;
        }

        switch (field)
        {
            case NumberField:
                value = BitConverter.Int64BitsToDouble(bits);
                return true;
            case MoneyField:
                value = (double)(bits / EventLayout.MoneyScale);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The exact amount in major units; false when the event does not carry it.</summary>
    public bool TryGetMoney(MoneyField field, out decimal amount)
    {
        var found = EventLayout.TrySlot(Data, Kind.IndexOf(field), out var bits);
        amount = bits / EventLayout.MoneyScale;
        return found;
    }

    /// <summary>The text of a field, the wire name of a choice; null when the event does not carry it or it is a number.</summary>
    public string? TextOf(Field field) =>
        !EventLayout.TrySlot(Data, Kind.IndexOf(field), out var bits) ? null : field switch
        {
            ChoiceField choice => choice.Values[(int)bits],
            TextField or BudgetedField => Encoding.UTF8.GetString(EventLayout.TextOf(Data, bits)),
            _ => null,
        };

    private int Short(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Data[at..]);
}
