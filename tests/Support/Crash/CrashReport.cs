using System.Globalization;

namespace Analytics.Testing.Crash;

/// <summary>Kills of one kind.</summary>
/// <param name="Kind">How.</param>
/// <param name="Kills">How often.</param>
/// <param name="NotMet">How often the chosen point did not come, so that the kill fell at a random moment.</param>
/// <param name="Longest">The longest time from the kill until events were acknowledged again.</param>
public sealed record CrashRow(string Kind, int Kills, int NotMet, TimeSpan Longest);

/// <summary>What a run of the laboratory found.</summary>
/// <param name="Acknowledged">Events that the gateway owed.</param>
/// <param name="Repeated">Events that were acknowledged again.</param>
/// <param name="Unanswered">Events that were sent and never acknowledged.</param>
/// <param name="Stored">What the database has against that.</param>
/// <param name="CounterDifferences">Series whose value in Prometheus is not what the rows add up to.</param>
/// <param name="Resets">How often a counter fell in Prometheus.</param>
public sealed record CrashReport(int Acknowledged, int Repeated, int Unanswered, StoredEvents Stored, IReadOnlyList<string> CounterDifferences, decimal Resets)
{
    public IReadOnlyList<CrashRow> Rows { get; init; } = [];

    /// <summary>Requests that were answered.</summary>
    public int Requests { get; init; }

    /// <summary>Requests that broke off: something was killed with them in its hands.</summary>
    public int BrokenOff { get; init; }

    /// <summary>Requests that were answered 429 or 503.</summary>
    public int TurnedAway { get; init; }

    public bool IsSound => Stored.IsSound && CounterDifferences.Count == 0 && Resets == 0;

    public void Print(TextWriter output, int kills, int seed, bool smallDisk)
    {
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        Line($"crash laboratory: {kills} kills, seed {seed}");
        Line($"{"killed",-52}{"kills",6}{"point not met",15}{"longest until taken again",27}");
        foreach (var row in Rows.OrderBy(row => row.Kind, StringComparer.Ordinal))
        {
            Line($"{row.Kind,-52}{row.Kills,6}{row.NotMet,15}{row.Longest.TotalSeconds,25:0.0} s");
        }

        Line($"{Requests} requests answered, {BrokenOff} broken off, {TurnedAway} turned away (429, 503)");
        Line($"{Acknowledged} events acknowledged ({Repeated} of them again), {Unanswered} sent and never acknowledged, {Stored.Rows} rows");
        Line($"lost {Stored.Lost.Count}, doubled {Stored.Doubled.Count}, never sent {Stored.Foreign.Count}, changed {Stored.Changed.Count}; counters that differ from rows: {CounterDifferences.Count}; resets: {Resets}");
        foreach (var example in Stored.Lost.Concat(Stored.Doubled).Concat(Stored.Foreign).Concat(Stored.Changed).Concat(CounterDifferences).Take(10))
        {
            output.WriteLine("  " + example);
        }

        if (!smallDisk)
        {
            output.WriteLine("left out: a full disk (no right to mount a small one)");
        }

        output.WriteLine(IsSound ? "sound" : "NOT SOUND");
    }
}
