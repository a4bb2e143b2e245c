namespace Analytics.Exporters.Client;

/// <summary>
/// When the next request may be sent: after a failure later and later, at random so that clients do not come in step; after too many failures in a row the
/// circuit is open, and one request at a time asks whether it may close. Not safe for several threads.
/// </summary>
internal sealed class RetryPacing(EventClientSettings settings, TimeProvider clock, Random dice)
{
    private int _failures;
    private long _since;
    private TimeSpan _pause;

    /// <summary>Whether the circuit is open (or waits for the one request that may close it).</summary>
    public bool IsOpen => _failures >= settings.FailuresToOpen;

    /// <summary>How long to wait from now on; zero when a request may be sent.</summary>
    public TimeSpan Left => clock.GetElapsedTime(_since) is var passed && passed < _pause ? _pause - passed : TimeSpan.Zero;

    public void Succeeded() => (_failures, _pause) = (0, TimeSpan.Zero);

    /// <param name="retryAfter">What the gateway asked for.</param>
    public void Failed(TimeSpan? retryAfter)
    {
        _failures = Math.Min(_failures + 1, int.MaxValue - 1);
        _since = clock.GetTimestamp();
        var longest = Math.Min(settings.LongestPause.TotalSeconds, settings.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(_failures - 1, 30)));
        var own = IsOpen ? settings.OpenFor.TotalSeconds * (0.5 + (dice.NextDouble() / 2)) : longest * (0.1 + (0.9 * dice.NextDouble()));

        // All clients hear the same time from a gateway that comes back; they come after it, and not at it.
        var asked = retryAfter is { Ticks: > 0 } wait ? Math.Min(wait.TotalSeconds, settings.LongestRetryAfter.TotalSeconds) + (longest * dice.NextDouble()) : 0;
        _pause = TimeSpan.FromSeconds(Math.Max(own, asked));
    }
}
