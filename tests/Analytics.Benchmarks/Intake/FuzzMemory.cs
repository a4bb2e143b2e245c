using Analytics.Testing.Peers;

namespace Analytics.Benchmarks.Intake;

/// <summary>
/// The gateway's memory over a fuzz run: at no time more than <see cref="MostResident"/>, and what is reachable when all is quiet grows by no more than
/// <see cref="MostGrowth"/> from the first half of the requests on. A million requests find a leak of 80 bytes a request.
/// </summary>
internal sealed class FuzzMemory(GatewayPeer gateway, TextWriter output)
{
    /// <summary>Bodies that are read at once may alone be 256 MiB; a run has few of them, and came to 292 to 396 MB.</summary>
    private const long MostResident = 700_000_000;

    /// <summary>What pools and tables of bounded size may still come to after the first half: four runs grew by 15 MB at most, half of it with 10,000 connections.</summary>
    private const long MostGrowth = 40_000_000;

    private long _peak;
    private long? _first;

    /// <summary>Looks at the physical memory, and remembers the most.</summary>
    public long Look()
    {
        var resident = ProcessMemory.Resident(gateway.Process.Id);
        _peak = Math.Max(_peak, resident);
        FuzzRun.Check(_peak < MostResident, FormattableString.Invariant($"the gateway's memory is {_peak / 1e6:N0} MB"));
        return resident;
    }

    /// <summary>Waits until everything that was taken is stored, prints what the gateway holds then, and compares it with the first time.</summary>
    public async Task SettleAsync(string when)
    {
        await Eventually.Holds(async cancel => (double)(await gateway.ReadyAsync(cancel))["logBytes"]! == 0, "everything that was taken is stored", TimeSpan.FromMinutes(5));
        Look();
        var reachable = await ProcessMemory.ReachableAsync(gateway.Process.Id);
        output.WriteLine(FormattableString.Invariant($"  memory {when}: {reachable / 1e6:N1} MB reachable, {Look() / 1e6:N0} MB resident, at most {_peak / 1e6:N0} MB so far"));
        _first ??= reachable;
        FuzzRun.Check(reachable > 0, "the gateway does not tell its memory");
        FuzzRun.Check(reachable - _first < MostGrowth, FormattableString.Invariant($"the gateway's reachable memory grew by {(reachable - _first) / 1e6:N1} MB since the first half of the requests"));
    }
}
