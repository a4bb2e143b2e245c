using System.Diagnostics;
using System.Globalization;
using System.Text;
using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.Rules;
using Analytics.Rules.Lint;
using Analytics.Testing.Peers;
using static Analytics.Rules.Template;

namespace Analytics.Benchmarks.Rules;

/// <summary>
/// A rule book of 10,000 alerts over the catalog (ratios, quantiles, gauges, recordings): made, printed with its runbook pages, and checked as `analytics check`
/// does; beside <c>promtool check rules</c> on the printed file, which checks less.
/// </summary>
internal static class RuleBookBenchmark
{
    private const int Alerts = 10_000;
    private const int AlertsAGroup = 50;
    private const int Rounds = 3;

    public static async Task RunAsync(TextWriter output)
    {
        var root = Directory.CreateTempSubdirectory("analytics-rule-benchmark-").FullName;
        try
        {
            var book = Book();
            Write(root, book);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Alerts} alerts, best of {Rounds} rounds"));
            var made = await Report(output, "make", () => Book());
            var printed = await Report(output, "print rules and runbooks", () => _ = book.RuleFiles.Files.Count + book.Runbooks(root, CatalogIndex.Default).Files.Count);
            var findings = 0;
            var check = await Report(output, "check", () => findings = RuleBookChecks.Run(book, CatalogIndex.Default, root).Count);
            var promtool = await Report(output, "promtool check rules", () => Promtool(Path.Combine(root, book.Files[0].Path)));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"generated and checked in {made + printed + check:F2} s ({findings} findings); promtool's check alone takes {promtool:F2} s, ours {check / promtool:F1} times that"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>What a checkout holds: rule file, tests that name every alert, and a written page for each.</summary>
    private static void Write(string root, RuleBook book)
    {
        foreach (var file in book.RuleFiles.Files.Concat(book.Runbooks(root, CatalogIndex.Default).Files))
        {
            var path = Path.Combine(root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Content.Replace("_Nobody has written this part yet._", "Look at the board, then at the last release, then at what both have in common; then ask the owner.", StringComparison.Ordinal));
        }

        var tests = new StringBuilder();
        book.Alerts.ToList().ForEach(alert => tests.Append("alertname=\"").Append(alert.Name).Append("\"\n"));
        File.WriteAllText(Path.Combine(root, book.Files[0].TestPath), tests.ToString());
    }

    private static RuleBook Book()
    {
        var rate = new Recording("service:synthetic_requests:rate5m", PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy(l => l.Service));
        var alerts = Enumerable.Range(0, Alerts).Select(i => new Alert($"Synthetic{i}", Condition(i, rate))
        {
            For = (i % 10 + 1).Minutes(),
            Priority = (Priority)(i % 4),
            Team = Teams.All[i % Teams.All.Count],
            Signal = "synthetic",
            Summary = $"Number {i} is out of bounds",
            Description = $"The value is {AsNumber}; the limit of number {i} was chosen by nobody.",
            Impact = "None: it exists to be counted.",
        });
        return new RuleBook(
            [new RuleFile(typeof(RuleBookBenchmark), [new RuleGroup("synthetic_recordings", rate), .. alerts.Chunk(AlertsAGroup).Select((chunk, i) => new RuleGroup($"synthetic_{i}", chunk))])])
        {
            Links = new Links("", "http://localhost:3000"),
        };
    }

    private static InstantVector Condition(int i, Recording rate) => (i % 4) switch
    {
        0 => Share.Of(
            PlatformMetrics.ApiRequests.Where(l => l.Service.Is($"service-{i}"), l => l.StatusClass.Is(StatusClass.ServerError)).Rate(5.Minutes()).SumBy(l => l.Service),
            PlatformMetrics.ApiRequests.Where(l => l.Service.Is($"service-{i}")).Rate(5.Minutes()).SumBy(l => l.Service)) > 0.01 * (i % 50 + 1),
        1 => PlatformMetrics.ApiRequestDuration.Quantile(0.95, 5.Minutes(), l => l.Service) > i % 20 + 1,
        2 => PipelineMetrics.LogSize.Series().MaxBy(l => l.Instance) / PipelineMetrics.LogLimit.Series().MaxBy(l => l.Instance) > 0.5 + i % 50 / 100.0,
        _ => rate.Series > i % 1_000,
    };

    private static async Task<double> Report(TextWriter output, string what, Action work)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what,-26} {best,8:F2} s"));
        return best;
    }

    private static void Promtool(string file)
    {
        using var promtool = Process.Start(new ProcessStartInfo(StackFolder.Program("promtool"), ["check", "rules", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        promtool.OutputDataReceived += (_, _) => { };
        promtool.BeginOutputReadLine();
        var complaint = promtool.StandardError.ReadToEnd();
        promtool.WaitForExit();
        if (promtool.ExitCode != 0)
        {
            throw new InvalidOperationException("promtool refuses the synthetic rules: " + complaint);
        }
    }
}
