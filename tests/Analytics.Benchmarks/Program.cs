using Analytics.Benchmarks.Grafana;
using Analytics.Benchmarks.Intake;
using Analytics.Benchmarks.PromQL;
using Analytics.Benchmarks.Statistics;

// The benchmark of intake starts this program again as the servers that it compares.
if (args is [CeilingServer.Command, var address, var mode])
{
    await CeilingServer.RunAsync(address, mode);
    return;
}

// One line a benchmark; without a name, all of them.
var all = new Dictionary<string, Func<Task>>
{
    ["boards"] = () => BoardBenchmark.RunAsync(Console.Out),
    ["intake"] = () => IntakeBenchmark.RunAsync(Console.Out),
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
