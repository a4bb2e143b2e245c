namespace Analytics.Intake.Contract;

/// <summary>
/// What is known about the sender's clock: corrected = received − (sent − happened), where sending time and receiving time differ by more than
/// <see cref="DoorLimits.ClockTolerance"/>. An event that claims to have happened after it was sent happened when it was received.
/// </summary>
internal readonly struct SenderClock
{
    /// <summary>A clock that lost its power begins at 1970, by the time of some zone.</summary>
    private const long Earliest = -24 * 3600 * 1_000_000L;

    private const long Century = 100 * 366L * 24 * 3600 * 1_000_000;

    private readonly long _received;
    private readonly long _skew;

    private SenderClock(long sent, long received, bool onlyAhead)
    {
        (SentAt, _received) = (sent, received);
        var skew = received - sent;
        var tolerance = (long)DoorLimits.ClockTolerance.TotalMicroseconds;
        _skew = skew < -tolerance || (skew > tolerance && !onlyAhead) ? skew : 0;
    }

    /// <summary>When the request was sent, by the sender's clock, in microseconds since 1970; 0 when it did not say.</summary>
    public long SentAt { get; }

    /// <summary>Whether it said a time that no clock shows: a program forgot to set it. That proves nothing, and corrects nothing.</summary>
    public bool IsNone { get; private init; }

    /// <summary>Whether its times are corrected.</summary>
    public bool IsWrong => _skew != 0;

    /// <summary>A sender that says when it sends, by the clock that stamps its events.</summary>
    public static SenderClock Of(long sent, long received) =>
        sent >= Earliest && sent - received <= Century ? new(sent, received, onlyAhead: false) : new SenderClock { IsNone = true };

    /// <summary>
    /// A sender that says when an event was observed, which is before it is sent, maybe hours before. Only a time that has not come yet proves a
    /// wrong clock: one that lies back may as well have waited in a queue.
    /// </summary>
    public static SenderClock Observed(long observed, long received) => new(observed, received, onlyAhead: true);

    /// <summary>When it happened by the gateway's clock, in microseconds since 1970.</summary>
    public long Correct(long happened) => IsWrong ? Math.Min(happened + _skew, _received) : happened;

    /// <summary>For the sender's eyes: by how much its clock differs.</summary>
    public string Describe() =>
        FormattableString.Invariant($"the sender's clock is {Math.Abs(_skew) / 1_000_000} s {(_skew > 0 ? "behind" : "ahead")}; the time was corrected by that");
}
