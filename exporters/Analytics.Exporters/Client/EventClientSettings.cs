namespace Analytics.Exporters.Client;

/// <summary>How an app's client behaves. The presets suit an app on a phone as well as a server.</summary>
/// <param name="Gateway">The gateway's address: <c>https://analytics.example.org</c>.</param>
/// <param name="Source">Who numbers the ids: 1 to 64 letters, digits, '.', '_' or '-'.</param>
/// <param name="Folder">Where events wait while the gateway is away. Processes may share it: each takes a part of its own.</param>
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

    /// <summary>Bytes in the folder; beyond it the oldest batches are dropped and counted.</summary>
    public long MostOnDisk { get; init; } = 32 * 1024 * 1024;

    /// <summary>The pause after the first failure; each further one is up to twice as long, shortened at random (full jitter) so that clients do not come in step.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause of our own; the gateway's Retry-After may be longer.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how many failures in a row the circuit opens: nothing is tried for <see cref="OpenFor"/>, then one request.</summary>
    public int FailuresToOpen { get; init; } = 5;

    /// <summary>How long the circuit stays open.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long <see cref="EventClient.DisposeAsync"/> tries to send what waits; the rest stays in the folder for the next start.</summary>
    public TimeSpan ShutdownTime { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>What became of the events so far.</summary>
/// <param name="Tracked">Given to the client.</param>
/// <param name="Accepted">Acknowledged by the gateway: on its disk.</param>
/// <param name="Rejected">Refused by the gateway for good, by consent or by a mistake in them.</param>
/// <param name="Dropped">Lost here: memory or folder full, the disk refused, or not writable as JSON.</param>
/// <param name="Waiting">In memory and in the folder.</param>
/// <param name="Failures">Requests that failed for the time being.</param>
public sealed record EventClientCounts(long Tracked, long Accepted, long Rejected, long Dropped, long Waiting, long Failures);
