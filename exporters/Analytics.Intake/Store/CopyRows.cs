using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;
using Analytics.Catalog;
using Analytics.Intake.Contract;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Store;

/// <summary>
/// Events as rows of PostgreSQL's binary COPY (PostgreSQL manual, COPY, "Binary Format"), straight from the log's bytes: texts stay UTF-8, and no
/// event becomes an object graph on its way.
/// </summary>
internal sealed class CopyRows(EventContract contract)
{
    public const string EventsCommand =
        "COPY events (source, id, kind, occurred_at, received_at, user_id, key_id, session_id, properties, label, value, backfill, data_class, can_share, consent_version, consent_at, sent_at) FROM STDIN (FORMAT BINARY)";

    public const string KeysCommand = "COPY event_keys (key, content_hash, received_at) FROM STDIN (FORMAT BINARY)";

    private const short EventColumns = 17;
    private const short KeyColumns = 3;
    private const int Null = -1;

    /// <summary>Microseconds from 1970 to PostgreSQL's epoch, 2000-01-01.</summary>
    private const long PostgresEpoch = 946_684_800_000_000;

    private readonly FrozenDictionary<EventKind, KindNames> _kinds = contract.Kinds.ToFrozenDictionary(plan => plan.Kind, plan => new KindNames(plan));

    public static void Begin(ByteBuffer rows)
    {
        rows.Clear();
        // The signature's byte 0xFF cannot stand in a UTF-8 literal.
        rows.Write("PGCOPY\n"u8);
        rows.WriteByte(0xFF);
        rows.Write("\r\n\0"u8);
        rows.WriteInt32Network(0);
        rows.WriteInt32Network(0);
    }

    public static void End(ByteBuffer rows) => rows.WriteInt16Network(-1);

    /// <param name="rows">Where to.</param>
    /// <param name="key">The event's <see cref="EventKey"/>.</param>
    /// <param name="admitted">The event.</param>
    public static void AddKey(ByteBuffer rows, UInt128 key, AdmittedEvent admitted)
    {
        rows.WriteInt16Network(KeyColumns);
        rows.WriteInt32Network(16);
        BinaryPrimitives.WriteUInt128BigEndian(rows.Take(16), key);
        rows.WriteInt32Network(EventLayout.FingerprintSize);
        rows.Write(admitted.Data.Slice(EventLayout.Fingerprint, EventLayout.FingerprintSize));
        Time(rows, admitted.Header.ReceivedAt);
    }

    /// <summary>By kind, then by person, then by time: a number to sort by.</summary>
    public UInt128 PlaceOf(AdmittedEvent admitted)
    {
        var user = (admitted.Flags & EventFlags.HasUser) != 0 ? BinaryPrimitives.ReadUInt64BigEndian(admitted.UserBytes) : 0;
        return ((UInt128)(ushort)_kinds[admitted.Kind].Plan.Index << 112) | ((UInt128)user << 48) | ((ulong)admitted.OccurredAtMicroseconds & 0xFFFF_FFFF_FFFF);
    }

    public void AddEvent(ByteBuffer rows, AdmittedEvent admitted)
    {
        var names = _kinds[admitted.Kind];
        var data = admitted.Data;
        var flags = admitted.Flags;
        rows.WriteInt16Network(EventColumns);
        Text(rows, admitted.Header.SourceBytes);
        Text(rows, admitted.IdBytes);
        Text(rows, names.Kind);
        Time(rows, admitted.OccurredAtMicroseconds);
        Time(rows, admitted.Header.ReceivedAt);
        Pseudonym(rows, (flags & EventFlags.HasUser) != 0, admitted.UserBytes);
        OptionalText(rows, (flags & (EventFlags.HasUser | EventFlags.HasSession)) != 0 ? admitted.Header.KeyIdBytes : default);
        Pseudonym(rows, (flags & EventFlags.HasSession) != 0, admitted.SessionBytes);
        Properties(rows, data, names);
        OptionalText(rows, admitted.LabelBytes);
        if ((flags & EventFlags.HasValue) != 0)
        {
            rows.WriteInt32Network(8);
            BinaryPrimitives.WriteDoubleBigEndian(rows.Take(8), BinaryPrimitives.ReadDoubleLittleEndian(data[EventLayout.Value..]));
        }
        else
        {
            rows.WriteInt32Network(Null);
        }

        Boolean(rows, admitted.IsBackfill);
        Text(rows, names.DataClass);
        Boolean(rows, (flags & EventFlags.CanShare) != 0);
        OptionalText(rows, admitted.ConsentVersionBytes);
        OptionalTime(rows, admitted.ConsentAtMicroseconds);
        OptionalTime(rows, admitted.SentAtMicroseconds);
    }

    private static void Properties(ByteBuffer rows, ReadOnlySpan<byte> data, KindNames names)
    {
        var lengthAt = rows.Length;
        rows.WriteInt32Network(0);
        rows.WriteByte(1); // jsonb's binary version
        var start = rows.Length;
        rows.WriteByte((byte)'{');
        foreach (var (slot, name) in names.Fields)
        {
            if (!EventLayout.TrySlot(data, slot, out var bits))
            {
                continue;
            }

            if (rows.Length - start > 1)
            {
                rows.WriteByte((byte)',');
            }

            rows.Write(name);
            names.Plan.Fields[slot].WriteJson(rows, data, bits);
        }

        rows.WriteByte((byte)'}');
        BinaryPrimitives.WriteInt32BigEndian(rows.Editable[lengthAt..], rows.Length - lengthAt - 4);
    }

    private static void Text(ByteBuffer rows, ReadOnlySpan<byte> text)
    {
        rows.WriteInt32Network(text.Length);
        rows.Write(text);
    }

    private static void OptionalText(ByteBuffer rows, ReadOnlySpan<byte> text)
    {
        rows.WriteInt32Network(text.IsEmpty ? Null : text.Length);
        rows.Write(text);
    }

    private static void Pseudonym(ByteBuffer rows, bool present, ReadOnlySpan<byte> bytes)
    {
        if (!present)
        {
            rows.WriteInt32Network(Null);
            return;
        }

        rows.WriteInt32Network(2 * bytes.Length);
        Convert.TryToHexStringLower(bytes, rows.Take(2 * bytes.Length), out _);
    }

    private static void Time(ByteBuffer rows, long microseconds)
    {
        rows.WriteInt32Network(8);
        rows.WriteInt64Network(microseconds - PostgresEpoch);
    }

    private static void OptionalTime(ByteBuffer rows, long? microseconds)
    {
        if (microseconds is { } time)
        {
            Time(rows, time);
        }
        else
        {
            rows.WriteInt32Network(Null);
        }
    }

    private static void Boolean(ByteBuffer rows, bool value)
    {
        rows.WriteInt32Network(1);
        rows.WriteByte(value ? (byte)1 : (byte)0);
    }

    private sealed class KindNames(KindPlan plan)
    {
        public KindPlan Plan { get; } = plan;

        public byte[] Kind { get; } = Encoding.UTF8.GetBytes(plan.Kind.Name);

        public byte[] DataClass { get; } = Encoding.UTF8.GetBytes(WireName.Of(plan.Kind.DataClass));

        /// <summary>The slots with their names in the order in which jsonb keeps them, by length and then by bytes: PostgreSQL sorts what is sorted in one pass.</summary>
        public (int Slot, byte[] Name)[] Fields { get; } =
        [
            .. plan.Fields.Select((field, slot) => (slot, field.Field.Name)).OrderBy(own => Encoding.UTF8.GetByteCount(own.Name)).ThenBy(own => own.Name, StringComparer.Ordinal)
                .Select(own => (own.slot, Encoding.UTF8.GetBytes($"\"{own.Name}\":"))),
        ];
    }
}
