using System.Buffers.Binary;
using System.Text;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Privacy;

/// <summary>What the events of one request share.</summary>
internal sealed record AdmittedHeader(string Source, string KeyId, long ReceivedAt, bool IsBackfill)
{
    public byte[] SourceBytes { get; } = Encoding.UTF8.GetBytes(Source);

    public byte[] KeyIdBytes { get; } = Encoding.UTF8.GetBytes(KeyId);
}

/// <summary>
/// What one request may put on the disk: its admitted events and a record of each refused one. The log takes nothing else.
/// Made by <see cref="PrivacyGate"/> only; dispose it when it is durable.
/// </summary>
public sealed class AdmittedBatch : IDisposable
{
    private readonly ByteBuffer _frame;
    private readonly AdmittedHeader _header;

    internal AdmittedBatch(PrivacyGate.Seal seal, AdmittedHeader header, ByteBuffer frame, int events, int refusals)
    {
        ArgumentNullException.ThrowIfNull(seal);
        _frame = frame;
        _header = header;
        EventCount = events;
        RefusalCount = refusals;
    }

    public int EventCount { get; }

    public int RefusalCount { get; }

    /// <summary>The log's record: <see cref="BatchCodec.FrameHead"/> bytes left for the log, then the payload.</summary>
    internal ByteBuffer Frame => _frame;

    /// <summary>Puts the ids of the events into the index of what is durable.</summary>
    internal void Remember(RecentIds recent)
    {
        var left = _frame.Written[(BatchCodec.FrameHead + BatchCodec.HeadSize + _header.KeyIdBytes.Length + _header.SourceBytes.Length)..];
        for (var i = 0; i < EventCount; i++)
        {
            var id = left.Slice(EventLayout.TextsAt(left), BinaryPrimitives.ReadUInt16LittleEndian(left[EventLayout.IdLength..]));
            recent.Add(_header.SourceBytes, id, BinaryPrimitives.ReadUInt128LittleEndian(left[EventLayout.Fingerprint..]));
            left = left[BinaryPrimitives.ReadInt32LittleEndian(left)..];
        }
    }

    public void Dispose() => _frame.Dispose();
}
