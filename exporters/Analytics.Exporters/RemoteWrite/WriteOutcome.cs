namespace Analytics.Exporters.RemoteWrite;

/// <summary>A sample that Prometheus will never take, and the reason it gave (too old, another value at the same time, ...).</summary>
public sealed record RefusedSample(SeriesSample Sample, string Reason);

/// <summary>What became of a write.</summary>
/// <param name="Written">How many samples Prometheus took.</param>
/// <param name="Refused">The ones it will never take: sending them again is useless.</param>
/// <param name="Unreachable">Why the rest could not be delivered although it was tried again; null when nothing is left over. Sending it again later is right.</param>
public sealed record WriteOutcome(int Written, IReadOnlyList<RefusedSample> Refused, string? Unreachable)
{
    public static WriteOutcome Nothing { get; } = new(0, [], null);

    /// <summary>Every sample was taken.</summary>
    public bool IsComplete => Refused.Count == 0 && Unreachable is null;

    public WriteOutcome Plus(WriteOutcome other) => new(Written + other.Written, [.. Refused, .. other.Refused], Unreachable ?? other.Unreachable);
}
