using System.Text.Json;
using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>Reads the times of the envelope: ISO 8601 with an offset, as JavaScript's <c>Date</c> prints itself. Numbers are refused: nobody knows their unit.</summary>
internal static class EventTime
{
    public const string Expected = "expected a time in ISO 8601 with an offset, such as 2026-11-21T09:30:00.000Z";

    /// <summary>Microseconds since 1970, or null with a fault in the draft.</summary>
    public static long? Read(ref Utf8JsonReader reader, EventDraft draft, string path)
    {
        if (TryRead(ref reader) is { } time)
        {
            return time;
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            draft.Refuse(Refusal.MissingField, path, Expected);
        }
        else
        {
            draft.Refuse(Refusal.InvalidTimestamp, path, Expected);
            reader.Skip();
        }

        return null;
    }

    /// <summary>Microseconds since 1970, or null when the current token is no such time.</summary>
    public static long? TryRead(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !HasOffset(reader.ValueSpan) || !reader.TryGetDateTimeOffset(out var time))
        {
            return null;
        }

        return UnixTime.ToMicroseconds(time);
    }

    private static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.Length >= 16 && (text[^1] == (byte)'Z' || (text[^6] is (byte)'+' or (byte)'-' && text[^3] == (byte)':'));
}
