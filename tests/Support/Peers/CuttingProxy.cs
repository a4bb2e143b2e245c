using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Analytics.Testing.Peers;

/// <summary>Where a connection through the proxy breaks.</summary>
public enum Cut
{
    /// <summary>Before the server has seen the statement.</summary>
    Before,

    /// <summary>After the server has carried it out, before the client hears of it.</summary>
    After,
}

/// <summary>
/// Stands between a client and a server on this machine and breaks the connection at a chosen statement: what a crash, a pulled cable or a
/// failed-over server look like from the client, at a point that a kill -9 rarely meets.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _server;
    private readonly Task _accepting;
    private (byte[] Statement, Cut Cut)? _next;

    public CuttingProxy(int serverPort)
    {
        _server = serverPort;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How many connections were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>The next connection on which the client sends this text is cut, once.</summary>
    public void CutNext(string statement, Cut cut) => _next = (Encoding.ASCII.GetBytes(statement), cut);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptSocketAsync(_stop.Token);
            _ = RelayAsync(client).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, _server, _stop.Token);
            var muted = new TaskCompletionSource();
            var down = DownAsync(server, client, muted);
            await UpAsync(client, server, muted);
            client.Close();
            await down;
        }
    }

    private async Task UpAsync(Socket client, Socket server, TaskCompletionSource muted)
    {
        var buffer = new byte[256 * 1024];
        while (await client.ReceiveAsync(buffer, _stop.Token) is > 0 and var read)
        {
            if (_next is { } next && buffer.AsSpan(0, read).IndexOf(next.Statement) >= 0)
            {
                _next = null;
                Cuts++;
                if (next.Cut == Cut.After)
                {
                    muted.SetResult();
                    await server.SendAsync(buffer.AsMemory(0, read), _stop.Token);
                    // The server's answer means that it is done; it goes no further.
                    await server.ReceiveAsync(buffer, _stop.Token);
                }

                return;
            }

            await server.SendAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }

    private async Task DownAsync(Socket server, Socket client, TaskCompletionSource muted)
    {
        var buffer = new byte[256 * 1024];
        while (!muted.Task.IsCompleted)
        {
            // Only peeked at: whoever is muted must not take the answer away.
            if (!await Task.Run(() => server.Poll(TimeSpan.FromMilliseconds(5), SelectMode.SelectRead)))
            {
                if (_stop.IsCancellationRequested || !client.Connected)
                {
                    return;
                }

                continue;
            }

            if (muted.Task.IsCompleted || await server.ReceiveAsync(buffer, _stop.Token) is not (> 0 and var read))
            {
                return;
            }

            await client.SendAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
