using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;

namespace Analytics.Benchmarks.Intake;

/// <summary>What a load has measured.</summary>
/// <param name="Requests">Requests answered within the measured time.</param>
/// <param name="Seconds">How long it was.</param>
/// <param name="Latencies">Of each of these requests, in milliseconds, ascending.</param>
/// <param name="Refused">Answers other than 200 or 202.</param>
/// <param name="CpuSeconds">Processor time that the server used meanwhile: what a busy machine does not spoil.</param>
/// <param name="Acknowledged">Requests answered 200 or 202 at any time.</param>
internal sealed record LoadResult(long Requests, double Seconds, IReadOnlyList<double> Latencies, long Refused, double CpuSeconds, long Acknowledged)
{
    public double EventsPerCpuSecond => Requests * RequestTemplate.Events / CpuSeconds;

    public double EventsPerSecond => Requests * RequestTemplate.Events / Seconds;

    public double Percentile(double share) => Intake.Percentile.Of(Latencies, share);
}

/// <summary>Clients on raw sockets, each with one request in flight: they cost little beside the server, and latency is from the first byte sent to the last received.</summary>
internal static class LoadGenerator
{
    /// <param name="server">The server's process.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="clients">How many connections.</param>
    /// <param name="warmUp">Not measured.</param>
    /// <param name="measured">Measured.</param>
    /// <param name="now">The time of the events.</param>
    /// <param name="firstClient">Clients with different numbers send different ids.</param>
    /// <param name="eventsPerSecond">How many all clients together send; as many as they can when null.</param>
    public static async Task<LoadResult> RunAsync(int server, int port, int clients, TimeSpan warmUp, TimeSpan measured, DateTimeOffset now, int firstClient, double? eventsPerSecond = null)
    {
        var clock = Stopwatch.StartNew();
        var every = eventsPerSecond is { } rate ? TimeSpan.FromSeconds(clients * RequestTemplate.Events / rate) : TimeSpan.Zero;
        var runs = Enumerable.Range(0, clients)
            .Select(client => ClientAsync(port, new RequestTemplate(firstClient + client, now), clock, warmUp, warmUp + measured, every * client / clients, every)).ToArray();
        await Task.Delay(warmUp);
        var cpu = CpuOf(server);
        await Task.Delay(measured - (clock.Elapsed - warmUp));
        cpu = CpuOf(server) - cpu;
        var results = await Task.WhenAll(runs);
        var latencies = results.SelectMany(result => result.Latencies).Order().ToArray();
        return new LoadResult(latencies.Length, measured.TotalSeconds, latencies, results.Sum(result => result.Refused), cpu.TotalSeconds, results.Sum(result => result.Acknowledged));
    }

    private static TimeSpan CpuOf(int server)
    {
        using var process = Process.GetProcessById(server);
        return process.TotalProcessorTime;
    }

    private static async Task<(List<double> Latencies, long Refused, long Acknowledged)> ClientAsync(int port, RequestTemplate template, Stopwatch clock, TimeSpan from, TimeSpan to, TimeSpan first, TimeSpan every)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        var latencies = new List<double>();
        var (refused, acknowledged) = (0L, 0L);
        var answer = new byte[64 * 1024];
        for (var due = first; clock.Elapsed < to; due += every)
        {
            if (due - clock.Elapsed is { TotalMilliseconds: >= 1 } early)
            {
                await Task.Delay(early);
            }

            var request = template.Next();
            // By the schedule and not by the clock: a server that is late must not make the load lighter, nor its latency better.
            var sent = every > TimeSpan.Zero ? due : clock.Elapsed;
            await socket.SendAsync(request);
            var status = await ReceiveAsync(socket, answer);
            var received = clock.Elapsed;
            if (status is not (200 or 202))
            {
                refused++;
                await Task.Delay(10);
                continue;
            }

            acknowledged++;
            if (received >= from && received < to)
            {
                latencies.Add((received - sent).TotalMilliseconds);
            }
        }

        return (latencies, refused, acknowledged);
    }

    private static async Task<int> ReceiveAsync(Socket socket, byte[] answer)
    {
        var have = 0;
        int end;
        while ((end = answer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            have += await ReceiveSomeAsync(socket, answer.AsMemory(have));
        }

        var total = end + 4 + ContentLength(answer.AsSpan(0, end));
        while (have < total)
        {
            have += await ReceiveSomeAsync(socket, answer.AsMemory(have));
        }

        return Utf8Parser.TryParse(answer.AsSpan(9, 3), out int status, out _) ? status : 0;
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) ? length : throw new InvalidDataException("an answer without Content-Length");
    }

    private static async Task<int> ReceiveSomeAsync(Socket socket, Memory<byte> into) =>
        await socket.ReceiveAsync(into) is > 0 and var read ? read : throw new IOException("the server closed the connection");
}
