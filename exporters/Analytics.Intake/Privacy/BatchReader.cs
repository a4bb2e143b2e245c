using System.Buffers.Binary;
using System.Text;
using Analytics.Catalog;

namespace Analytics.Intake.Privacy;

/// <summary>What one record of the log holds.</summary>
/// <param name="Events">The events, in the order in which they were sent.</param>
/// <param name="Refusals">The records of refused events.</param>
internal sealed record ReadmittedBatch(IReadOnlyList<AdmittedEvent> Events, IReadOnlyList<RefusedEvent> Refusals)
{
    public long ReceivedAt { get; init; }

    /// <summary>What persons allow from now on.</summary>
    public IReadOnlyList<ConsentDecision> Decisions { get; init; } = [];
}

/// <summary>Reads <see cref="BatchCodec"/>'s form back. The bytes have passed the log's checksum; a version that it does not know throws.</summary>
internal static class BatchReader
{
    public static ReadmittedBatch Read(PrivacyGate.Seal seal, byte[] bytes, int offset, int length, LogNames names)
    {
        var payload = bytes.AsSpan(offset, length);
        if (payload[0] > BatchCodec.Version)
        {
            throw new InvalidDataException($"the log's record has version {payload[0]}; this release reads up to version {BatchCodec.Version}");
        }

        var isOld = payload[0] < BatchCodec.FirstWithSentAt;

        var keyId = BinaryPrimitives.ReadUInt16LittleEndian(payload[2..]);
        var source = BinaryPrimitives.ReadUInt16LittleEndian(payload[4..]);
        var header = new AdmittedHeader(
            Encoding.UTF8.GetString(payload.Slice(BatchCodec.HeadSize + keyId, source)),
            Encoding.UTF8.GetString(payload.Slice(BatchCodec.HeadSize, keyId)),
            BatchCodec.ReceivedAt(payload),
            (payload[1] & 1) != 0);
        var at = BatchCodec.HeadSize + keyId + source;
        var count = BinaryPrimitives.ReadInt32LittleEndian(payload[16..]);
        var refusalsAt = at + BinaryPrimitives.ReadInt32LittleEndian(payload[20..]);
        var events = new List<AdmittedEvent>(count);
        var refusals = new List<RefusedEvent>();
        for (var i = 0; i < count; i++)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(payload[at..]);
            ReadOnlySpan<byte> data = isOld ? Widen(payload.Slice(at, size)) : payload.Slice(at, size);
            var kind = BinaryPrimitives.ReadUInt16LittleEndian(data[EventLayout.Kind..]);
            if (names.IsCurrent && isOld)
            {
                events.Add(new AdmittedEvent(seal, names.KindOf(kind)!, header, data.ToArray(), 0));
            }
            else if (names.IsCurrent)
            {
                events.Add(new AdmittedEvent(seal, names.KindOf(kind)!, header, bytes, offset + at));
            }
            else if (names.KindOf(kind) is { } known)
            {
                events.Add(new AdmittedEvent(seal, known, header, names.Translate(data, kind), 0));
            }
            else
            {
                var id = data.Slice(EventLayout.TextsAt(data), BinaryPrimitives.ReadUInt16LittleEndian(data[EventLayout.IdLength..]));
                refusals.Add(new RefusedEvent(seal, Refusal.UnknownKind, "category", "the kind is not in this release's catalog any more",
                    Encoding.UTF8.GetString(id), names.NameOf(kind), header.Source, UnixTime.FromMicroseconds(header.ReceivedAt)) { SchemaVersion = names.Version });
            }

            at += size;
        }

        var rest = ReadRefusals(seal, payload, refusalsAt, header, names, refusals);
        return new ReadmittedBatch(events, refusals)
        {
            ReceivedAt = header.ReceivedAt,
            Decisions = (payload[1] & 2) != 0 ? DecisionCodec.Read(seal, rest, header.Source) : [],
        };
    }

    /// <summary>An event of version 1 or 2 in today's form.</summary>
    private static byte[] Widen(ReadOnlySpan<byte> old)
    {
        var wide = new byte[old.Length + EventLayout.Slots - EventLayout.SlotsOfVersion2];
        old[..EventLayout.SlotsOfVersion2].CopyTo(wide);
        old[EventLayout.SlotsOfVersion2..].CopyTo(wide.AsSpan(EventLayout.Slots));
        BinaryPrimitives.WriteInt32LittleEndian(wide, wide.Length);
        return wide;
    }

    /// <summary>Answers what follows the refusals.</summary>
    private static ReadOnlySpan<byte> ReadRefusals(PrivacyGate.Seal seal, ReadOnlySpan<byte> payload, int at, AdmittedHeader header, LogNames names, List<RefusedEvent> refusals)
    {
        var bytes = payload[at..];
        for (var left = BinaryPrimitives.ReadUInt16LittleEndian(payload[6..]); left > 0; left--)
        {
            var code = (Refusal)bytes[0];
            bytes = bytes[1..];
            var path = Text(ref bytes);
            var message = Text(ref bytes);
            var (id, kind, user, json) = (Text(ref bytes), Text(ref bytes), "", "");
            if (payload[0] > 1)
            {
                user = Convert.ToHexStringLower(bytes.Slice(1, bytes[0]));
                bytes = bytes[(1 + bytes[0])..];
                json = Text(ref bytes);
            }

            refusals.Add(new RefusedEvent(seal, code, path, message, OrNull(id), OrNull(kind), header.Source, UnixTime.FromMicroseconds(header.ReceivedAt))
            {
                UserId = OrNull(user),
                KeyId = json.Length > 0 ? header.KeyId : null,
                Json = OrNull(json),
                SchemaVersion = names.Version,
            });
        }

        return bytes;
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string Text(ref ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        var text = Encoding.UTF8.GetString(bytes.Slice(2, length));
        bytes = bytes[(2 + length)..];
        return text;
    }
}
