using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Intake.Contract;
using Analytics.Intake.Redaction;

namespace Analytics.Intake.Privacy;

/// <summary>
/// Copies the JSON of a refused event for its record: texts redacted, user and session id as pseudonyms (<c>~</c> and 32 hexadecimal digits, the form
/// in which a replay takes them back). Called only where the person allows tracking, or where the event is about nobody.
/// </summary>
internal sealed class RefusedJson(DraftRedactor redactor) : IDisposable
{
    /// <summary>Bytes of a record's copy; of a larger event only the reason is kept.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>In front of a pseudonym that stands where a raw id would.</summary>
    public const byte Mark = (byte)'~';

    private const int LeastCardDigits = 13;

    private static readonly SearchValues<byte> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."u8);

    private readonly ByteBuffer _text = new(256);
    private readonly ByteBuffer _clean = new(256);

    /// <summary>Whether the value at hand is a part of the kind's name.</summary>
    private bool _isKind;

    /// <summary>Writes the copy; nothing when it would be too large.</summary>
    public void Write(ReadOnlySpan<byte> json, EventDraft draft, KeyedHash hash, ByteBuffer into)
    {
        if (json.Length > MaxBytes)
        {
            return;
        }

        var start = into.Length;
        var reader = new JsonCursor(json);
        var follows = false;
        while (reader.Read())
        {
            if (follows && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                into.WriteByte((byte)',');
            }

            follows = reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName);
            _isKind &= reader.TokenType != JsonTokenType.PropertyName;
            if (reader.TokenType == JsonTokenType.PropertyName && reader.Depth == 1 && SubjectOf(ref reader) is { } subject)
            {
                WritePerson(ref reader, draft, subject, hash, into);
                follows = true;
                continue;
            }

            WriteToken(ref reader, draft, into);
        }

        if (into.Length - start > MaxBytes)
        {
            into.Truncate(start);
        }
    }

    public void Dispose()
    {
        _text.Dispose();
        _clean.Dispose();
    }

    private Subject? SubjectOf(ref JsonCursor reader)
    {
        _text.Clear();
        var name = JsonText.Name(ref reader, _text);
        _isKind = name.SequenceEqual("category"u8) || name.SequenceEqual("action"u8);
        return name.SequenceEqual("userId"u8) ? Subject.User : name.SequenceEqual("sessionId"u8) ? Subject.Session : null;
    }

    /// <summary>The property with the pseudonym; null where the value was no readable id, or where no profile is allowed.</summary>
    private static void WritePerson(ref JsonCursor reader, EventDraft draft, Subject subject, KeyedHash hash, ByteBuffer into)
    {
        into.Write(subject == Subject.User ? "\"userId\":"u8 : "\"sessionId\":"u8);
        reader.Read();
        reader.Skip();
        var id = draft.TextOf(subject == Subject.User ? draft.User : draft.Session);
        if (id.IsEmpty || (subject == Subject.User && draft.HasPrivacyFlags && !draft.CanProfile))
        {
            into.Write("null"u8);
            return;
        }

        Span<byte> pseudonym = stackalloc byte[EventLayout.PseudonymSize];
        hash.WritePseudonym(subject, id, pseudonym);
        into.WriteByte((byte)'"');
        into.WriteByte(Mark);
        Convert.TryToHexStringLower(pseudonym, into.Take(2 * pseudonym.Length), out _);
        into.WriteByte((byte)'"');
    }

    private void WriteToken(ref JsonCursor reader, EventDraft draft, ByteBuffer into)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                WriteText(ref reader, draft, into);
                into.WriteByte((byte)':');
                break;
            case JsonTokenType.String:
                WriteText(ref reader, draft, into);
                break;
            case JsonTokenType.Number when reader.ValueSpan.Length >= LeastCardDigits:
                _clean.Clear();
                redactor.Write(_clean, draft, reader.ValueSpan, TextContent.Words);
                WriteNumber(reader.ValueSpan, into);
                break;
            default:
                into.Write(reader.ValueSpan);
                break;
        }
    }

    /// <summary>Whether a kind could bear it: an address that stands where a kind should, cut at a dot, is none that a search for addresses would find.</summary>
    private static bool IsName(ReadOnlySpan<byte> text) => text.Length > 0 && char.IsAsciiLetter((char)text[0]) && text.IndexOfAnyExcept(NameLetters) < 0;

    private void WriteNumber(ReadOnlySpan<byte> number, ByteBuffer into)
    {
        if (_clean.Written.SequenceEqual(number))
        {
            into.Write(number);
            return;
        }

        into.WriteByte((byte)'"');
        into.Write(_clean.Written);
        into.WriteByte((byte)'"');
    }

    private void WriteText(ref JsonCursor reader, EventDraft draft, ByteBuffer into)
    {
        _text.Clear();
        _clean.Clear();
        if (JsonText.TryRead(ref reader, _text, out _) && (!_isKind || reader.TokenType == JsonTokenType.PropertyName || IsName(_text.Written)))
        {
            redactor.Write(_clean, draft, _text.Written, TextContent.Words);
        }
        else
        {
            _clean.Write("[invalid]"u8);
        }

        into.WriteByte((byte)'"');
        into.Write(JsonEncodedText.Encode(_clean.Written, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        into.WriteByte((byte)'"');
    }
}
