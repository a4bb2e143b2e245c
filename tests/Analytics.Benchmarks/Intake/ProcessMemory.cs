using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Analytics.Benchmarks.Intake;

/// <summary>What a process of .NET holds, seen from outside.</summary>
internal static class ProcessMemory
{
    /// <summary>Bytes of physical memory.</summary>
    public static long Resident(int process)
    {
        using var found = Process.GetProcessById(process);
        return found.WorkingSet64;
    }

    /// <summary>
    /// Bytes of objects that are reachable: has the process collect all garbage, and reads what survived. Unlike physical memory it does not depend on when the collector
    /// thinks that work is due, so that growth is growth.
    /// </summary>
    public static async Task<long> ReachableAsync(int process)
    {
        // The keyword GCHeapCollect is the request to collect everything.
        using var session = new DiagnosticsClient(process).StartEventPipeSession(
            [new EventPipeProvider(ClrTraceEventParser.ProviderName, EventLevel.Informational, (long)(ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.GCHeapCollect))], requestRundown: false);
        using var source = new EventPipeEventSource(session.EventStream);
        var (collection, reachable) = (-1, 0L);
        source.Clr.GCStart += start => collection = start is { Depth: 2, Reason: Microsoft.Diagnostics.Tracing.Parsers.Clr.GCReason.Induced } ? start.Count : collection;
        source.Clr.GCHeapStats += after =>
        {
            if (collection >= 0 && reachable == 0)
            {
                reachable = after.TotalPromoted;
                // Not on this thread: it reads the last events that stopping waits for.
                _ = Task.Run(session.Stop);
            }
        };
        await Task.Run(source.Process).WaitAsync(TimeSpan.FromMinutes(1));
        return reachable;
    }
}
