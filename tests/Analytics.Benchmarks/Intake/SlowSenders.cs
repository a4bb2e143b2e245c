using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Analytics.Testing.Intake;

namespace Analytics.Benchmarks.Intake;

/// <summary>Many connections that do nothing, and some that send one byte after the other: meanwhile everybody else is served, and in the end they are closed.</summary>
internal static class SlowSenders
{
    private const int Idle = 10_000;
    private const int Slow = 200;

    public static async Task RunAsync(TextWriter output, int port, Func<long> memory)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < Idle; i++)
            {
                sockets.Add(await ConnectAsync(port));
            }

            output.WriteLine(FormattableString.Invariant($"  {Idle:N0} idle connections: a request beside them takes {await AnswerTimeAsync(port):0} ms; memory {memory() / 1e6:N0} MB"));
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        var clock = Stopwatch.StartNew();
        var drips = Enumerable.Range(0, Slow).Select(i => DripAsync(port, i)).ToArray();
        var during = await AnswerTimeAsync(port);
        var answers = await Task.WhenAll(drips);
        output.WriteLine(FormattableString.Invariant($"  {Slow} slow senders: a request beside them takes {during:0} ms; all are turned away within {clock.Elapsed.TotalSeconds:0} s ({answers.Count(status => status == 408)} by 408)"));
        FuzzRun.Check(clock.Elapsed < TimeSpan.FromSeconds(60), "slow senders hold on to their connections");
    }

    /// <summary>Half of them never end their headers, half of them their body.</summary>
    private static async Task<int> DripAsync(int port, int number)
    {
        using var socket = await ConnectAsync(port);
        await socket.SendAsync(Encoding.ASCII.GetBytes("POST /api/analytics/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + (number % 2 == 0 ? "Content-Length: 5000000\r\n\r\n{" : "X-Slow: ")));
        var answer = new byte[1024];
        var received = socket.ReceiveAsync(answer);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!received.IsCompleted && !end.IsCancellationRequested)
        {
            await Task.WhenAny(received, Task.Delay(500));
            try
            {
                await socket.SendAsync("x"u8.ToArray());
            }
            catch (SocketException)
            {
                break;
            }
        }

        FuzzRun.Check(received.IsCompleted, "a slow sender is never turned away");
        try
        {
            return await received >= 12 ? int.Parse(Encoding.ASCII.GetString(answer, 9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static async Task<double> AnswerTimeAsync(int port)
    {
        var body = EventJson.Request(EventJson.Session("beside", TimeProvider.System.GetUtcNow()));
        var clock = Stopwatch.StartNew();
        using var wire = new HttpWire(port);
        var answer = await wire.SendAsync(Encoding.ASCII.GetBytes($"POST /api/analytics/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), endsHere: false, CancellationToken.None);
        FuzzRun.Check(answer.Status == 200, $"{answer.Status} to a good request beside bad ones");
        return clock.Elapsed.TotalMilliseconds;
    }

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", port);
        return socket;
    }
}
