using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Analytics.Catalog;
using Analytics.Intake.Contract;
using Analytics.Intake.Redaction;

namespace Analytics.Intake.Privacy;

/// <summary>What the gate did with an event.</summary>
internal enum Verdict
{
    /// <summary>It may be kept: its binary form stands in the batch.</summary>
    Admitted,

    /// <summary>The person does not allow tracking: nothing of it is kept but a count.</summary>
    Suppressed,

    /// <summary>It is faulty: a record of the reason stands in the batch.</summary>
    Refused,
}

/// <summary>
/// One request on its way through the privacy gate. Writes the log's record as it goes: see <see cref="EventLayout"/> for an event and
/// <see cref="BatchCodec"/> for what is around it.
/// </summary>
internal sealed class Admission : IDisposable
{
    /// <summary>Bytes of memory that a record begins with at most. A small request takes less: it may have to wait for the disk with many others.</summary>
    internal const int UsualFrame = 64 * 1024;

    private readonly PrivacyGate.Seal _seal;
    private readonly PseudonymKeys _keys;
    private KeyedHash? _hash;
    private readonly AdmittedHeader _header;
    private readonly ByteBuffer _refusals = new(256);
    private readonly ByteBuffer _content = new(1024);
    private readonly ByteBuffer _json = new(1024);
    private readonly DraftRedactor _redactor = new();
    private readonly RefusedJson _refusedJson;
    private readonly ConsentDesk _desk;
    private readonly ByteBuffer _decisions = new(256);
    private readonly HashSet<NotedDecision> _noted = [];
    private readonly bool _isReplay;
    private ByteBuffer? _frame;
    private int _last;
    private int _events;
    private int _refused;
    private int _decided;
    private int _lastDecision;

    internal Admission(PrivacyGate.Seal seal, PseudonymKeys keys, ConsentDesk desk, AdmittedHeader header, bool isReplay, int expected)
    {
        ArgumentNullException.ThrowIfNull(seal);
        _seal = seal;
        _keys = keys;
        _desk = desk;
        _hash = keys.Rent();
        _header = header;
        _isReplay = isReplay;
        _refusedJson = new RefusedJson(_redactor);
        _frame = new ByteBuffer(Math.Clamp(expected, 1024, UsualFrame));
        BatchCodec.Begin(_frame, header);
    }

    /// <summary>Whether there is nothing to keep.</summary>
    public bool IsEmpty => _events + _refused + _decided == 0;

    /// <summary>The number of the erasure that the event admitted last asks for, or null. A repeat has the same.</summary>
    public Guid? LastErasure { get; private set; }

    /// <summary>Why the event passed last was suppressed.</summary>
    public Suppression LastSuppression { get; private set; }

    /// <summary>How often each <see cref="PersonalData"/> was found in texts and replaced.</summary>
    public ReadOnlySpan<int> Redactions => _redactor.Found;

    public ReadOnlySpan<byte> SourceBytes => _header.SourceBytes;

    /// <summary>The id of the event admitted last.</summary>
    public ReadOnlySpan<byte> LastId
    {
        get
        {
            var data = Frame.Written[_last..];
            return data.Slice(EventLayout.TextsAt(data), BinaryPrimitives.ReadUInt16LittleEndian(data[EventLayout.IdLength..]));
        }
    }

    /// <summary>Whether the event admitted last keeps its id as it was sent; false when that names a person.</summary>
    public bool IsLastIdAsSent { get; private set; }

    /// <summary>The fingerprint of the event admitted last.</summary>
    public UInt128 LastFingerprint => BinaryPrimitives.ReadUInt128LittleEndian(Frame.Written[(_last + EventLayout.Fingerprint)..]);

    private KeyedHash Hash => _hash ?? throw new ObjectDisposedException(nameof(Admission));

    private ByteBuffer Frame => _frame ?? throw new ObjectDisposedException(nameof(Admission));

    /// <summary>Decides on one event. Consent comes first: of a person who does not allow tracking not even a fault is kept.</summary>
    /// <param name="draft">The event as it was read.</param>
    /// <param name="json">The event as it was sent; empty when it was not sent as JSON.</param>
    public Verdict Pass(EventDraft draft, ReadOnlySpan<byte> json)
    {
        var isWithdrawal = draft.IsWithdrawal;
        if (!isWithdrawal && !MayTrack(draft))
        {
            return Verdict.Suppressed;
        }

        _redactor.Begin(draft);
        if (isWithdrawal && draft.User.IsEmpty)
        {
            draft.RefuseMissing("userId", "expected whose consent is withdrawn");
        }

        if (draft.Faults.Count > 0)
        {
            Refuse(draft, draft.Faults[0], json);
            return Verdict.Refused;
        }

        _lastDecision = _decisions.Length;
        LastErasure = null;
        if (isWithdrawal)
        {
            Withdraw(draft);
        }
        else
        {
            Encode(draft, draft.Plan!, isAnonymous: false);
        }

        _events++;
        return Verdict.Admitted;
    }

    /// <summary>Notes that a person withdraws everything, without an event: by their raw id.</summary>
    public void Withdraw(ReadOnlySpan<byte> user, Guid request)
    {
        _desk.Write(user, new Narrowing(_header.ReceivedAt, Track: false, Profile: false, Share: false), request, default, _decisions);
        _decided++;
    }

    /// <summary>Takes the event admitted last out again, because it is a repeat.</summary>
    public void TakeBack()
    {
        Frame.Truncate(_last);
        Hash.Forget(_last);
        _events--;
        if (_decisions.Length > _lastDecision)
        {
            _decisions.Truncate(_lastDecision);
            _decided--;
        }
    }

    /// <summary>
    /// Notes a refusal. The id and the event itself are kept only where the event is about nobody or the person allows tracking. A replayed event
    /// has its record already.
    /// </summary>
    public void Refuse(EventDraft draft, Fault fault, ReadOnlySpan<byte> json)
    {
        if (_isReplay)
        {
            return;
        }

        var mayName = draft.CanTrack == true || (!draft.IsAboutSomebody && !draft.HasPrivacyFlags && draft.Faults.TrueForAll(other => !IsAboutPersons(other.Path)));
        _content.Clear();
        _json.Clear();
        Span<byte> user = stackalloc byte[EventLayout.PseudonymSize];
        if (mayName)
        {
            WriteId(draft, _content);
            _refusedJson.Write(json, draft, Hash, _json);
        }

        if (mayName && draft.CanProfile && !draft.User.IsEmpty)
        {
            Hash.WritePseudonym(Subject.User, draft.TextOf(draft.User), user);
        }
        else
        {
            user = default;
        }

        BatchCodec.WriteRefusal(_refusals, fault, _content.Written, draft.Plan?.Kind.Name, user, _json.Written);
        _refused++;
    }

    /// <summary>Closes the gate: what has passed becomes the log's record. The caller disposes the batch.</summary>
    public AdmittedBatch Close()
    {
        var frame = Frame;
        Hash.Complete(frame);
        BatchCodec.End(frame, _header, _events, _refusals.Written, _refused, _decisions.Written, _decided);
        _frame = null;
        ReturnHash();
        return new AdmittedBatch(_seal, frame, _events, _refused);
    }

    /// <summary>Says that what has passed is durable now.</summary>
    public void Remember() => _desk.Remember(_noted);

    public void Dispose()
    {
        ReturnHash();
        _frame?.Dispose();
        _refusals.Dispose();
        _content.Dispose();
        _json.Dispose();
        _decisions.Dispose();
        _redactor.Dispose();
        _refusedJson.Dispose();
    }

    /// <summary>As soon as nothing is hashed any more: the next request's hashing need not wait for this one's fsync.</summary>
    private void ReturnHash()
    {
        if (_hash is not null)
        {
            // What was not closed is not kept: nobody waits for its pseudonyms.
            _hash.Forget(0);
            _keys.Return(_hash);
            _hash = null;
        }
    }

    private static bool IsAboutPersons(string path) =>
        path is "userId" or "sessionId" || path.StartsWith("privacyFlags", StringComparison.Ordinal);

    /// <summary>Whether the event may be kept by what it says itself, and by what the person took back since; narrows it to that.</summary>
    private bool MayTrack(EventDraft draft)
    {
        LastSuppression = Suppression.TrackingNotAllowed;
        if (!_isReplay && draft.HasPrivacyFlags && !draft.User.IsEmpty && (draft.CanTrack == false || (draft.CanTrack == true && !draft.CanProfile)))
        {
            _decided += _desk.Note(draft, _header.ReceivedAt, _decisions, _noted) ? 1 : 0;
        }

        if (draft.CanTrack == false)
        {
            return false;
        }

        if (_desk.Suppressions.IsEmpty || draft.User.IsEmpty)
        {
            return true;
        }

        Span<byte> pseudonym = stackalloc byte[EventLayout.PseudonymSize];
        var user = draft.TextOf(draft.User);
        WritePseudonym(Subject.User, user, pseudonym);
        if (_desk.TakenBack(user, pseudonym, _header.KeyId, ConsentOf(draft), _isReplay) is { } taken)
        {
            LastSuppression = Suppression.ConsentWithdrawn;
            draft.CanProfile &= taken.Profile;
            draft.CanShare &= taken.Share;
            return taken.Track;
        }

        return true;
    }

    /// <summary>
    /// When the consent was given, as far as that can be: a date that has not come yet proves nothing, and would outlast the withdrawal of whom it is about. The
    /// fingerprint keeps it as sent, since it comes sooner or later.
    /// </summary>
    private long? ConsentOf(EventDraft draft) => draft.ConsentAt <= _header.ReceivedAt ? draft.ConsentAt : null;

    /// <summary>A consent event: the ledger gets the person, the store only that somebody withdrew.</summary>
    private void Withdraw(EventDraft draft)
    {
        draft.Label = draft.ConsentVersion = default;
        draft.Present = 0;
        Encode(draft, draft.Plan!, isAnonymous: true);
        var request = LastFingerprint.ToGuid();
        LastErasure = request;
        // Not before the event: an app may well repeat the date of the consent that is taken back.
        var since = Math.Min(Math.Max(draft.ConsentAt ?? long.MinValue, draft.OccurredAt), _header.ReceivedAt);
        _desk.Write(draft.TextOf(draft.User), new Narrowing(since, Track: false, Profile: false, Share: false), request, LastId, _decisions);
        _decided++;
    }

    private void Encode(EventDraft draft, KindPlan plan, bool isAnonymous)
    {
        var frame = Frame;
        _last = frame.Length;
        var slots = EventLayout.Slots + (8 * BitOperations.PopCount(draft.Present));
        var head = frame.Take(slots);
        head.Clear();
        var texts = frame.Length;
        WriteId(draft, frame);
        var id = frame.Length - texts;
        _redactor.Write(frame, draft, draft.TextOf(draft.Label), TextContent.Words);
        var label = frame.Length - texts - id;
        _redactor.Write(frame, draft, draft.TextOf(draft.ConsentVersion), TextContent.Words);
        var consent = frame.Length - texts - id - label;
        WriteSlots(draft, plan, frame, _last + EventLayout.Slots, texts);

        head = frame.Editable[_last..];
        var user = (draft.CanProfile || !draft.HasPrivacyFlags) && !isAnonymous ? draft.TextOf(draft.User) : default;
        var session = isAnonymous ? default : draft.TextOf(draft.Session);
        BinaryPrimitives.WriteInt32LittleEndian(head, frame.Length - _last);
        BinaryPrimitives.WriteUInt16LittleEndian(head[EventLayout.Kind..], (ushort)plan.Index);
        var flags = ContentFingerprint.FlagsOf(draft, user, session);
        flags = (ConsentOf(draft) is null ? flags & ~EventFlags.HasConsentDate : flags) | (draft.IsHistory ? EventFlags.IsHistory : 0);
        BinaryPrimitives.WriteUInt16LittleEndian(head[EventLayout.Flags..], (ushort)flags);
        BinaryPrimitives.WriteInt64LittleEndian(head[EventLayout.OccurredAt..], draft.OccurredAt);
        BinaryPrimitives.WriteUInt64LittleEndian(head[EventLayout.Present..], draft.Present);
        BinaryPrimitives.WriteDoubleLittleEndian(head[EventLayout.Value..], draft.Value ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(head[EventLayout.ConsentAt..], ConsentOf(draft) ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(head[EventLayout.SentAt..], draft.SentAt);
        BinaryPrimitives.WriteUInt16LittleEndian(head[EventLayout.IdLength..], (ushort)id);
        BinaryPrimitives.WriteUInt16LittleEndian(head[EventLayout.LabelLength..], (ushort)label);
        BinaryPrimitives.WriteUInt16LittleEndian(head[EventLayout.ConsentVersionLength..], (ushort)consent);
        if (!user.IsEmpty)
        {
            WritePseudonym(Subject.User, user, frame, _last + EventLayout.User);
        }

        if (!session.IsEmpty)
        {
            WritePseudonym(Subject.Session, session, frame, _last + EventLayout.Session);
        }

        ContentFingerprint.Collect(draft, plan, isAnonymous ? draft.TextOf(draft.User) : user, session, _content);
        Hash.WriteFingerprint(_content.Written, head.Slice(EventLayout.Fingerprint, EventLayout.FingerprintSize));
    }

    /// <summary>The id, or in the place of one that names a person its keyed hash: as good to tell repeats.</summary>
    private void WriteId(EventDraft draft, ByteBuffer into)
    {
        var id = draft.TextOf(draft.Id);
        IsLastIdAsSent = !_redactor.IsPersonal(draft, id);
        if (IsLastIdAsSent)
        {
            into.Write(id);
            return;
        }

        Span<byte> hash = stackalloc byte[EventLayout.FingerprintSize];
        Hash.WriteFingerprint(id, hash);
        into.WriteByte((byte)'~');
        Convert.TryToHexStringLower(hash, into.Take(2 * hash.Length), out _);
    }

    /// <summary>The pseudonym of an id.</summary>
    private void WritePseudonym(Subject subject, ReadOnlySpan<byte> id, Span<byte> pseudonym)
    {
        if (!IsReplayed(id, pseudonym))
        {
            Hash.WritePseudonym(subject, id, pseudonym);
        }
    }

    /// <summary>The pseudonym of an id into the frame, at the latest when the gate closes.</summary>
    private void WritePseudonym(Subject subject, ReadOnlySpan<byte> id, ByteBuffer frame, int at)
    {
        if (!IsReplayed(id, frame.Editable.Slice(at, EventLayout.PseudonymSize)))
        {
            Hash.WritePseudonym(subject, id, frame, at);
        }
    }

    /// <summary>In a replay the id is a pseudonym already.</summary>
    private bool IsReplayed(ReadOnlySpan<byte> id, Span<byte> pseudonym) =>
        _isReplay && id.Length == 1 + (2 * pseudonym.Length) && id[0] == RefusedJson.Mark && Convert.FromHexString(id[1..], pseudonym, out _, out _) == OperationStatus.Done;

    private void WriteSlots(EventDraft draft, KindPlan plan, ByteBuffer frame, int at, int texts)
    {
        for (var left = draft.Present; left != 0; left &= left - 1)
        {
            var field = plan.Fields[BitOperations.TrailingZeroCount(left)];
            var bits = draft.Slots[field.Slot];
            if (field.Type == FieldType.Text)
            {
                var text = draft.Texts.Written.Slice((int)(bits >> 32), (int)(bits & 0xFFFF_FFFF));
                var start = frame.Length;
                _redactor.Write(frame, draft, text, field.Content);
                bits = EventLayout.PackText(start - texts, frame.Length - start);
            }

            BinaryPrimitives.WriteInt64LittleEndian(frame.Editable[at..], bits);
            at += 8;
        }
    }
}
