using Analytics.Benchmarks.Grafana;
using Analytics.Benchmarks.PromQL;
using Analytics.Benchmarks.Statistics;

// One line a benchmark; without a name, all of them.
var all = new Dictionary<string, Func<Task>>
{
    ["boards"] = () => BoardBenchmark.RunAsync(Console.Out),
    ["promql"] = () => ParserBenchmark.RunAsync(Console.Out),
    ["statistics"] = () => EventFileBenchmark.RunAsync(Console.Out),
};
foreach (var (name, run) in all)
{
    if (args.Length == 0 || args.Contains(name))
    {
        await run();
    }
}
