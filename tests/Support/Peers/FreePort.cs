using System.Net;
using System.Net.Sockets;

namespace Analytics.Testing.Peers;

/// <summary>TCP ports of 127.0.0.1 that nobody listens on, none given twice by one test run.</summary>
public static class FreePort
{
    private static readonly HashSet<int> Given = [];
    private static readonly Lock Gate = new();

    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                if (Given.Add(port))
                {
                    return port;
                }
            }
        }
    }

    /// <summary>The first of <paramref name="count"/> neighbouring free ports.</summary>
    public static int NextBlock(int count)
    {
        while (true)
        {
            var first = Next();
            if (first + count < 65536 && Enumerable.Range(first + 1, count - 1).All(Take))
            {
                return first;
            }
        }
    }

    private static bool Take(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            lock (Gate)
            {
                return Given.Add(port);
            }
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
