using System.Diagnostics;
using System.Globalization;

namespace Analytics.Benchmarks.Statistics;

/// <summary>
/// `analytics stats` over a file of ten million events, beside a plain read and `sort` of the same file in the same run: time and largest memory.
/// ANALYTICS_BENCHMARK_ROWS sets another number of rows.
/// </summary>
internal static class EventFileBenchmark
{
    public static async Task RunAsync(TextWriter output)
    {
        var rows = int.Parse(Environment.GetEnvironmentVariable("ANALYTICS_BENCHMARK_ROWS") ?? "10000000", CultureInfo.InvariantCulture);
        var folder = Directory.CreateTempSubdirectory("analytics-benchmark-").FullName;
        try
        {
            var file = Path.Combine(folder, "events.csv");
            Write(file, rows);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{rows} events, {new FileInfo(file).Length / 1e6:F0} MB"));
            var analytics = Path.Combine(AppContext.BaseDirectory, "analytics.dll");
            await Measure(output, "plain read (wc -l)", "wc", "-l", file);
            await Measure(output, "retention, deduplicated by event id", "dotnet", analytics, "stats", "retention", "--input", file, "--json");
            await Measure(output, "funnel, deduplicated by event id", "dotnet", analytics, "stats", "funnel", "--input", file, "--steps", "signup,activate,pay", "--json");
            await Measure(output, "sort by user and time", "sort", "-t,", "-k1,1", "-k2,2", "-T", folder, "-o", Path.Combine(folder, "sorted.csv"), file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Measure(TextWriter output, string name, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var drained = process.StandardOutput.ReadToEndAsync();
        long peak = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!process.HasExited)
        {
            peak = Math.Max(peak, PeakKilobytes(process.Id));
            await timer.WaitForNextTickAsync();
        }

        await drained;
        await process.WaitForExitAsync();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {name,-38} {watch.Elapsed.TotalSeconds,7:F2} s {peak / 1024,6} MB, exit {process.ExitCode}"));
    }

    private static long PeakKilobytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Write(string path, int rows)
    {
        var random = new Random(1);
        string[] names = ["signup", "activate", "pay", "view", "view", "view", "share"];
        using var writer = new StreamWriter(path, false, System.Text.Encoding.ASCII, 1 << 20) { NewLine = "\n" };
        writer.WriteLine("user_id,timestamp,event_id,event");
        var start = new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < rows; i++)
        {
            var user = (int)(Math.Pow(random.NextDouble(), 2) * 800_000);
            var time = start.AddDays(i * 90.0 / rows).AddSeconds(random.Next(86_400));
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"u{user:D7},{time:yyyy-MM-ddTHH:mm:ss}.{i % 1000:D3}Z,e-{i:D9}-4f2a,{names[random.Next(7)]}"));
        }
    }
}
