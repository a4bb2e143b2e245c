using Analytics.Intake.Contract;

namespace Analytics.Intake.Otlp;

/// <summary>
/// Reads <c>ExportLogsServiceRequest</c> (opentelemetry-proto 1.x: collector/logs/v1, logs/v1, resource/v1, common/v1) record by record. Fields that do not
/// matter here are passed over; the numbers are those of the proto files.
/// </summary>
internal static class OtlpProtobuf
{
    /// <summary>Hands each record over together with its resource.</summary>
    /// <returns>False when the bytes are no such message.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, OtlpRecord resource, OtlpRecord record, Action take)
    {
        var request = new ProtoReader(body);
        while (request.Next())
        {
            if (request.Field != 1)
            {
                request.Skip();
            }
            else if (!TryReadResourceLogs(request.Bytes(), resource, record, take))
            {
                return false;
            }
        }

        return !request.Failed;
    }

    private static bool TryReadResourceLogs(ReadOnlySpan<byte> bytes, OtlpRecord resource, OtlpRecord record, Action take)
    {
        // The resource may stand behind its records, so that it is looked for first.
        resource.Clear();
        var first = new ProtoReader(bytes);
        while (first.Next())
        {
            if (first.Field != 1)
            {
                first.Skip();
            }
            else if (!TryReadAttributes(first.Bytes(), 1, resource, default, 0))
            {
                return false;
            }
        }

        var logs = new ProtoReader(bytes);
        while (logs.Next())
        {
            if (logs.Field != 2)
            {
                logs.Skip();
            }
            else if (!TryReadScopeLogs(logs.Bytes(), record, take))
            {
                return false;
            }
        }

        return !first.Failed && !logs.Failed;
    }

    private static bool TryReadScopeLogs(ReadOnlySpan<byte> bytes, OtlpRecord record, Action take)
    {
        var logs = new ProtoReader(bytes);
        while (logs.Next())
        {
            if (logs.Field != 2)
            {
                logs.Skip();
                continue;
            }

            record.Clear();
            if (!TryReadRecord(logs.Bytes(), record))
            {
                return false;
            }

            take();
        }

        return !logs.Failed;
    }

    private static bool TryReadRecord(ReadOnlySpan<byte> bytes, OtlpRecord record)
    {
        var read = true;
        var log = new ProtoReader(bytes);
        while (read && log.Next())
        {
            switch (log.Field)
            {
                case 1:
                    record.Time = log.Number64();
                    break;
                case 5:
                    read = TryReadValue(log.Bytes(), record, default, 0);
                    break;
                case 6:
                    read = TryReadAttribute(log.Bytes(), record, default, 0);
                    break;
                case 11:
                    record.Observed = log.Number64();
                    break;
                case 12:
                    record.EventName = record.Text(log.Bytes());
                    break;
                default:
                    log.Skip();
                    break;
            }
        }

        return read && !log.Failed;
    }

    /// <summary>The pairs of a message that has them in one repeated field: a resource, or a map.</summary>
    private static bool TryReadAttributes(ReadOnlySpan<byte> bytes, int field, OtlpRecord into, TextRef parent, int depth)
    {
        var pairs = new ProtoReader(bytes);
        while (pairs.Next())
        {
            if (pairs.Field != field)
            {
                pairs.Skip();
            }
            else if (!TryReadAttribute(pairs.Bytes(), into, parent, depth))
            {
                return false;
            }
        }

        return !pairs.Failed;
    }

    private static bool TryReadAttribute(ReadOnlySpan<byte> bytes, OtlpRecord into, TextRef parent, int depth)
    {
        ReadOnlySpan<byte> key = default, value = default;
        var pair = new ProtoReader(bytes);
        while (pair.Next())
        {
            switch (pair.Field)
            {
                case 1:
                    key = pair.Bytes();
                    break;
                case 2:
                    value = pair.Bytes();
                    break;
                default:
                    pair.Skip();
                    break;
            }
        }

        return !pair.Failed && (into.HasTooMany || TryReadValue(value, into, into.Key(parent, key), depth));
    }

    private static bool TryReadValue(ReadOnlySpan<byte> bytes, OtlpRecord into, TextRef key, int depth)
    {
        var value = new ProtoReader(bytes);
        while (value.Next())
        {
            switch (value.Field)
            {
                case 1:
                    into.Add(key, OtlpKind.Text, into.Text(value.Bytes()));
                    break;
                case 2:
                    into.Add(key, OtlpKind.Boolean, bits: value.Integer() == 0 ? 0 : 1);
                    break;
                case 3:
                    into.Add(key, OtlpKind.Integer, bits: value.Integer());
                    break;
                case 4:
                    into.Add(key, OtlpKind.Number, bits: BitConverter.DoubleToInt64Bits(value.Double()));
                    break;
                case 6 when depth < OtlpRecord.MostDepth:
                    if (!TryReadAttributes(value.Bytes(), 1, into, key, depth + 1))
                    {
                        return false;
                    }

                    break;
                default:
                    value.Skip();
                    into.Add(key, OtlpKind.Other);
                    break;
            }
        }

        return !value.Failed;
    }
}
