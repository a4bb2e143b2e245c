using System.Globalization;

namespace Analytics.Cli.Stack;

/// <summary>
/// One process, told apart from a later one that was given the same number: its start in clock ticks since boot, and which boot.
/// </summary>
internal sealed record ProcessIdentity(int Pid, long StartTicks, string Boot)
{
    private static readonly string ThisBoot = File.Exists("/proc/sys/kernel/random/boot_id") ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "";

    /// <summary>The process of that number now; null when there is none (a zombie counts as none).</summary>
    public static ProcessIdentity? Of(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }

        return Parse(pid, stat);
    }

    /// <summary>Reads a line of /proc/PID/stat: the name in brackets may itself hold brackets and blanks, so fields count from the last one.</summary>
    public static ProcessIdentity? Parse(int pid, string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields is ["Z" or "X", ..] || fields.Length < 20 ? null : new ProcessIdentity(pid, long.Parse(fields[19], CultureInfo.InvariantCulture), ThisBoot);
    }

    public bool IsAlive => Of(Pid) == this;

    /// <summary>Sends a signal, unless the process is gone.</summary>
    public void Send(StopSignal signal)
    {
        if (IsAlive)
        {
            Signals.Send(Pid, (int)signal);
        }
    }

    /// <summary>Asks it to end, waits, and kills it when it did not. Returns whether it had to be killed.</summary>
    public async Task<bool> StopAsync(StopSignal signal, TimeSpan patience, TimeProvider time)
    {
        Send(signal);
        if (await GoneAsync(patience, time))
        {
            return false;
        }

        if (IsAlive)
        {
            Signals.Send(Pid, Signals.Kill);
        }

        await GoneAsync(TimeSpan.FromSeconds(5), time);
        return true;
    }

    private async Task<bool> GoneAsync(TimeSpan patience, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (IsAlive)
        {
            if (time.GetElapsedTime(began) > patience)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }

        return true;
    }
}
