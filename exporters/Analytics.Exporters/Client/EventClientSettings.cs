using Analytics.Intake.Contract;

namespace Analytics.Exporters.Client;

/// <summary>How an app's client behaves. The presets suit an app on a phone as well as a server.</summary>
/// <param name="Gateway">The gateway's address, with the path below which a proxy has it: <c>https://analytics.example.org</c>.</param>
/// <param name="Source">Who numbers the ids: 1 to 64 letters, digits, '.', '_' or '-'.</param>
/// <param name="Folder">Where events wait while the gateway is away; only its owner may read what is in it. Processes may share it: each takes a part of its own.</param>
public sealed record EventClientSettings(Uri Gateway, string Source, string Folder)
{
    /// <summary>The API key with the role ingest; null where the gateway asks for none.</summary>
    public string? Key { get; init; }

    /// <summary>Events in one request: 1 to 1,000.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>How long an event waits for others before it is written to the folder and sent.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Events in memory that are not in the folder yet; more are dropped and counted.</summary>
    public int MostInMemory { get; init; } = 10_000;

    /// <summary>Bytes of events in memory that are not in the folder yet; and as many of batches that the disk refuses. More are dropped and counted.</summary>
    public long MostBytesInMemory { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes in a process' part of the folder; beyond it the oldest batches are dropped and counted.</summary>
    public long MostOnDisk { get; init; } = 32 * 1024 * 1024;

    /// <summary>The pause after the first failure; each further one is up to twice as long, shortened at random (full jitter) so that clients do not come in step.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause of our own; the gateway's Retry-After may be longer.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A gateway (or a proxy that is wrong about the time) that asks for a longer pause is asked again after this one.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After how many failures in a row the circuit opens: nothing is tried for <see cref="OpenFor"/>, then one request.</summary>
    public int FailuresToOpen { get; init; } = 5;

    /// <summary>How long the circuit stays open.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long <see cref="EventClient.DisposeAsync"/> tries to send what waits; the rest stays in the folder for the next start.</summary>
    public TimeSpan ShutdownTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with them, all at once; empty when they can be used.</summary>
    public IReadOnlyList<string> Mistakes()
    {
        var times = new (string Name, TimeSpan Time)[]
        {
            (nameof(Linger), Linger), (nameof(FirstPause), FirstPause), (nameof(LongestPause), LongestPause), (nameof(LongestRetryAfter), LongestRetryAfter), (nameof(OpenFor), OpenFor),
            (nameof(RequestTime), RequestTime), (nameof(ShutdownTime), ShutdownTime),
        };
        (bool IsWrong, string Mistake)[] rules =
        [
            (!Gateway.IsAbsoluteUri || (Gateway.Scheme != Uri.UriSchemeHttp && Gateway.Scheme != Uri.UriSchemeHttps), $"{nameof(Gateway)}: expected an http or https address"),
            (!DoorLimits.IsSource(Source), $"{nameof(Source)}: expected 1 to 64 letters, digits, '.', '_' or '-'"),
            (string.IsNullOrWhiteSpace(Folder), $"{nameof(Folder)}: expected a path"),
            (Key is { } key && (key.Length == 0 || key.Any(letter => letter is <= ' ' or > '~')), $"{nameof(Key)}: expected letters without blanks or line ends"),
            (BatchSize is < 1 or > DoorLimits.MaxEvents, FormattableString.Invariant($"{nameof(BatchSize)}: expected 1 to {DoorLimits.MaxEvents}")),
            (MostInMemory < 1 || MostBytesInMemory < 1 || MostOnDisk < 1, $"{nameof(MostInMemory)}, {nameof(MostBytesInMemory)}, {nameof(MostOnDisk)}: expected at least 1"),
            (FailuresToOpen < 1, $"{nameof(FailuresToOpen)}: expected at least 1"),
            .. times.Select(one => (one.Time < TimeSpan.Zero || one.Time > LongestTime, $"{one.Name}: expected 0 to {LongestTime.TotalDays:0} days")),
        ];
        return [.. rules.Where(rule => rule.IsWrong).Select(rule => rule.Mistake)];
    }

    /// <summary>What a timer can wait, all pauses and their lengthening included.</summary>
    internal static readonly TimeSpan LongestTime = TimeSpan.FromDays(14);
}

/// <summary>What became of the events so far.</summary>
/// <param name="Tracked">Given to the client.</param>
/// <param name="Accepted">Acknowledged by the gateway: on its disk.</param>
/// <param name="Rejected">Refused by the gateway for good, by consent or by a mistake in them.</param>
/// <param name="Dropped">Lost here: memory or folder full, the disk refused or lost them, too large for any gateway, or not writable as JSON.</param>
/// <param name="Waiting">In memory and in the folder.</param>
/// <param name="Failures">Requests that failed for the time being.</param>
public sealed record EventClientCounts(long Tracked, long Accepted, long Rejected, long Dropped, long Waiting, long Failures);
