using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Analytics.Intake.Contract;

/// <summary>What makes a batch the same as an earlier one: its id, and the bytes of its events. The time of sending is another one each time.</summary>
/// <param name="BatchId">As it stands in the JSON, escapes included.</param>
/// <param name="Events">The first 128 bits of the SHA-256 of the list of events, mixed with that of their checksums.</param>
internal readonly record struct BatchIdentity(string BatchId, UInt128 Events)
{
    /// <summary>Walks over the top level of a body; null when it names no batch (or is none: the reader will say why).</summary>
    public static BatchIdentity? Of(ReadOnlySpan<byte> body)
    {
        body = JsonText.WithoutMark(body);
        string? batchId = null;
        UInt128? events = null;
        UInt128 checksums = 0;
        try
        {
            var reader = new JsonCursor(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.ReadName())
            {
                var (isBatchId, isEvents, isChecksums) = (reader.ValueSpan.SequenceEqual("batchId"u8), reader.ValueSpan.SequenceEqual("events"u8), reader.ValueSpan.SequenceEqual("checksums"u8));
                reader.ReadValue();
                var start = reader.TokenStart;
                if (isBatchId && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= 3 * DoorLimits.MaxBatchIdLength && Utf8.IsValid(reader.ValueSpan))
                {
                    batchId = Encoding.UTF8.GetString(reader.ValueSpan);
                }

                reader.Skip();
                if (isEvents)
                {
                    events = Hash(body[start..reader.TokenEnd]);
                }
                else if (isChecksums)
                {
                    checksums = Hash(body[start..reader.TokenEnd]);
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return batchId is { } id && events is { } hash ? new BatchIdentity(id, hash ^ (checksums << 1)) : null;
    }

    private static UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
