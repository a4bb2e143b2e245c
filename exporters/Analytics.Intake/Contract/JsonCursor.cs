using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Analytics.Intake.Contract;

/// <summary>
/// Walks over the tokens of a JSON text (RFC 8259) that is there as a whole: what <see cref="Utf8JsonReader"/> does, which is its oracle in the tests, without its
/// bookkeeping of lines, segments and options, and able to say whether an expected name stands next. Nothing is decoded: escapes and UTF-8 are
/// <see cref="JsonText"/>'s. Any depth.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private const byte Space = 0x20;

    /// <summary>Levels that one word tells objects from lists of.</summary>
    private const int LevelsOfAWord = 64;

    /// <summary>What ends a run of plain characters in a text: its end, an escape, or a control character, which may not stand there.</summary>
    private static readonly SearchValues<byte> Special = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, Space).Select(control => (byte)control)]);

    private readonly ReadOnlySpan<byte> _json = json;
    private ulong _levels;
    private ulong[]? _outerLevels;
    private int _valueStart;
    private int _valueLength;

    public JsonTokenType TokenType { get; private set; }

    /// <summary>Where the token begins; a text or a name at its quotation mark.</summary>
    public int TokenStart { get; private set; }

    /// <summary>Behind the token; of a name behind its colon.</summary>
    public int TokenEnd { get; private set; }

    /// <summary>How many objects and lists are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether the text or name has escapes.</summary>
    public bool ValueIsEscaped { get; private set; }

    /// <summary>The token's bytes; of a text or a name what stands between the quotation marks.</summary>
    public readonly ReadOnlySpan<byte> ValueSpan => _json.Slice(_valueStart, _valueLength);

    /// <summary>The token as .NET's reader sees it, for what it can make of a value.</summary>
    public readonly Utf8JsonReader Token
    {
        get
        {
            var reader = new Utf8JsonReader(_json[TokenStart..TokenEnd]);
            reader.Read();
            return reader;
        }
    }

    /// <summary>The next token; false behind the last one.</summary>
    /// <exception cref="JsonException">The text is no JSON from here on.</exception>
    public bool Read()
    {
        if (TokenType == JsonTokenType.PropertyName || (Depth == 0 && TokenType == JsonTokenType.None))
        {
            ReadValue();
            return true;
        }

        if (Depth == 0)
        {
            return SkipSpace(TokenEnd) == _json.Length ? false : throw Broken();
        }

        _ = (_levels & 1) != 0 ? ReadName() : ReadItem();
        return true;
    }

    /// <summary>The next name of the object at hand; false at the object's end, which is the token then.</summary>
    /// <exception cref="JsonException">The text is no JSON from here on.</exception>
    public bool ReadName()
    {
        var at = SkipSpace(TokenEnd);
        if (TokenType == JsonTokenType.StartObject)
        {
            if (At(at) == '}')
            {
                return Close(at, JsonTokenType.EndObject);
            }
        }
        else if (At(at) == ',')
        {
            at = SkipSpace(at + 1);
        }
        else
        {
            return At(at) == '}' ? Close(at, JsonTokenType.EndObject) : throw Broken();
        }

        if (At(at) != '"')
        {
            throw Broken();
        }

        ReadText(at);
        at = SkipSpace(TokenEnd);
        if (At(at) != ':')
        {
            throw Broken();
        }

        TokenType = JsonTokenType.PropertyName;
        TokenEnd = at + 1;
        return true;
    }

    /// <summary>Whether the next name is the one that is expected, written as computers write it; the cursor stands on it then, and stays where it is otherwise.</summary>
    /// <param name="quoted">The name without escapes, its quotation marks and its colon.</param>
    public bool TryReadName(ReadOnlySpan<byte> quoted)
    {
        var at = TokenEnd;
        if (TokenType != JsonTokenType.StartObject)
        {
            if (At(at) != ',')
            {
                return false;
            }

            at++;
        }

        if (!_json[at..].StartsWith(quoted))
        {
            return false;
        }

        (TokenType, TokenStart, TokenEnd) = (JsonTokenType.PropertyName, at, at + quoted.Length);
        (_valueStart, _valueLength, ValueIsEscaped) = (at + 1, quoted.Length - 3, false);
        return true;
    }

    /// <summary>The next value of the list at hand; false at the list's end, which is the token then.</summary>
    /// <exception cref="JsonException">The text is no JSON from here on.</exception>
    public bool ReadItem()
    {
        var at = SkipSpace(TokenEnd);
        var isFirst = TokenType == JsonTokenType.StartArray;
        if (At(at) == ']')
        {
            return Close(at, JsonTokenType.EndArray);
        }

        if (!isFirst)
        {
            if (At(at) != ',')
            {
                throw Broken();
            }

            TokenEnd = at + 1;
        }

        ReadValue();
        return true;
    }

    /// <summary>The value of the name at hand, or the one that is the whole text.</summary>
    /// <exception cref="JsonException">The text is no JSON from here on.</exception>
    public void ReadValue()
    {
        var at = SkipSpace(TokenEnd);
        switch (At(at))
        {
            case (byte)'"':
                ReadText(at);
                TokenType = JsonTokenType.String;
                break;
            case (byte)'{':
                Open(at, JsonTokenType.StartObject);
                break;
            case (byte)'[':
                Open(at, JsonTokenType.StartArray);
                break;
            case (byte)'t':
                ReadWord(at, "true"u8, JsonTokenType.True);
                break;
            case (byte)'f':
                ReadWord(at, "false"u8, JsonTokenType.False);
                break;
            case (byte)'n':
                ReadWord(at, "null"u8, JsonTokenType.Null);
                break;
            default:
                Take(JsonTokenType.Number, at, EndOfNumber(at));
                break;
        }
    }

    /// <summary>To the end of the object or list that the cursor stands on, or whose name it stands on; a plain value is its own end.</summary>
    /// <exception cref="JsonException">The text is no JSON from here on.</exception>
    public void Skip()
    {
        if (TokenType == JsonTokenType.PropertyName)
        {
            ReadValue();
        }

        if (TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            for (var outside = Depth - 1; Depth > outside;)
            {
                Read();
            }
        }
    }

    /// <summary>The byte at a place; 0, which no JSON has outside its texts, behind the end.</summary>
    private readonly byte At(int at) => (uint)at < (uint)_json.Length ? _json[at] : (byte)0;

    private readonly int SkipSpace(int at)
    {
        while (At(at) is <= Space and ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
        {
            at++;
        }

        return at;
    }

    private void Take(JsonTokenType type, int start, int end)
    {
        (TokenType, TokenStart, TokenEnd) = (type, start, end);
        (_valueStart, _valueLength, ValueIsEscaped) = (start, end - start, false);
    }

    private void ReadWord(int at, ReadOnlySpan<byte> word, JsonTokenType type)
    {
        if (!_json[at..].StartsWith(word))
        {
            throw Broken();
        }

        Take(type, at, at + word.Length);
    }

    private void Open(int at, JsonTokenType type)
    {
        if (Depth > 0 && Depth % LevelsOfAWord == 0)
        {
            var outer = Depth / LevelsOfAWord;
            if (_outerLevels is null || _outerLevels.Length < outer)
            {
                Array.Resize(ref _outerLevels, 2 * outer);
            }

            _outerLevels[outer - 1] = _levels;
        }

        _levels = (_levels << 1) | (type == JsonTokenType.StartObject ? 1UL : 0);
        Depth++;
        Take(type, at, at + 1);
    }

    private bool Close(int at, JsonTokenType type)
    {
        _levels >>= 1;
        Depth--;
        if (Depth > 0 && Depth % LevelsOfAWord == 0)
        {
            _levels = _outerLevels![(Depth / LevelsOfAWord) - 1];
        }

        Take(type, at, at + 1);
        return false;
    }

    /// <summary>From a quotation mark to behind the next one that no escape makes a character.</summary>
    private void ReadText(int quote)
    {
        var isEscaped = false;
        var at = EndOfPlain(quote + 1);
        while (At(at) != '"')
        {
            at = EndOfPlain(BehindEscape(at));
            isEscaped = true;
        }

        (TokenStart, TokenEnd) = (quote, at + 1);
        (_valueStart, _valueLength, ValueIsEscaped) = (quote + 1, at - quote - 1, isEscaped);
    }

    /// <summary>The first special character from a place on; the text's length when there is none.</summary>
    private readonly int EndOfPlain(int at)
    {
        if (Vector256.IsHardwareAccelerated && at + Vector256<byte>.Count <= _json.Length)
        {
            // Most texts end in the first block, and that is found here for less than calling the search costs.
            var block = Vector256.Create(_json.Slice(at, Vector256<byte>.Count));
            var special = Vector256.Equals(block, Vector256.Create((byte)'"')) | Vector256.Equals(block, Vector256.Create((byte)'\\')) | Vector256.LessThan(block, Vector256.Create(Space));
            if (special != Vector256<byte>.Zero)
            {
                return at + BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
            }

            at += Vector256<byte>.Count;
        }

        var rest = _json[Math.Min(at, _json.Length)..].IndexOfAny(Special);
        return rest < 0 ? _json.Length : at + rest;
    }

    /// <summary>Behind the escape at a place; anything else there is a fault.</summary>
    private readonly int BehindEscape(int at)
    {
        if (At(at) != '\\')
        {
            throw Broken();
        }

        if (At(at + 1) is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')
        {
            return at + 2;
        }

        var isUnit = At(at + 1) == 'u' && char.IsAsciiHexDigit((char)At(at + 2)) && char.IsAsciiHexDigit((char)At(at + 3))
            && char.IsAsciiHexDigit((char)At(at + 4)) && char.IsAsciiHexDigit((char)At(at + 5));
        return isUnit ? at + 6 : throw Broken();
    }

    private readonly int EndOfNumber(int at)
    {
        at += At(at) == '-' ? 1 : 0;
        at = At(at) == '0' ? at + 1 : BehindDigits(at);
        if (At(at) == '.')
        {
            at = BehindDigits(at + 1);
        }

        if (At(at) is (byte)'e' or (byte)'E')
        {
            at++;
            at = BehindDigits(At(at) is (byte)'+' or (byte)'-' ? at + 1 : at);
        }

        return at;
    }

    /// <summary>Behind one digit or more.</summary>
    private readonly int BehindDigits(int at)
    {
        var first = at;
        while (char.IsAsciiDigit((char)At(at)))
        {
            at++;
        }

        return at > first ? at : throw Broken();
    }

    /// <summary>Where and why the text is no JSON, in the words and by the count of .NET's reader.</summary>
    private readonly JsonException Broken()
    {
        try
        {
            var reader = new Utf8JsonReader(_json, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            return e;
        }

        throw new InvalidOperationException("a text is refused that .NET's reader takes for JSON");
    }
}
