namespace Analytics.Tests.Exporters;

/// <summary>An answer that goes on for ever, or breaks off.</summary>
internal sealed class Endless(bool broken) : Stream
{
    private bool _began;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => 0; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (broken && _began)
        {
            throw new IOException("closed in the middle");
        }

        _began = true;
        buffer.AsSpan(offset, count).Fill((byte)' ');
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
