using System.Security.Cryptography;
using Analytics.Catalog;

namespace Analytics.Intake.Audit;

/// <summary>A record of the log: an entry in its place.</summary>
/// <param name="Number">1, 2, 3, … without a gap.</param>
/// <param name="Entry">What it tells.</param>
/// <param name="Previous">The hash of the record before; zeros before the first.</param>
/// <param name="Hash">The hash that the log has for it.</param>
public sealed record AuditRecord(long Number, AuditEntry Entry, ReadOnlyMemory<byte> Previous, ReadOnlyMemory<byte> Hash);

/// <summary>The end of the chain: whoever knows it knows whether anything before it was changed.</summary>
/// <param name="Number">The last record's number; 0 when there is none.</param>
/// <param name="Hash">Its hash.</param>
public sealed record AuditHead(long Number, ReadOnlyMemory<byte> Hash)
{
    public static readonly AuditHead Start = new(0, new byte[SHA256.HashSizeInBytes]);
}

/// <summary>
/// How records hang together: each hash is SHA-256 over the hash before and a canonical form of the record (each text with its length in front, so
/// that no two records have the same form). Changing, removing, adding or moving any record changes every hash after it.
/// </summary>
public static class AuditChain
{
    /// <summary>The hash of an entry that follows a head.</summary>
    public static byte[] HashOf(AuditHead previous, AuditEntry entry) => HashOf(previous.Hash.Span, previous.Number + 1, entry);

    /// <summary>The hash that a record must have.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> previous, long number, AuditEntry entry)
    {
        using var form = new ByteBuffer(512);
        form.Write(previous);
        form.WriteInt64(number);
        form.WriteInt64(UnixTime.ToMicroseconds(entry.At));
        foreach (var text in (string?[])[entry.Actor, entry.Roles, entry.Act, entry.Subject, WireName.Of(entry.Outcome), entry.Detail])
        {
            if (text is null)
            {
                form.WriteInt32(-1);
                continue;
            }

            form.WriteInt32(System.Text.Encoding.UTF8.GetByteCount(text));
            form.WriteText(text);
        }

        return SHA256.HashData(form.Written);
    }
}
