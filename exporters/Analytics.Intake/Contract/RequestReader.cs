using System.Runtime.InteropServices;
using System.Text.Json;
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
    private readonly EventParser _parser = new(contract);
    private readonly EventDraft _draft = new();
    private readonly BatchIds _ids = new();
    private readonly List<KnownEvent> _fresh = [];
    private readonly AnswerWriter _answer = new();
    private readonly Envelope _envelope = new();
    private readonly int[] _suppressions = new int[WireName.All<Suppression>().Count];
    private readonly int[] _refusals = new int[WireName.All<Refusal>().Count];
    private SenderClock _clock;
    private IdHash _hash;
    private long _received;
    private long _earliest;
    private long _earliestLive;
    private long _latest;
    private long _latestConsent;

    public AnswerWriter Answer => _answer;

    /// <summary>How many events were refused for each reason.</summary>
    public ReadOnlySpan<int> Refusals => _refusals;

    /// <summary>How many bytes of memory it keeps for the next request, beside what is the same for all.</summary>
    public int HeldBytes => _draft.Texts.Capacity + _answer.HeldBytes;

    /// <summary>What the sender should know about the event that was read last.</summary>
    public IReadOnlyList<Warning> Warnings => _draft.Warnings;

    /// <summary>How many events were dropped for each reason.</summary>
    public ReadOnlySpan<int> Suppressions => _suppressions;

    /// <summary>The client's batch id, or one of ours, as it goes into the answer.</summary>
    public ReadOnlySpan<byte> BatchIdInJson => _envelope.BatchIdInJson;

    /// <summary>Reads the whole body. What it returns is null, or why nothing of the request counts.</summary>
    public RequestFault? Read(ReadOnlySpan<byte> body, Admission gate, bool backfill, DateTimeOffset now)
    {
        Begin(gate.SourceBytes, backfill, now);
        _draft.IsPlain = JsonText.IsPlain(body);
        try
        {
            return ReadEnvelope(JsonText.WithoutMark(body), gate, backfill);
        }
        catch (JsonException e)
        {
            return Envelope.NotJson(e);
        }
    }

    /// <summary>Begins a request whose events come one by one to <see cref="ReadEvent"/>.</summary>
    public void Begin(ReadOnlySpan<byte> source, bool backfill, DateTimeOffset now)
    {
        _answer.Clear();
        _ids.Clear();
        _fresh.Clear();
        _hash = IdHash.For(source);
        _envelope.Clear();
        Array.Clear(_refusals);
        Array.Clear(_suppressions);
        _clock = default;
        _received = UnixTime.ToMicroseconds(now);
        _latest = UnixTime.ToMicroseconds(now + DoorLimits.MaxAhead);
        _latestConsent = UnixTime.ToMicroseconds(now + DoorLimits.ClockTolerance);
        _earliestLive = UnixTime.ToMicroseconds(now - limits.MaxAge);
        _earliest = backfill ? UnixTime.ToMicroseconds(now - limits.MaxBackfillAge) : _earliestLive;
    }

    /// <summary>Reads one event that stands alone in its JSON, which another format was translated into.</summary>
    /// <param name="json">The event.</param>
    /// <param name="gate">The gate that it has to pass.</param>
    /// <param name="observed">When it was observed, by the clock that stamped it, in microseconds since 1970; 0 when nobody said.</param>
    /// <param name="fault">What is known to be wrong with it already.</param>
    /// <returns>Why it was refused, or null.</returns>
    public Fault? ReadEvent(ReadOnlySpan<byte> json, Admission gate, long observed, Fault? fault)
    {
        _clock = observed == 0 ? default : SenderClock.Observed(observed, _received);
        var reader = new JsonCursor(json);
        reader.Read();
        _draft.IsPlain = JsonText.IsPlain(json);
        _parser.Read(ref reader, _draft);
        if (fault is { } known)
        {
            _draft.Faults.Clear();
            _draft.Refuse(known.Code, known.Path, known.Message);
        }

        var rejected = _answer.Rejected;
        Judge(gate, _draft.Id.IsEmpty ? default : json[_draft.IdInJson], json);
        return _answer.Rejected > rejected ? _draft.Faults[0] : null;
    }

    /// <summary>Says that what was admitted is durable now: its ids are known from here on, and the decisions need not be noted again.</summary>
    public void Remember(Admission gate)
    {
        recent.Add(CollectionsMarshal.AsSpan(_fresh));
        gate.Remember();
    }

    public void Dispose()
    {
        _draft.Dispose();
        _answer.Dispose();
        _envelope.Dispose();
    }

    private RequestFault? ReadEnvelope(ReadOnlySpan<byte> body, Admission gate, bool backfill)
    {
        var reader = new JsonCursor(body);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Envelope.Invalid("expected a JSON object with a list of events: {\"events\":[...]}");
        }

        var found = false;
        while (reader.ReadName())
        {
            if (!reader.ValueSpan.SequenceEqual("events"u8))
            {
                if (_envelope.ReadProperty(ref reader) is { } fault)
                {
                    return fault;
                }

                continue;
            }

            reader.ReadValue();
            if (found)
            {
                return Envelope.Invalid("expected the property events once; it stands twice");
            }

            found = true;
            if (_envelope.LookAhead(reader, body) is { } ahead)
            {
                return ahead;
            }

            if (_envelope.SentAt is { } sent && !backfill)
            {
                _clock = SenderClock.Of(sent, _received);
            }

            if (ReadEvents(ref reader, body, gate) is { } wrong)
            {
                return wrong;
            }
        }

        // Nothing may follow: the reader throws when something does.
        reader.Read();
        return found ? _envelope.CheckChecksums(_answer.Count) : Envelope.Invalid("expected the property events: a list of events");
    }

    private RequestFault? ReadEvents(ref JsonCursor reader, ReadOnlySpan<byte> body, Admission gate)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Envelope.Invalid("events: expected a list of events");
        }

        for (var count = 0; reader.ReadItem(); count++)
        {
            if (count == DoorLimits.MaxEvents)
            {
                return new RequestFault(RequestRefusal.TooManyEvents, $"expected at most {DoorLimits.MaxEvents} events in a request; send the rest in another one");
            }

            var start = reader.TokenStart;
            _parser.Read(ref reader, _draft);
            var json = body[start..reader.TokenEnd];
            if (_envelope.ChecksumOf(count, body, out var digits) && !EventChecksum.Fits(digits, json))
            {
                // Nothing that the bytes say can be believed, but what they say of consent can only be worse.
                _draft.Faults.Clear();
                _draft.Refuse(Refusal.ChecksumMismatch, "$", EventChecksum.Expected);
            }

            Judge(gate, _draft.Id.IsEmpty ? default : body[_draft.IdInJson], json);
        }

        return null;
    }

    private void Judge(Admission gate, ReadOnlySpan<byte> idInJson, ReadOnlySpan<byte> json)
    {
        var draft = _draft;
        var id = draft.Id.IsEmpty ? UInt128.Zero : _hash.Of(draft.TextOf(draft.Id));
        recent.Fetch(id);
        CheckTime(draft);
        if (json.Length > DoorLimits.MaxEventBytes)
        {
            draft.Refuse(Refusal.TooLarge, "$", $"expected an event of at most {DoorLimits.MaxEventBytes} bytes");
        }

        if (_ids.Contains(id))
        {
            draft.Refuse(Refusal.DuplicateInBatch, "id", "expected an id that no other event of the request has");
        }

        switch (gate.Pass(draft, json))
        {
            case Verdict.Suppressed:
                _answer.Drop(idInJson, gate.LastSuppression);
                _suppressions[(int)gate.LastSuppression]++;
                break;
            case Verdict.Refused:
                Reject(idInJson);
                break;
            default:
                Settle(gate, id, idInJson, json);
                break;
        }
    }

    /// <summary>Of an admitted event: is it a repeat, or does its id belong to another one?</summary>
    private void Settle(Admission gate, UInt128 id, ReadOnlySpan<byte> idInJson, ReadOnlySpan<byte> json)
    {
        // What is kept is not the id as it was sent when that names a person.
        var kept = new KnownEvent(gate.IsLastIdAsSent ? id : _hash.Of(gate.LastId), gate.LastFingerprint);
        switch (recent.Find(kept))
        {
            case IdMatch.New:
                _ids.Add(id);
                _fresh.Add(kept);
                Warn(_draft);
                _answer.Accept(idInJson, _draft.Warnings, gate.LastErasure);
                break;
            case IdMatch.Same:
                gate.TakeBack();
                _answer.AcceptAgain(idInJson, gate.LastErasure);
                break;
            default:
                gate.TakeBack();
                _draft.Refuse(Refusal.IdConflict, "id", "expected an id that no other event of this source has; it was used before with other content");
                gate.Refuse(_draft, _draft.Faults[0], json);
                Reject(idInJson);
                break;
        }
    }

    private void Warn(EventDraft draft)
    {
        if (_clock.IsWrong)
        {
            draft.Warnings.Add(new Warning("clock_corrected", "timestamp", _clock.Describe()));
        }

        if (_clock.IsNone)
        {
            draft.Warnings.Add(new Warning("client_time_ignored", "clientTimestamp", "no clock shows such a time; it was not kept, and no time was corrected by it"));
        }

        if (draft.ConsentAt > _latestConsent)
        {
            draft.Warnings.Add(new Warning("consent_date_ahead", "privacyFlags.consentDate", "the date has not come yet; it was not kept, and any withdrawal goes before this consent"));
        }

        if (draft.UnknownProperty is { } path)
        {
            draft.Warnings.Add(new Warning("unknown_property", path, "the kind has no such property; it was dropped"));
        }
    }

    private void Reject(ReadOnlySpan<byte> idInJson)
    {
        _refusals[(int)_draft.Faults[0].Code]++;
        _answer.Reject(idInJson, _draft.Faults);
    }

    private void CheckTime(EventDraft draft)
    {
        draft.SentAt = _clock.SentAt;
        if (!draft.HasTime)
        {
            return;
        }

        draft.OccurredAt = _clock.Correct(draft.TimeAsSent);
        if (draft.IsWithdrawal)
        {
            // However long a phone was off: the person's wish counts.
            draft.OccurredAt = Math.Clamp(draft.OccurredAt, _received - (long)limits.MaxBackfillAge.TotalMicroseconds, _received);
            return;
        }

        draft.IsHistory = draft.OccurredAt < _earliestLive;
        if (draft.OccurredAt > _latest)
        {
            draft.Refuse(Refusal.TooFarAhead, "timestamp", $"expected a time at most {DoorLimits.MaxAhead.TotalHours:0} hours ahead of the gateway's clock");
        }
        else if (draft.OccurredAt < _earliest)
        {
            draft.Refuse(Refusal.TooOld, "timestamp", "expected an event younger than the door's limit; older ones are loaded by an administrator as backfill" + (_clock.IsWrong ? "; " + _clock.Describe() : ""));
        }
    }
}
