using System.Globalization;
using System.Text.Json;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Otlp;

/// <summary>
/// Reads the same message in protobuf's JSON mapping, as OTLP bends it: names in lowerCamelCase (those of the proto files as well), 64-bit integers as texts
/// or numbers, unknown names passed over. Ids of traces are hexadecimal there and bytes base64; neither matters here.
/// </summary>
internal static class OtlpJson
{
    /// <summary>Reads one object, whose brace was read; false when it cannot be used.</summary>
    private delegate bool ObjectReader(ref JsonCursor reader);

    /// <summary>A text that is no Unicode: what is made of it will be refused as that.</summary>
    private static ReadOnlySpan<byte> NoUnicode => [0xFF];

    /// <summary>Hands each record over together with its resource.</summary>
    /// <returns>False when the JSON is no such message.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static bool TryRead(ReadOnlySpan<byte> body, OtlpRecord resource, OtlpRecord record, Action take)
    {
        var reader = new JsonCursor(JsonText.WithoutMark(body));
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        if (!TryReadList(ref reader, "resourceLogs"u8, "resource_logs"u8, (ref JsonCursor at) => TryReadResourceLogs(ref at, resource, record, take)))
        {
            return false;
        }

        // Nothing may follow: the reader throws when something does.
        reader.Read();
        return true;
    }

    private static bool TryReadResourceLogs(ref JsonCursor reader, OtlpRecord resource, OtlpRecord record, Action take)
    {
        // The resource may stand behind its records, so that it is looked for first.
        resource.Clear();
        var first = reader;
        while (NextProperty(ref first))
        {
            if (!Is(ref first, "resource"u8, default))
            {
                first.Skip();
                continue;
            }

            first.Read();
            if (first.TokenType == JsonTokenType.StartObject)
            {
                while (NextProperty(ref first))
                {
                    ReadAttributes(ref first, resource, "attributes"u8, default, 0);
                }
            }
        }

        return TryReadList(ref reader, "scopeLogs"u8, "scope_logs"u8, (ref JsonCursor at) => TryReadScopeLogs(ref at, record, take));
    }

    private static bool TryReadScopeLogs(ref JsonCursor reader, OtlpRecord record, Action take) =>
        TryReadList(ref reader, "logRecords"u8, "log_records"u8, (ref JsonCursor at) =>
        {
            record.Clear();
            ReadRecord(ref at, record);
            take();
            return true;
        });

    /// <summary>Reads each object of the lists under one name of an object, and skips what has another name. False: it is no list, or has something else in it.</summary>
    private static bool TryReadList(ref JsonCursor reader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> snake, ObjectReader read)
    {
        while (NextProperty(ref reader))
        {
            if (!Is(ref reader, name, snake))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray)
            {
                return false;
            }

            while (NextItem(ref reader))
            {
                if (reader.TokenType != JsonTokenType.StartObject || !read(ref reader))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static void ReadRecord(ref JsonCursor reader, OtlpRecord record)
    {
        while (NextProperty(ref reader))
        {
            if (Is(ref reader, "timeUnixNano"u8, "time_unix_nano"u8))
            {
                record.Time = Nanoseconds(ref reader) ?? OtlpRecord.Unreadable;
            }
            else if (Is(ref reader, "observedTimeUnixNano"u8, "observed_time_unix_nano"u8))
            {
                record.Observed = Nanoseconds(ref reader) ?? 0;
            }
            else if (Is(ref reader, "eventName"u8, "event_name"u8))
            {
                reader.Read();
                record.EventName = Text(ref reader, record);
            }
            else if (Is(ref reader, "body"u8, default))
            {
                reader.Read();
                ReadValue(ref reader, record, default, 0);
            }
            else
            {
                ReadAttributes(ref reader, record, "attributes"u8, default, 0);
            }
        }
    }

    /// <summary>Reads a property that is a list of pairs, if it has the wanted name; passes over it otherwise.</summary>
    private static void ReadAttributes(ref JsonCursor reader, OtlpRecord into, ReadOnlySpan<byte> name, TextRef parent, int depth)
    {
        var wanted = Is(ref reader, name, default);
        reader.Read();
        if (!wanted || reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (NextItem(ref reader))
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadAttribute(ref reader, into, parent, depth);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadAttribute(ref JsonCursor reader, OtlpRecord into, TextRef parent, int depth)
    {
        // The key may stand behind the value.
        var key = into.Key(parent, default);
        var look = reader;
        while (NextProperty(ref look))
        {
            var isKey = Is(ref look, "key"u8, default);
            look.Read();
            if (isKey && look.TokenType == JsonTokenType.String)
            {
                var name = Text(ref look, into);
                key = parent.IsEmpty ? name : into.Key(parent, into.TextOf(name).ToArray());
            }

            look.Skip();
        }

        while (NextProperty(ref reader))
        {
            var isValue = Is(ref reader, "value"u8, default);
            reader.Read();
            if (isValue)
            {
                ReadValue(ref reader, into, key, depth);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadValue(ref JsonCursor reader, OtlpRecord into, TextRef key, int depth)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (NextProperty(ref reader))
        {
            var (isText, isInteger, isNumber, isMap) = (Is(ref reader, "stringValue"u8, "string_value"u8), Is(ref reader, "intValue"u8, "int_value"u8),
                Is(ref reader, "doubleValue"u8, "double_value"u8), Is(ref reader, "kvlistValue"u8, "kvlist_value"u8));
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.True or JsonTokenType.False:
                    into.Add(key, OtlpKind.Boolean, bits: reader.TokenType == JsonTokenType.True ? 1 : 0);
                    break;
                case JsonTokenType.String when isText:
                    into.Add(key, OtlpKind.Text, Text(ref reader, into));
                    break;
                case JsonTokenType.String or JsonTokenType.Number when isInteger:
                    var integer = Whole(reader.ValueSpan) is >= long.MinValue and <= long.MaxValue and var whole ? (long?)whole : null;
                    into.Add(key, integer is null ? OtlpKind.Other : OtlpKind.Integer, bits: integer ?? 0);
                    break;
                case JsonTokenType.String when isNumber:
                    // The mapping takes numbers as texts too; NaN and the infinities have no other form, and no field takes them.
                    into.Add(key, OtlpKind.Number, bits: BitConverter.DoubleToInt64Bits(
                        double.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var spelled) ? spelled : double.NaN));
                    break;
                case JsonTokenType.Number:
                    into.Add(key, OtlpKind.Number, bits: BitConverter.DoubleToInt64Bits(reader.Token.TryGetDouble(out var number) ? number : double.NaN));
                    break;
                case JsonTokenType.StartObject when isMap && depth < OtlpRecord.MostDepth:
                    while (NextProperty(ref reader))
                    {
                        ReadAttributes(ref reader, into, "values"u8, key, depth + 1);
                    }

                    break;
                default:
                    reader.Skip();
                    into.Add(key, OtlpKind.Other);
                    break;
            }
        }
    }

    private static TextRef Text(ref JsonCursor reader, OtlpRecord into)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return default;
        }

        using var scratch = new ByteBuffer(256);
        return into.Text(JsonText.TryRead(ref reader, scratch, out _) ? scratch.Written : NoUnicode);
    }

    /// <summary>A time; 0 when it is null, null when it is none.</summary>
    private static ulong? Nanoseconds(ref JsonCursor reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number && Whole(reader.ValueSpan) is >= 0 and <= ulong.MaxValue and var time)
        {
            return (ulong)time;
        }

        var isNull = reader.TokenType == JsonTokenType.Null;
        reader.Skip();
        return isNull ? 0 : null;
    }

    /// <summary>A 64-bit integer; the mapping takes 7.0 and 1e3 as well, since not every writer of JSON knows integers.</summary>
    private static decimal? Whole(ReadOnlySpan<byte> text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value) && decimal.IsInteger(value) ? value : null;

    private static bool Is(ref JsonCursor reader, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake)
    {
        if (reader.ValueIsEscaped)
        {
            using var scratch = new ByteBuffer(64);
            var name = JsonText.Name(ref reader, scratch);
            return name.SequenceEqual(camel) || (!snake.IsEmpty && name.SequenceEqual(snake));
        }

        return reader.ValueSpan.SequenceEqual(camel) || (!snake.IsEmpty && reader.ValueSpan.SequenceEqual(snake));
    }

    /// <summary>From an object's start or from the end of a value to the next name; false at the object's end.</summary>
    private static bool NextProperty(ref JsonCursor reader) => reader.ReadName();

    /// <summary>From an array's start or from the end of an item to the next item; false at the array's end.</summary>
    private static bool NextItem(ref JsonCursor reader) => reader.ReadItem();
}
