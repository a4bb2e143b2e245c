using System.Buffers.Binary;

namespace Analytics.Intake;

/// <summary>A growing pooled buffer for one writer. Little-endian unless a method says otherwise.</summary>
internal sealed class ByteBuffer(int capacity) : IDisposable
{
    private byte[] _bytes = PooledBytes.Rent(capacity);

    public int Length { get; private set; }

    /// <summary>How many bytes it holds, written or not.</summary>
    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>The written bytes, to be changed in place.</summary>
    public Span<byte> Editable => _bytes.AsSpan(0, Length);

    /// <summary>The array behind, for callers that hand it to an I/O call; valid until the next write.</summary>
    public byte[] Array => _bytes;

    public void Clear() => Length = 0;

    /// <summary>Forgets everything after the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Space for <paramref name="count"/> bytes that are written already, as far as <see cref="Length"/> is concerned.</summary>
    public Span<byte> Take(int count)
    {
        var free = Reserve(count);
        Length += count;
        return free[..count];
    }

    /// <summary>Free space of at least <paramref name="count"/> bytes, to be followed by <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Grow(count);
        }

        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.TryCopyTo(_bytes.AsSpan(Length)))
        {
            Grow(bytes.Length);
            bytes.CopyTo(_bytes.AsSpan(Length));
        }

        Length += bytes.Length;
    }

    public void WriteByte(byte value) => Take(1)[0] = value;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>Big-endian, as PostgreSQL wants it.</summary>
    public void WriteInt16Network(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(2), value);

    /// <summary>Big-endian, as PostgreSQL wants it.</summary>
    public void WriteInt32Network(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    /// <summary>Big-endian, as PostgreSQL wants it.</summary>
    public void WriteInt64Network(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(8), value);

    /// <summary>Text as UTF-8; the text must be valid UTF-16.</summary>
    public void WriteText(string text)
    {
        var free = Reserve(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length));
        Length += System.Text.Encoding.UTF8.GetBytes(text, free);
    }

    /// <summary>A number in the shortest form that reads back as the same value.</summary>
    public void WriteNumber<T>(T value)
        where T : IUtf8SpanFormattable
    {
        var free = Reserve(40);
        _ = value.TryFormat(free, out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        Length += written;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            PooledBytes.Return(_bytes);
            _bytes = [];
            Length = 0;
        }
    }

    private void Grow(int count)
    {
        var larger = PooledBytes.Rent(Math.Max(_bytes.Length * 2, Length + count));
        Written.CopyTo(larger);
        PooledBytes.Return(_bytes);
        _bytes = larger;
    }
}
