using System.Diagnostics;
using System.Globalization;
using System.Text;
using Analytics.PromQL.Analysis;
using Analytics.PromQL.Parsing;
using Analytics.PromQL.Printing;
using Analytics.PromQL.Syntax;
using Analytics.Testing.Peers;
using Analytics.Testing.PromQL;

namespace Analytics.Benchmarks.PromQL;

/// <summary>
/// Throughput of parsing, printing and analysing, on one core, over expressions as rules have them; beside Prometheus' own parser, measured in
/// the same run as the growth of <c>promtool check rules</c>' time when a file has those expressions as rules (its YAML reading included).
/// </summary>
internal static class ParserBenchmark
{
    private const int Expressions = 20_000;
    private const int Rounds = 7;

    public static async Task RunAsync(TextWriter output)
    {
        var sources = Enumerable.Range(0, Expressions).Select(Source).ToArray();
        var bytes = sources.Sum(s => (double)Encoding.UTF8.GetByteCount(s));
        var trees = Array.ConvertAll(sources, s => Parser.Parse(s).Expression!);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Expressions} expressions of {bytes / Expressions:F0} bytes, best of {Rounds} rounds"));
        var parse = await Report(output, "parse", bytes, () => Array.ForEach(sources, s => Parser.Parse(s)));
        await Report(output, "print, canonical", bytes, () => Array.ForEach(trees, t => CanonicalPrinter.Print(t)));
        await Report(output, "print, pretty", bytes, () => Array.ForEach(trees, t => PrettyPrinter.Print(t)));
        await Report(output, "analyse", bytes, () => Array.ForEach(trees, t => ExpressionAnalysis.Of(t)));
        var theirs = await PromtoolSecondsAsync(sources) - await PromtoolSecondsAsync(sources[..1]);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"promtool check rules  {Expressions / theirs,12:N0} expressions/s (YAML included); ours parses {theirs / parse:F1} times as fast"));
    }

    private static async Task<double> Report(TextWriter output, string what, double bytes, Action work)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what,-20}  {Expressions / best,12:N0} expressions/s {bytes / best / 1e6,8:F1} MB/s"));
        return best;
    }

    private static async Task<double> PromtoolSecondsAsync(string[] sources)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using (var yaml = new StreamWriter(file))
            {
                await yaml.WriteAsync("groups:\n- name: g\n  rules:\n");
                for (var i = 0; i < sources.Length; i++)
                {
                    await yaml.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"  - record: r{i}\n    expr: '{sources[i].Replace("'", "''", StringComparison.Ordinal)}'\n"));
                }
            }

            var best = double.MaxValue;
            for (var round = 0; round < 3; round++)
            {
                var start = Stopwatch.GetTimestamp();
                using var promtool = Process.Start(new ProcessStartInfo(StackFolder.Program("promtool"), ["check", "rules", "--lint=none", file]) { RedirectStandardOutput = true })!;
                await promtool.StandardOutput.ReadToEndAsync();
                await promtool.WaitForExitAsync();
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            return best;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Two thirds as rules have them, one third grown at random.</summary>
    private static string Source(int seed) => (seed % 3) switch
    {
        0 => $"sum by (job, route) (rate(http_requests_total{{job=\"service-{seed}\",status=~\"5..\"}}[5m])) / sum by (job, route) (rate(http_requests_total{{job=\"service-{seed}\"}}[5m])) > 0.05",
        1 => $"histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{{job=\"service-{seed}\"}}[5m]))) > {seed % 7}",
        _ => Random(seed),
    };

    private static string Random(int seed)
    {
        Expr tree;
        do
        {
            tree = new ExpressionGenerator(new Random(seed), experimental: false).Next(3);
            seed += Expressions;
        }
        while (tree.Type is not (ValueKind.InstantVector or ValueKind.Scalar));

        return CanonicalPrinter.Print(tree);
    }
}
