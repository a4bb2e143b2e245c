using System.Collections.Concurrent;
using Analytics.Intake.Contract;

namespace Analytics.Intake.Privacy;

/// <summary>
/// What the gate knows and notes about consent: who took something back (<see cref="Suppressions"/>), and the decisions of one request after the other for
/// the ledger. One for a gate; safe for many requests at once.
/// </summary>
internal sealed class ConsentDesk(PseudonymKeys keys)
{
    /// <summary>How many noes are remembered, so that the same no is noted once and not with every event.</summary>
    private const int Remembered = 100_000;

    private readonly ConcurrentDictionary<NotedDecision, bool> _noted = new();

    public Suppressions Suppressions { get; } = new();

    /// <summary>What the person of an event left of the consent that the event shows; null when all of it.</summary>
    /// <param name="user">The raw id.</param>
    /// <param name="pseudonym">Its pseudonym under <paramref name="keyId"/>.</param>
    /// <param name="keyId">The key in use.</param>
    /// <param name="consentAt">When the consent that the event shows was given, in microseconds; null when it does not say.</param>
    /// <param name="isPseudonym">Whether the id is a pseudonym already, so that no other key can be tried.</param>
    public Remaining? TakenBack(ReadOnlySpan<byte> user, ReadOnlySpan<byte> pseudonym, string keyId, long? consentAt, bool isPseudonym)
    {
        var found = Suppressions.Find(pseudonym, consentAt);
        if (isPseudonym)
        {
            return found;
        }

        Span<byte> older = stackalloc byte[EventLayout.PseudonymSize];
        foreach (var key in keys.Older)
        {
            if (key.Id != keyId && Suppressions.Knows(key.Id))
            {
                PseudonymKeys.Compute(key.Key, Subject.User, user, older);
                if (Suppressions.Find(older, consentAt) is { } other)
                {
                    found = found?.And(other) ?? other;
                }
            }
        }

        return found;
    }

    /// <summary>Notes privacy flags that say no to tracking or to a profile; answers whether that is news.</summary>
    /// <param name="draft">The event.</param>
    /// <param name="receivedAt">Microseconds since 1970.</param>
    /// <param name="into">Where the decision goes.</param>
    /// <param name="fresh">What this request has noted already. It counts for others with <see cref="Remember"/> only, when it is durable: a no that was lost with its request must be noted when it comes again.</param>
    public bool Note(EventDraft draft, long receivedAt, ByteBuffer into, HashSet<NotedDecision> fresh)
    {
        var track = draft.CanTrack == true;
        Span<byte> pseudonym = stackalloc byte[EventLayout.PseudonymSize];
        var user = draft.TextOf(draft.User);
        PseudonymKeys.Compute(keys.Current.Key, Subject.User, user, pseudonym);
        var decision = new NotedDecision(SubjectKey.Of(pseudonym), track, draft.CanShare, draft.ConsentAt ?? 0);
        if (_noted.ContainsKey(decision) || !fresh.Add(decision))
        {
            return false;
        }

        var since = Math.Min(draft.ConsentAt ?? (draft.HasTime ? draft.OccurredAt : receivedAt), receivedAt);
        Write(user, new Narrowing(since, track, Profile: false, track && draft.CanShare), null, default, into);
        return true;
    }

    /// <summary>Says that these decisions are durable.</summary>
    public void Remember(HashSet<NotedDecision> fresh)
    {
        if (fresh.Count == 0)
        {
            return;
        }

        if (_noted.Count + fresh.Count > Remembered)
        {
            _noted.Clear();
        }

        foreach (var decision in fresh)
        {
            _noted.TryAdd(decision, true);
        }
    }

    /// <summary>Writes a decision with the person's names under all live keys.</summary>
    public void Write(ReadOnlySpan<byte> user, Narrowing narrowing, Guid? erasure, ReadOnlySpan<byte> eventId, ByteBuffer into)
    {
        DecisionCodec.Begin(into, narrowing, erasure, eventId, keys.Ids.Count);
        Span<byte> pseudonym = stackalloc byte[EventLayout.PseudonymSize];
        foreach (var (id, key) in keys.All)
        {
            PseudonymKeys.Compute(key, Subject.User, user, pseudonym);
            DecisionCodec.AddSubject(into, id, pseudonym, erasure is not null);
        }
    }
}

/// <summary>A no of a person, to be noted once.</summary>
internal readonly record struct NotedDecision(Guid Subject, bool Track, bool Share, long ConsentAt);
