using Analytics.Testing.Crash;

namespace Analytics.EndToEnd.Tests;

/// <summary>
/// Acknowledged means on disk: whatever is killed while several clients send, nothing acknowledged is lost, nothing is stored twice, and the counters agree.
/// The short run of the crash laboratory; the long one: <c>dotnet run -c Release --project tests/Analytics.Benchmarks -- crash --kills 200</c>.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    /// <summary>A full round of 19 and one more; the seed orders them.</summary>
    private const int Kills = 20;

    [Fact(Timeout = 240_000)]
    public async Task Nothing_acknowledged_is_lost_doubled_or_changed_and_counters_equal_rows_over_20_kills()
    {
        using var table = new StringWriter();
        var report = await new CrashLaboratory(Kills, seed: 5, table).RunAsync(TestContext.Current.CancellationToken);
        output.WriteLine(table.ToString());
        Assert.True(report.IsSound, table.ToString());
        Assert.True(report.Repeated > 0, "no event was sent twice");
        Assert.True(report.BrokenOff > 0, "no kill hit a request");
        Assert.True(report.Requests > 200, $"only {report.Requests} requests were answered: too little load to prove anything");
    }
}
