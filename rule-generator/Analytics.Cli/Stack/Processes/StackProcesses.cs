using System.Diagnostics;
using System.Text;

namespace Analytics.Cli.Stack;

/// <summary>The processes of a stack as seen from outside the supervisor: found, started detached, and ended, whatever state they are in.</summary>
internal sealed class StackProcesses(StackLayout layout, TimeProvider time)
{
    /// <summary>Longer than the supervisor needs to stop every part in order.</summary>
    private static readonly TimeSpan SupervisorPatience = TimeSpan.FromSeconds(90);

    /// <summary>The running supervisor's state; null when none runs (a state file of a dead one does not count).</summary>
    public StackState? Running() => StackState.Read(layout) is { } state && state.Supervisor.IsAlive ? state : null;

    /// <summary>Starts the supervisor in a session of its own, so that it outlives this command and its terminal.</summary>
    public void StartSupervisor()
    {
        Directory.CreateDirectory(layout.Logs);
        var start = new ProcessStartInfo("setsid",
            ["/bin/sh", "-c", "log=$1; shift; exec \"$@\" >> \"$log\" 2>&1 < /dev/null", "sh", layout.Log("supervisor"),
             DotnetProgram.Path, layout.Cli, "supervise", "--stack-dir", layout.Root])
        {
            WorkingDirectory = layout.RepositoryRoot,
        };
        start.Environment["ANALYTICS_ROOT"] = layout.RepositoryRoot;
        start.Environment[PartProcess.Marker] = layout.Root;
        using var _ = Process.Start(start);
    }

    /// <summary>Ends everything: the supervisor in order, then whatever it left, by the state file and by the marker in the environment.</summary>
    /// <returns>How many processes were ended.</returns>
    public async Task<int> StopAllAsync()
    {
        var known = StackState.Read(layout);
        var ended = 0;
        if (known is not null && known.Supervisor.IsAlive)
        {
            ended = 1 + known.Parts.Count(part => part.Process is { IsAlive: true });
            await known.Supervisor.StopAsync(StopSignal.Terminate, SupervisorPatience, time);
        }

        return ended + await StopOrphansAsync(known);
    }

    /// <summary>Processes of this stack that no supervisor looks after any more.</summary>
    public IReadOnlyList<(ProcessIdentity Process, StopSignal StopWith)> Orphans(StackState? known)
    {
        // The state as it was and as it is now: a supervisor that was stopping may have written since.
        var parts = (known?.Parts ?? []).Concat(StackState.Read(layout)?.Parts ?? []);
        var listed = parts.Where(part => part.Process is { IsAlive: true }).Select(part => (part.Process!, part.StopWith)).Distinct().ToList();
        var marked = Marked().Where(process => listed.All(entry => entry.Item1 != process)).Select(process => (process, StopSignal.Terminate));
        return [.. listed, .. marked];
    }

    private async Task<int> StopOrphansAsync(StackState? known)
    {
        var orphans = Orphans(known);
        foreach (var (process, signal) in orphans.Reverse())
        {
            await process.StopAsync(signal, TimeSpan.FromSeconds(10), time);
        }

        return orphans.Count;
    }

    private IEnumerable<ProcessIdentity> Marked()
    {
        var marker = Encoding.UTF8.GetBytes($"{PartProcess.Marker}={layout.Root}\0");
        var own = OwnAncestry();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var pid) && !own.Contains(pid) && Carries(pid, marker) && ProcessIdentity.Of(pid) is { } process)
            {
                yield return process;
            }
        }
    }

    private static bool Carries(int pid, ReadOnlySpan<byte> marker)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/environ").AsSpan().IndexOf(marker) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // gone, or somebody else's
        }
    }

    // This command and its callers are not the stack, even when a part of the stack called them.
    private static HashSet<int> OwnAncestry()
    {
        var pids = new HashSet<int>();
        for (var pid = Environment.ProcessId; pid > 1 && pids.Add(pid);)
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            pid = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        return pids;
    }
}
