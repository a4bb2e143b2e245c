using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Analytics.Catalog;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Contract;

/// <summary>Why a request is turned away whole.</summary>
internal sealed record RequestFault(RequestRefusal Code, string Message);

/// <summary>
/// Reads a request: every event is checked, passes the privacy gate or does not, and gets its outcome. Keeps its memory for the next request; one
/// request at a time.
/// </summary>
internal sealed class RequestReader(EventContract contract, DoorLimits limits, RecentIds recent) : IDisposable
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = DoorLimits.MaxBody };
    private static readonly byte[] BatchIdPrefix = Encoding.ASCII.GetBytes("b-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)) + "-");
    private static long _batches;

    private readonly EventParser _parser = new(contract);
    private readonly EventDraft _draft = new();
    private readonly BatchIds _ids = new();
    private readonly AnswerWriter _answer = new();
    private readonly ByteBuffer _batchId = new(256);
    private readonly int[] _refusals = new int[WireName.All<Refusal>().Count];

    public AnswerWriter Answer => _answer;

    /// <summary>How many events were refused for each reason.</summary>
    public ReadOnlySpan<int> Refusals => _refusals;

    /// <summary>The client's batch id, or one of ours, as it goes into the answer.</summary>
    public ReadOnlySpan<byte> BatchIdInJson => _batchId.Written;

    /// <summary>Reads the whole body. What it returns is null, or why nothing of the request counts.</summary>
    public RequestFault? Read(ReadOnlySpan<byte> body, Admission gate, bool backfill, DateTimeOffset now)
    {
        _answer.Clear();
        _ids.Clear();
        _batchId.Clear();
        Array.Clear(_refusals);
        var latest = UnixTime.ToMicroseconds(now + DoorLimits.MaxAhead);
        var earliest = UnixTime.ToMicroseconds(now - (backfill ? limits.MaxBackfillAge : limits.MaxAge));
        try
        {
            return ReadEnvelope(body.StartsWith("\uFEFF"u8) ? body[3..] : body, gate, earliest, latest);
        }
        catch (JsonException e)
        {
            return new RequestFault(RequestRefusal.NotJson, FormattableString.Invariant($"expected JSON; it breaks in line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));
        }
    }

    public void Dispose()
    {
        _draft.Dispose();
        _answer.Dispose();
        _batchId.Dispose();
    }

    private RequestFault? ReadEnvelope(ReadOnlySpan<byte> body, Admission gate, long earliest, long latest)
    {
        var reader = new Utf8JsonReader(body, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Invalid("expected a JSON object with a list of events: {\"events\":[...]}");
        }

        RequestFault? fault = null;
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.SequenceEqual("events"u8))
            {
                reader.Read();
                fault ??= found ? Invalid("expected the property events once; it stands twice") : ReadEvents(ref reader, body, gate, earliest, latest);
                found = true;
            }
            else if (reader.ValueSpan.SequenceEqual("batchId"u8))
            {
                reader.Read();
                fault ??= ReadBatchId(ref reader);
            }
            else if (reader.ValueSpan.SequenceEqual("clientTimestamp"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.Null && EventTime.TryRead(ref reader) is null)
                {
                    fault ??= Invalid("clientTimestamp: " + EventTime.Expected);
                }
            }
            else
            {
                reader.Read();
            }

            if (fault is not null)
            {
                return fault;
            }

            reader.Skip();
        }

        // Nothing may follow: the reader throws when something does.
        reader.Read();
        if (_batchId.Length == 0)
        {
            _batchId.Write(BatchIdPrefix);
            _batchId.WriteNumber(Interlocked.Increment(ref _batches));
        }

        return found ? null : Invalid("expected the property events: a list of events");
    }

    private RequestFault? ReadEvents(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, Admission gate, long earliest, long latest)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Invalid("events: expected a list of events");
        }

        for (var count = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (count == DoorLimits.MaxEvents)
            {
                return new RequestFault(RequestRefusal.TooManyEvents, $"expected at most {DoorLimits.MaxEvents} events in a request; send the rest in another one");
            }

            var start = reader.TokenStartIndex;
            _parser.Read(ref reader, _draft);
            Judge(gate, _draft.Id.IsEmpty ? default : body[_draft.IdInJson], body[(int)start..(int)reader.BytesConsumed], earliest, latest);
        }

        return null;
    }

    private void Judge(Admission gate, ReadOnlySpan<byte> idInJson, ReadOnlySpan<byte> json, long earliest, long latest)
    {
        var draft = _draft;
        CheckTime(draft, earliest, latest);
        if (json.Length > DoorLimits.MaxEventBytes)
        {
            draft.Refuse(Refusal.TooLarge, "$", $"expected an event of at most {DoorLimits.MaxEventBytes} bytes");
        }

        if (_ids.Contains(gate, draft.TextOf(draft.Id)))
        {
            draft.Refuse(Refusal.DuplicateInBatch, "id", "expected an id that no other event of the request has");
        }

        switch (gate.Pass(draft, json))
        {
            case Verdict.Suppressed:
                _answer.Drop(idInJson);
                break;
            case Verdict.Refused:
                Reject(idInJson);
                break;
            default:
                Settle(gate, idInJson, json);
                break;
        }
    }

    /// <summary>Of an admitted event: is it a repeat, or does its id belong to another one?</summary>
    private void Settle(Admission gate, ReadOnlySpan<byte> idInJson, ReadOnlySpan<byte> json)
    {
        switch (recent.Find(gate.SourceBytes, gate.LastId, gate.LastFingerprint))
        {
            case IdMatch.New:
                _ids.Add(gate);
                _answer.Accept(idInJson, _draft.UnknownProperty);
                break;
            case IdMatch.Same:
                gate.TakeBack();
                _answer.AcceptAgain(idInJson);
                break;
            default:
                gate.TakeBack();
                _draft.Refuse(Refusal.IdConflict, "id", "expected an id that no other event of this source has; it was used before with other content");
                gate.Refuse(_draft, _draft.Faults[0], json);
                Reject(idInJson);
                break;
        }
    }

    private void Reject(ReadOnlySpan<byte> idInJson)
    {
        _refusals[(int)_draft.Faults[0].Code]++;
        _answer.Reject(idInJson, _draft.Faults);
    }

    private static void CheckTime(EventDraft draft, long earliest, long latest)
    {
        if (draft.OccurredAt > latest)
        {
            draft.Refuse(Refusal.TooFarAhead, "timestamp", $"expected a time at most {DoorLimits.MaxAhead.TotalHours:0} hours ahead of the gateway's clock");
        }
        else if (draft.OccurredAt < earliest && draft.HasTime)
        {
            draft.Refuse(Refusal.TooOld, "timestamp", "expected an event younger than the door's limit; older ones are loaded by an administrator as backfill");
        }
    }

    private RequestFault? ReadBatchId(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > 3 * DoorLimits.MaxBatchIdLength || !Utf8.IsValid(reader.ValueSpan))
        {
            return Invalid($"batchId: expected text of at most {DoorLimits.MaxBatchIdLength} characters");
        }

        _batchId.Clear();
        _batchId.Write(reader.ValueSpan);
        return null;
    }

    private static RequestFault Invalid(string message) => new(RequestRefusal.InvalidRequest, message);
}
