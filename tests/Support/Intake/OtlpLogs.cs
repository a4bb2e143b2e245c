using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Analytics.Testing.Intake;

/// <summary>A log record for OTLP's logs door, to be written in either encoding. Values: text, bool, long, double, nested pairs, null.</summary>
/// <param name="EventName">The record's own field; empty when it has none.</param>
/// <param name="At">When it happened.</param>
/// <param name="Attributes">Its attributes.</param>
public sealed record OtlpLog(string EventName, DateTimeOffset At, IReadOnlyList<(string Key, object? Value)> Attributes)
{
    public DateTimeOffset? Observed { get; init; }

    public IReadOnlyList<(string Key, object? Value)>? Body { get; init; }
}

/// <summary>Writes <c>ExportLogsServiceRequest</c>, in protobuf and in JSON, by hand: the tests share no code with what they test.</summary>
public static class OtlpLogs
{
    /// <summary>Attributes of a resource: an app on a phone.</summary>
    public static (string Key, object? Value)[] Service { get; } = [("service.name", "mobile app"), ("os.name", "iOS"), ("app.version", "5.2.0"), ("os.version", "18.1")];

    /// <summary>Attributes of a record: who did it, and what she allows.</summary>
    public static (string Key, object? Value)[] Person { get; } =
        [("user.id", "anna"), ("session.id", "s1"), ("privacy.can_track", true), ("privacy.can_profile", true), ("privacy.can_share", false), ("privacy.consent_version", "3")];

    /// <summary>A request of one resource in protobuf.</summary>
    public static byte[] Protobuf(IReadOnlyList<(string Key, object? Value)> resource, params IEnumerable<OtlpLog> logs)
    {
        var scope = Join(logs.Select(log => Field(2, Record(log))));
        return Field(1, [.. Field(1, Pairs(1, resource)), .. Field(2, scope)]);
    }

    /// <summary>The same in JSON.</summary>
    public static string Json(IReadOnlyList<(string Key, object? Value)> resource, params IEnumerable<OtlpLog> logs) => new JsonObject
    {
        ["resourceLogs"] = new JsonArray(new JsonObject
        {
            ["resource"] = new JsonObject { ["attributes"] = PairsJson(resource) },
            ["scopeLogs"] = new JsonArray(new JsonObject { ["scope"] = new JsonObject(), ["logRecords"] = new JsonArray([.. logs.Select(RecordJson)]) }),
        }),
    }.ToJsonString();

    private static byte[] Record(OtlpLog log)
    {
        var bytes = new List<byte>();
        bytes.AddRange(Fixed64(1, Nanoseconds(log.At)));
        bytes.AddRange([0x10, 9]);
        if (log.Body is { } body)
        {
            bytes.AddRange(Field(5, Value(body)));
        }

        bytes.AddRange(Pairs(6, log.Attributes));
        bytes.AddRange(Field(9, new byte[16]));
        if (log.Observed is { } observed)
        {
            bytes.AddRange(Fixed64(11, Nanoseconds(observed)));
        }

        if (log.EventName.Length > 0)
        {
            bytes.AddRange(Field(12, Encoding.UTF8.GetBytes(log.EventName)));
        }

        return [.. bytes];
    }

    private static JsonNode RecordJson(OtlpLog log)
    {
        var made = new JsonObject { ["timeUnixNano"] = Text(Nanoseconds(log.At)), ["severityNumber"] = 9, ["attributes"] = PairsJson(log.Attributes), ["traceId"] = new string('0', 32) };
        if (log.Body is { } body)
        {
            made["body"] = ValueJson(body);
        }

        if (log.Observed is { } observed)
        {
            made["observedTimeUnixNano"] = Text(Nanoseconds(observed));
        }

        if (log.EventName.Length > 0)
        {
            made["eventName"] = log.EventName;
        }

        return made;
    }

    private static byte[] Pairs(int field, IEnumerable<(string Key, object? Value)> pairs) =>
        Join(pairs.Select(pair => Field(field, [.. Field(1, Encoding.UTF8.GetBytes(pair.Key)), .. Field(2, Value(pair.Value))])));

    private static byte[] Value(object? value) => value switch
    {
        null => [],
        string text => Field(1, Encoding.UTF8.GetBytes(text)),
        bool yes => [0x10, yes ? (byte)1 : (byte)0],
        long number => [0x18, .. Varint((ulong)number)],
        double number => Fixed64(4, BitConverter.DoubleToUInt64Bits(number)),
        IEnumerable<(string, object?)> pairs => Field(6, Pairs(1, pairs)),
        _ => throw new ArgumentException($"no value of OTLP: {value.GetType()}", nameof(value)),
    };

    private static JsonArray PairsJson(IEnumerable<(string Key, object? Value)> pairs) =>
        new([.. pairs.Select(pair => (JsonNode)new JsonObject { ["key"] = pair.Key, ["value"] = ValueJson(pair.Value) })]);

    private static JsonNode ValueJson(object? value) => value switch
    {
        null => new JsonObject(),
        string text => new JsonObject { ["stringValue"] = text },
        bool yes => new JsonObject { ["boolValue"] = yes },
        long number => new JsonObject { ["intValue"] = number.ToString(CultureInfo.InvariantCulture) },
        double number => new JsonObject { ["doubleValue"] = number },
        IEnumerable<(string, object?)> pairs => new JsonObject { ["kvlistValue"] = new JsonObject { ["values"] = PairsJson(pairs) } },
        _ => throw new ArgumentException($"no value of OTLP: {value.GetType()}", nameof(value)),
    };

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static ulong Nanoseconds(DateTimeOffset at) => (ulong)(at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100;

    private static byte[] Field(int number, byte[] bytes) => [(byte)((number << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];

    private static byte[] Fixed64(int number, ulong value)
    {
        var bytes = new byte[9];
        bytes[0] = (byte)((number << 3) | 1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    private static byte[] Join(IEnumerable<byte[]> parts) => [.. parts.SelectMany(part => part)];
}
