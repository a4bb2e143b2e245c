using System.Diagnostics;

namespace Analytics.Benchmarks.Intake;

/// <summary>
/// The disk under the log with nothing around it: what is due is written in one go and flushed, as the log does it. Some disks stall for a hundred
/// milliseconds now and then; no log answers faster than that.
/// </summary>
internal static class DiskAlone
{
    /// <param name="requestBytes">Bytes of one request in the log.</param>
    /// <param name="requestsPerSecond">How many fall due.</param>
    /// <param name="measured">For how long.</param>
    /// <returns>From when each was due until it was durable, in milliseconds, ascending.</returns>
    public static double[] Run(int requestBytes, double requestsPerSecond, TimeSpan measured)
    {
        var requests = (int)(requestsPerSecond * measured.TotalSeconds);
        var latencies = new double[requests];
        var path = Path.Combine(Path.GetTempPath(), $"an-bench-{Environment.ProcessId}.log");
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, preallocationSize: (long)requests * requestBytes);
            var bytes = new byte[64 * requestBytes];
            var clock = Stopwatch.StartNew();
            for (var done = 0; done < requests;)
            {
                var due = Math.Min(requests, (int)(clock.Elapsed.TotalSeconds * requestsPerSecond)) - done;
                if (due <= 0)
                {
                    Thread.Yield();
                    continue;
                }

                due = Math.Min(due, 64);
                RandomAccess.Write(file, bytes.AsSpan(0, due * requestBytes), (long)done * requestBytes);
                RandomAccess.FlushToDisk(file);
                for (; due > 0; due--, done++)
                {
                    latencies[done] = clock.Elapsed.TotalMilliseconds - (done / requestsPerSecond * 1000);
                }
            }
        }
        finally
        {
            File.Delete(path);
        }

        Array.Sort(latencies);
        return latencies;
    }
}
