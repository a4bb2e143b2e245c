using Analytics.Benchmarks.Grafana;
using Analytics.Benchmarks.Insights;
using Analytics.Benchmarks.Intake;
using Analytics.Benchmarks.PromQL;
using Analytics.Benchmarks.Rules;
using Analytics.Benchmarks.Statistics;
using Analytics.Benchmarks.WriteBack;
using Analytics.Testing.Crash;

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
    ["fuzz"] = () => FuzzRun.RunAsync(Console.Out, (int)Number("--requests", 1_000_000), (int)Number("--seed", 1)),
    ["insights"] = () => InsightBenchmark.RunAsync(Console.Out, args),
    ["door"] = () => Task.Run(() => DoorAlone.Run(Console.Out, TimeSpan.FromSeconds(5))),
    ["intake"] = () => IntakeBenchmark.RunAsync(Console.Out, withStore: !args.Contains("--no-store")),
    ["sustained"] = () => SustainedBenchmark.RunAsync(Console.Out, Number("--rate", 30_000), TimeSpan.FromSeconds(Number("--seconds", 60)), (int)Number("--gateways", 1)),
    ["visible"] = () => VisibilityBenchmark.RunAsync(Console.Out, Number("--rate", 10_000), TimeSpan.FromSeconds(Number("--seconds", 60))),
    ["store"] = () => StoreBenchmark.RunAsync(Console.Out),
    ["promql"] = () => ParserBenchmark.RunAsync(Console.Out),
    ["rules"] = () => RuleBookBenchmark.RunAsync(Console.Out),
    ["write-back"] = () => WriteBackBenchmark.RunAsync(Console.Out, (int)Number("--samples", 2_000_000)),
    ["statistics"] = () => EventFileBenchmark.RunAsync(Console.Out),
};
double Number(string option, double preset) =>
    Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? double.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture) : preset;

// Not a measurement: asked for by name only. The exit code says whether everything that was acknowledged is there.
if (args.Contains("crash"))
{
    var report = await new CrashLaboratory((int)Number("--kills", 50), (int)Number("--seed", 1), Console.Out).RunAsync();
    Environment.ExitCode = report.IsSound ? 0 : 1;
    return;
}

foreach (var (name, run) in all)
{
    if (args.Length == 0 || args.Contains(name))
    {
        await run();
    }
}
