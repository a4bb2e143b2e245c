using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Analytics.Testing.Peers;

/// <summary>
/// TCP ports of 127.0.0.1 that nobody listens on, none given twice before all were. They lie below those that the kernel hands to outgoing
/// connections: any client may be given one of those between this answer and the listener's start, and keeps it for a minute after it is
/// closed (TIME_WAIT); a client that waits for the listener may even be given the very port, and is connected to itself.
/// </summary>
public static class FreePort
{
    /// <summary>Above the ports that people know programs by, the stack's own among them.</summary>
    private const int Lowest = 12_000;

    private static readonly Lock Gate = new();
    private static readonly int Highest = FirstOfOutgoing() - 1;

    // Two runs on one machine begin at different places.
    private static int _next = Lowest + (Environment.ProcessId * 97 % Math.Max(Highest - Lowest, 1));

    public static int Next() => NextBlock(1);

    /// <summary>The first of <paramref name="count"/> neighbouring free ports.</summary>
    public static int NextBlock(int count)
    {
        lock (Gate)
        {
            for (var tried = Lowest; tried <= Highest; tried += count)
            {
                var first = _next + count - 1 <= Highest ? _next : Lowest;
                _next = first + count;
                if (Enumerable.Range(first, count).All(IsFree))
                {
                    return first;
                }
            }
        }

        throw new InvalidOperationException($"no {count} neighbouring free ports from {Lowest} to {Highest}; see: ss -ltn, and /proc/sys/net/ipv4/ip_local_port_range");
    }

    private static bool IsFree(int port)
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

    private static int FirstOfOutgoing()
    {
        const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
        return File.Exists(Range) ? int.Parse(File.ReadAllText(Range).Split('\t', ' ')[0], CultureInfo.InvariantCulture) : 32_768;
    }
}
