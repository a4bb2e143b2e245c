using System.Text;
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

    internal AdmittedBatch(PrivacyGate.Seal seal, ByteBuffer frame, int events, int refusals)
    {
        ArgumentNullException.ThrowIfNull(seal);
        _frame = frame;
        EventCount = events;
        RefusalCount = refusals;
    }

    public int EventCount { get; }

    public int RefusalCount { get; }

    /// <summary>The log's record: <see cref="BatchCodec.FrameHead"/> bytes left for the log, then the payload.</summary>
    internal ByteBuffer Frame => _frame;

    public void Dispose() => _frame.Dispose();
}
