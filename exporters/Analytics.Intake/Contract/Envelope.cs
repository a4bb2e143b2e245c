using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Catalog;

namespace Analytics.Intake.Contract;

/// <summary>
/// What stands around the events of a request: batch id, time of sending, checksums. They may stand behind the events, and are needed before: then they
/// are looked for ahead. Used again for the next request.
/// </summary>
internal sealed class Envelope : IDisposable
{
    private static readonly byte[] BatchIdPrefix = Encoding.ASCII.GetBytes("b-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)) + "-");
    private static long _batches;

    private readonly ByteBuffer _batchId = new(256);
    private readonly List<(int Start, int Length)> _checksums = [];
    private bool _hasChecksums;
    private bool _isTooLate;

    /// <summary>When the client sent the request, by its own clock, in microseconds since 1970; null when it did not say.</summary>
    public long? SentAt { get; private set; }

    /// <summary>Whether the client named the batch.</summary>
    public bool HasBatchId => _batchId.Length > 0;

    /// <summary>The client's batch id, or one of ours, as it goes into the answer.</summary>
    public ReadOnlySpan<byte> BatchIdInJson
    {
        get
        {
            if (_batchId.Length == 0)
            {
                _batchId.Write(BatchIdPrefix);
                _batchId.WriteNumber(Interlocked.Increment(ref _batches));
            }

            return _batchId.Written;
        }
    }

    public static RequestFault Invalid(string message) => new(RequestRefusal.InvalidRequest, message);

    public static RequestFault NotJson(JsonException e) =>
        new(RequestRefusal.NotJson, FormattableString.Invariant($"expected JSON; it breaks in line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));

    public void Clear()
    {
        _batchId.Clear();
        _checksums.Clear();
        _hasChecksums = _isTooLate = false;
        SentAt = null;
    }

    /// <summary>Reads the property whose name the reader stands on, to the end of its value; one that is unknown is passed over.</summary>
    public RequestFault? ReadProperty(ref JsonCursor reader)
    {
        var name = reader.ValueSpan;
        var (isBatchId, isTime, isChecksums, isCompression) =
            (name.SequenceEqual("batchId"u8), name.SequenceEqual("clientTimestamp"u8), name.SequenceEqual("checksums"u8), name.SequenceEqual("compressionType"u8));
        reader.ReadValue();
        if (_isTooLate && (isTime || isChecksums) && reader.TokenType != JsonTokenType.Null)
        {
            return Invalid("clientTimestamp and checksums: expected before the events, or last in the request");
        }

        var fault = isBatchId ? ReadBatchId(ref reader)
            : isTime ? ReadTime(ref reader)
            : isChecksums ? ReadChecksums(ref reader)
            : isCompression ? CheckCompression(ref reader)
            : null;
        reader.Skip();
        return fault;
    }

    /// <summary>Reads what stands behind the events, if anything may: the reader stands on their list, and the caller's own does not move.</summary>
    public RequestFault? LookAhead(JsonCursor events, ReadOnlySpan<byte> body)
    {
        if (!MaySayMore(body[events.TokenStart..]))
        {
            // Behind a list of objects that ends the body they would not have been seen.
            _isTooLate = true;
            return null;
        }

        events.Skip();
        while (events.ReadName())
        {
            if (events.ValueSpan.SequenceEqual("events"u8))
            {
                events.Skip();
            }
            else if (ReadProperty(ref events) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>The checksum of an event; false when it has none.</summary>
    public bool ChecksumOf(int index, ReadOnlySpan<byte> body, out ReadOnlySpan<byte> digits)
    {
        var (start, length) = index < _checksums.Count ? _checksums[index] : default;
        digits = body.Slice(start, length);
        return start > 0;
    }

    public RequestFault? CheckChecksums(int events) =>
        _hasChecksums && _checksums.Count != events ? Invalid($"checksums: expected as many as there are events; there are {_checksums.Count} and {events}") : null;

    public void Dispose() => _batchId.Dispose();

    /// <summary>Cheap, and right for what clients really send: a body ends with its events, or it names one of the properties in the rest.</summary>
    private static bool MaySayMore(ReadOnlySpan<byte> rest)
    {
        var end = rest.TrimEnd(" \r\n\t"u8);
        return !end.EndsWith("}]}"u8)
            && (end.LastIndexOf("\"clientTimestamp\""u8) >= 0 || end.LastIndexOf("\"checksums\""u8) >= 0);
    }

    private RequestFault? ReadBatchId(ref JsonCursor reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        // The answer repeats it as it stands: half a surrogate pair would make that unreadable to some.
        _batchId.Clear();
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > 3 * DoorLimits.MaxBatchIdLength || !JsonText.TryRead(ref reader, _batchId, out _)
            || Encoding.UTF8.GetCharCount(_batchId.Written) > DoorLimits.MaxBatchIdLength || (_batchId.Length > 0 && JsonText.IsBlank(_batchId.Written)))
        {
            return Invalid($"batchId: expected text of at most {DoorLimits.MaxBatchIdLength} characters that are not all blank");
        }

        _batchId.Clear();
        _batchId.Write(reader.ValueSpan);
        return null;
    }

    private RequestFault? ReadTime(ref JsonCursor reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        SentAt = EventTime.TryRead(ref reader);
        return SentAt is null ? Invalid("clientTimestamp: " + EventTime.Expected) : null;
    }

    private RequestFault? ReadChecksums(ref JsonCursor reader)
    {
        const string Wanted = "checksums: expected a list with a text (or null) for each event";
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Invalid(Wanted);
        }

        _checksums.Clear();
        _hasChecksums = true;
        while (reader.ReadItem())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
            {
                return Invalid(Wanted);
            }

            if (_checksums.Count == DoorLimits.MaxEvents)
            {
                return new RequestFault(RequestRefusal.TooManyEvents, $"expected at most {DoorLimits.MaxEvents} checksums in a request");
            }

            _checksums.Add(reader.TokenType == JsonTokenType.Null ? default : (reader.TokenStart + 1, reader.ValueSpan.Length));
        }

        return null;
    }

    /// <summary>What the body says about its own transport is not needed, and must not be nonsense.</summary>
    private static RequestFault? CheckCompression(ref JsonCursor reader) =>
        reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && (reader.Token.ValueTextEquals("gzip"u8) || reader.Token.ValueTextEquals("none"u8)))
            ? null
            : Invalid("compressionType: expected gzip or none; what counts is the header Content-Encoding");
}
