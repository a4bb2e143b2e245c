using System.Buffers.Binary;

namespace Analytics.Intake.Otlp;

/// <summary>
/// Walks over one message of protobuf (encoding guide, "Message structure") without copying. What is no protobuf ends the walk and sets
/// <see cref="Failed"/>; it never throws.
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Length = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _left = message;
    private int _wire;

    /// <summary>Whether the bytes are no message.</summary>
    public bool Failed { get; private set; }

    /// <summary>The number of the field at hand.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; false at the end, and at the first fault.</summary>
    public bool Next()
    {
        if (Failed || _left.IsEmpty)
        {
            return false;
        }

        var tag = TakeVarint();
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        _wire = (int)(tag & 7);
        if (Field == 0 || _wire is not (Varint or Fixed64 or Length or Fixed32))
        {
            Failed = true;
        }

        return !Failed;
    }

    /// <summary>The field's bytes: text or a nested message.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        if (_wire != Length)
        {
            return Mismatch();
        }

        var length = TakeVarint();
        return length > (ulong)_left.Length ? Mismatch() : Take((int)length);
    }

    public ulong Number64()
    {
        if (_wire != Fixed64 || _left.Length < 8)
        {
            Mismatch();
            return 0;
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
    }

    public double Double() => BitConverter.UInt64BitsToDouble(Number64());

    public long Integer()
    {
        if (_wire != Varint)
        {
            Mismatch();
            return 0;
        }

        return (long)TakeVarint();
    }

    /// <summary>Passes over the field.</summary>
    public void Skip()
    {
        switch (_wire)
        {
            case Varint:
                TakeVarint();
                break;
            case Length:
                Bytes();
                break;
            default:
                var size = _wire == Fixed64 ? 8 : 4;
                if (_left.Length < size)
                {
                    Mismatch();
                }
                else
                {
                    Take(size);
                }

                break;
        }
    }

    private ulong TakeVarint()
    {
        var value = 0UL;
        for (var i = 0; i < 10 && i < _left.Length; i++)
        {
            value |= (ulong)(_left[i] & 0x7F) << (7 * i);
            if (_left[i] < 0x80)
            {
                _left = _left[(i + 1)..];
                return value;
            }
        }

        Mismatch();
        return 0;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _left[..length];
        _left = _left[length..];
        return taken;
    }

    private ReadOnlySpan<byte> Mismatch()
    {
        Failed = true;
        _left = default;
        return default;
    }
}
