using System.Diagnostics;
using Analytics.AlertRules;
using Analytics.Rules.Routing;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Routing;

/// <summary>`amtool config routes test` and our walk through the tree: the same receivers, in the same order.</summary>
public sealed class AmtoolRoutesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-amtool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Our_configuration_routes_every_alert_of_ours_as_amtool_says()
    {
        var plan = AlertRuleBook.Default.Routing!;
        var file = Path.Combine(Repository.Root, RoutingPlan.Path);
        await AgreeAsync(plan, OurAlerts.All.Select(alert => (file, alert.Labels)));
    }

    [Fact]
    public async Task Random_configurations_route_random_alerts_as_amtool_says()
    {
        var random = new Random(7);
        for (var seed = 100; seed < 112; seed++)
        {
            var plan = new RandomRouting(seed).Plan();
            var file = Path.Combine(_folder, $"{seed}.yml");
            await File.WriteAllTextAsync(file, AlertmanagerYaml.Print(plan), TestContext.Current.CancellationToken);
            await AgreeAsync(plan, Enumerable.Range(0, 25).Select(_ => (file, RandomRouting.AllLabels[random.Next(RandomRouting.AllLabels.Count)])));
        }
    }

    private static Task AgreeAsync(RoutingPlan plan, IEnumerable<(string File, IReadOnlyDictionary<string, string> Labels)> cases) =>
        Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (one, cancel) =>
        {
            var start = new ProcessStartInfo(StackFolder.Program("amtool"),
                ["config", "routes", "test", $"--config.file={one.File}", .. one.Labels.Select(label => $"{label.Key}={label.Value}")])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(cancel);
            var said = (await process.StandardOutput.ReadToEndAsync(cancel)).Trim();
            await process.WaitForExitAsync(cancel);
            Assert.True(process.ExitCode == 0, await error);
            Assert.Equal(string.Join(',', plan.Match(one.Labels).Select(match => match.Receiver.Name)), said);
        });
}
