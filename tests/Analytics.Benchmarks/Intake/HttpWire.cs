using System.Buffers.Text;
using System.Net.Sockets;

namespace Analytics.Benchmarks.Intake;

/// <summary>What came back; status 0 when the connection was closed without an answer.</summary>
internal readonly record struct WireAnswer(int Status, byte[] Body);

/// <summary>One connection that sends any bytes and reads an answer, and is made anew when it was closed.</summary>
internal sealed class HttpWire(int port) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);

    private readonly byte[] _buffer = new byte[256 * 1024];
    private Socket? _socket;

    /// <param name="request">Any bytes.</param>
    /// <param name="endsHere">Whether nothing follows on this connection: its sending side is closed after a while, since who closes it at once gets no answer.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<WireAnswer> SendAsync(byte[] request, bool endsHere, CancellationToken cancel)
    {
        _socket ??= await ConnectAsync(cancel);
        try
        {
            await _socket.SendAsync(request, cancel);
        }
        catch (SocketException)
        {
            // Closed before all was sent: the answer may be there nevertheless.
        }

        var received = ReceiveAsync(_socket, cancel);
        if (endsHere && await Task.WhenAny(received, Task.Delay(Grace, cancel)) != received)
        {
            EndSending(_socket);
        }

        var (answer, isOpen) = await received;
        if (endsHere || !isOpen)
        {
            Dispose();
        }

        return answer;
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private static void EndSending(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other side was faster.
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, cancel);
        return socket;
    }

    private async Task<(WireAnswer Answer, bool IsOpen)> ReceiveAsync(Socket socket, CancellationToken cancel)
    {
        var have = 0;
        var start = 0;
        try
        {
            while (true)
            {
                var end = _buffer.AsSpan(start, have - start).IndexOf("\r\n\r\n"u8);
                if (end >= 0 && Status(start) == 100)
                {
                    start += end + 4;
                    continue;
                }

                if (end >= 0 && Length(start, end) is var length && have >= start + end + 4 + length)
                {
                    var head = _buffer.AsSpan(start, end);
                    return (new WireAnswer(Status(start), _buffer[(start + end + 4)..(start + end + 4 + length)]), head.IndexOf("Connection: close"u8) < 0);
                }

                var read = await socket.ReceiveAsync(_buffer.AsMemory(have), cancel);
                if (read == 0)
                {
                    return (new WireAnswer(end >= 0 ? Status(start) : 0, []), false);
                }

                have += read;
            }
        }
        catch (SocketException)
        {
            return (default, false);
        }
    }

    private int Status(int start) => Utf8Parser.TryParse(_buffer.AsSpan(start + 9, 3), out int status, out _) ? status : 0;

    private int Length(int start, int end)
    {
        var head = _buffer.AsSpan(start, end);
        var at = head.IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) ? length : 0;
    }
}
