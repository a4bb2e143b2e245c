using System.Diagnostics;
using System.Globalization;
using Analytics.Catalog;
using Analytics.Grafana;
using Analytics.Grafana.Lint;
using Analytics.Grafana.Panels;
using Analytics.Grafana.Variables;
using Analytics.PromQL;
using Analytics.Rules;

namespace Analytics.Benchmarks.Grafana;

/// <summary>How long it takes to make, write, lint and schema-check 1,000 boards of 16 panels, on one core. The goal is 5 seconds.</summary>
internal static class BoardBenchmark
{
    private const int Boards = 1_000;

    public static async Task RunAsync(TextWriter output)
    {
        Check(0, Write(0)); // loads the schema and warms the code up
        var (watch, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var texts = Enumerable.Range(0, Boards).Select(Write).ToArray();
        var generated = watch.Elapsed;
        var findings = texts.Select((text, i) => Check(i, text)).Sum();
        var all = watch.Elapsed;
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{Boards} boards of 16 panels, {texts.Sum(text => (long)text.Length) / 1e6:F0} MB: made and written {generated.TotalSeconds:F2} s, linted and schema-checked {(all - generated).TotalSeconds:F2} s, together {all.TotalSeconds:F2} s (goal 5 s; {processor.TotalSeconds:F2} s of processor time), {findings} findings"));
    }

    private static int Check(int number, string json) => BoardLint.Check(json, $"board-{number}.json", Surroundings.None).Count;

    private static string Write(int number)
    {
        var service = Variable.Of(PlatformMetrics.ApiRequests, PlatformMetrics.ApiRequests.Labels.Service, "Service");
        var requests = PlatformMetrics.ApiRequests.Where(_ => service.Chosen);
        var panels = Enumerable.Range(0, 4).SelectMany(i => new Panel[]
        {
            new Stat($"Requests {i}", "Requests answered a second.", requests.Rate(BoardTime.Rate).SumBy()),
            new TimeSeries($"Errors {i}", "The share of requests answered with a server error.", Share.Of(requests.Where(l => l.StatusClass.Is(StatusClass.ServerError)).Rate(BoardTime.Rate).SumBy(l => l.Service), requests.Rate(BoardTime.Rate).SumBy(l => l.Service))),
            new TimeSeries($"Duration {i}", "19 of 20 requests are answered within this time.", PlatformMetrics.ApiRequestDuration.Where(_ => service.Chosen).Quantile(0.95, BoardTime.Rate, l => l.Service)),
            new Table($"Services {i}", "One line a service.", [(service.Label, "Service")], new Column("Requests", requests.Increase(1.Hours()).SumBy(l => l.Service)), new Column("p95", PlatformMetrics.ApiRequestDuration.Quantile(0.95, BoardTime.Rate, l => l.Service))),
        }).ToList();
        return new Dashboard($"board-{number}", Audience.Operations, $"Board {number}", "For the benchmark of generator, lint and schema.", new Row("Is it fast?", panels)) { Variables = [service] }.ToJson();
    }
}
