using Analytics.Intake.Contract;

namespace Analytics.Intake.Otlp;

/// <summary>What kind of value an attribute has.</summary>
internal enum OtlpKind
{
    /// <summary>None, a list or bytes: no field of an event is one.</summary>
    Other,
    Text,
    Boolean,
    Integer,
    Number,
}

/// <summary>One attribute; the texts are in the memory of its record.</summary>
/// <param name="Key">Its key; that of a value within a map is the path: <c>device.model</c>.</param>
/// <param name="Kind">What kind of value it has.</param>
/// <param name="Text">Its text.</param>
/// <param name="Bits">Its number: an integer, the bits of a double, or 0 and 1.</param>
internal readonly record struct OtlpAttribute(TextRef Key, OtlpKind Kind, TextRef Text, long Bits);

/// <summary>One log record, or the resource that it belongs to, as far as it matters here; the same whichever encoding it came in. Used again for the next one.</summary>
internal sealed class OtlpRecord : IDisposable
{
    /// <summary>How many attributes a record may have. More are refused: one that is passed over might be the no.</summary>
    public const int MostAttributes = 256;

    /// <summary>How deep maps are followed.</summary>
    public const int MostDepth = 8;

    /// <summary>The time of a record that says something else than a time; no record is so late.</summary>
    public const ulong Unreadable = ulong.MaxValue;

    private readonly ByteBuffer _texts = new(4096);

    public List<OtlpAttribute> Attributes { get; } = [];

    /// <summary>When it happened, in nanoseconds since 1970; 0 when it is not said.</summary>
    public ulong Time { get; set; }

    /// <summary>When it was observed, in nanoseconds since 1970; 0 when it is not said.</summary>
    public ulong Observed { get; set; }

    public TextRef EventName { get; set; }

    /// <summary>Whether there are more attributes than are kept.</summary>
    public bool HasTooMany { get; private set; }

    public ReadOnlySpan<byte> TextOf(TextRef text) => _texts.Written.Slice(text.Offset, text.Length);

    public TextRef Text(ReadOnlySpan<byte> utf8)
    {
        var text = new TextRef(_texts.Length, utf8.Length);
        _texts.Write(utf8);
        return text;
    }

    /// <summary>The key of a value in a map.</summary>
    public TextRef Key(TextRef parent, ReadOnlySpan<byte> name)
    {
        if (parent.IsEmpty)
        {
            return Text(name);
        }

        var start = _texts.Length;
        var prefix = _texts.Reserve(parent.Length);
        _texts.Written.Slice(parent.Offset, parent.Length).CopyTo(prefix);
        _texts.Advance(parent.Length);
        _texts.WriteByte((byte)'.');
        _texts.Write(name);
        return new TextRef(start, _texts.Length - start);
    }

    public void Add(TextRef key, OtlpKind kind, TextRef text = default, long bits = 0)
    {
        if (Attributes.Count == MostAttributes)
        {
            HasTooMany = true;
            return;
        }

        Attributes.Add(new OtlpAttribute(key, kind, text, bits));
    }

    public void Clear()
    {
        _texts.Clear();
        Attributes.Clear();
        HasTooMany = false;
        Time = Observed = 0;
        EventName = default;
    }

    public void Dispose() => _texts.Dispose();
}
