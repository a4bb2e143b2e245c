using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Analytics.Cli.Stack;

/// <summary>Who listens on a port of this machine.</summary>
internal static class PortOwners
{
    private const string OutgoingRange = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>Whether a listener of ours could have the port.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>For example <c>process 4711 (prometheus)</c>; <c>another process</c> where the kernel does not tell this user.</summary>
    public static string Describe(int port) =>
        Find(port) is { } pid ? $"process {pid} ({CommandOf(pid)})"
        : IsForOutgoing(port) ? "an outgoing connection, which keeps it for up to a minute after its end"
        : "another process";

    /// <summary>
    /// Whether the kernel may give a port to an outgoing connection (32768 to 60999 unless somebody set it). A listener may find such a port taken by any client of this
    /// machine: while it is connected, and for a minute after it was closed (TIME_WAIT).
    /// </summary>
    public static bool IsForOutgoing(int port) =>
        File.Exists(OutgoingRange) && File.ReadAllText(OutgoingRange).Split(['\t', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries) is [var first, var last]
        && port >= int.Parse(first, CultureInfo.InvariantCulture) && port <= int.Parse(last, CultureInfo.InvariantCulture);

    /// <summary>The process that listens on the port, if this user may know.</summary>
    public static int? Find(int port)
    {
        var inodes = Listening("/proc/net/tcp", port).Concat(Listening("/proc/net/tcp6", port)).Select(inode => $"socket:[{inode}]").ToHashSet();
        return inodes.Count == 0 ? null : Pids().Where(pid => Holds(pid, inodes)).Cast<int?>().FirstOrDefault();
    }

    /// <summary>The sockets that listen on a port, from the text of /proc/net/tcp: local address in field 1, state 0A = listening in field 3, inode in field 9.</summary>
    public static IEnumerable<string> ListeningInodes(IEnumerable<string> lines, int port)
    {
        foreach (var line in lines.Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[3] == "0A" && int.Parse(fields[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) == port)
            {
                yield return fields[9];
            }
        }
    }

    private static IEnumerable<string> Listening(string table, int port) => File.Exists(table) ? ListeningInodes(File.ReadLines(table), port) : [];

    private static IEnumerable<int> Pids() =>
        Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Select(name => int.TryParse(name, out var pid) ? pid : 0).Where(pid => pid > 0);

    private static bool Holds(int pid, HashSet<string> inodes)
    {
        try
        {
            return new DirectoryInfo($"/proc/{pid}/fd").EnumerateFiles().Any(fd => fd.LinkTarget is { } target && inodes.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string CommandOf(int pid)
    {
        try
        {
            return string.Join(' ', File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries).Take(2));
        }
        catch (IOException)
        {
            return "just ended";
        }
    }
}
