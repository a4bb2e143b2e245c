using System.Diagnostics;
using System.Text.Json;
using Analytics.Integration.Tests.Insights;
using Analytics.Operations.Jobs;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Worker;

/// <summary>The command <c>analytics jobs</c> as a process, against real peers.</summary>
public sealed class JobsCommandTests
{
    private static readonly DateTimeOffset Yesterday = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-1), TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_gives_the_same_numbers_twice_and_they_are_in_Prometheus()
    {
        await using var bench = await JobBench.Create(Yesterday.AddDays(1), Cancel);
        await bench.Events.Store([.. Enumerable.Range(0, 10).Select(i => new TestEvent(Yesterday.AddHours(i), $"u{i % 4}", i % 2 == 0 ? null : "api", Duration: 0.25))], Cancel);
        await bench.Events.RefreshAll(Cancel);
        foreach (var job in new[] { "engagement", "sla" })
        {
            var (first, second) = (await Json(bench, "jobs", "run", job, "--date", $"{Yesterday:yyyy-MM-dd}", "--json"), await Json(bench, "jobs", "run", job, "--date", $"{Yesterday:yyyy-MM-dd}", "--json"));
            var values = first.GetProperty("periods")[0].GetProperty("values").GetRawText();
            Assert.Equal(values, second.GetProperty("periods")[0].GetProperty("values").GetRawText());
            Assert.Contains("\"value\": 4", job == "engagement" ? values : "\"value\": 4", StringComparison.Ordinal);
        }

        Assert.Equal(4, await bench.Value("engagement:active_users:daily", Yesterday.AddDays(1), Cancel));
        Assert.Equal(5, await bench.Value("sla:requests:count{service=\"api\",window=\"1d\"}", Yesterday.AddDays(1), Cancel));
        var status = await Json(bench, "jobs", "status", "--json");
        Assert.Contains("\"state\": \"ok\"", status.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(2, (await bench.Services.Runs.Last("sla", 9, TimeProvider.System.GetUtcNow(), Cancel)).Count(run => run is { State: RunState.Succeeded, IsAsked: true }));
    }

    [Fact]
    public async Task Many_days_are_run_from_the_oldest_on()
    {
        await using var bench = await JobBench.Create(Yesterday.AddDays(1), Cancel);
        await bench.Events.Store([.. Enumerable.Range(0, 5).Select(i => new TestEvent(Yesterday.AddDays(-i), $"u{i}"))], Cancel);
        await bench.Events.RefreshAll(Cancel);
        var answer = await Json(bench, "jobs", "run", "engagement", "--from", $"{Yesterday.AddDays(-4):yyyy-MM-dd}", "--to", $"{Yesterday:yyyy-MM-dd}", "--json");
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"{Yesterday.AddDays(i - 4):yyyy-MM-dd}"), answer.GetProperty("periods").EnumerateArray().Select(period => period.GetProperty("date").GetString()));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(5 - i, await bench.Value("engagement:active_users:monthly", Yesterday.AddDays(1 - i), Cancel));
        }
    }

    [Fact]
    public async Task A_failing_job_is_a_finding_of_status()
    {
        await using var bench = await JobBench.Create(Yesterday.AddDays(1), Cancel);
        await bench.Events.Store([new TestEvent(Yesterday, "u1")], Cancel);
        await bench.Events.RefreshAll(Cancel);
        var gone = $"http://127.0.0.1:{FreePort.Next()}/api/v1/write";
        var (code, _, error) = await Run(bench, "jobs", "run", "engagement", "--date", $"{Yesterday:yyyy-MM-dd}", "--remote-write", gone);
        Assert.Equal(3, code);
        Assert.Contains(gone, error, StringComparison.Ordinal);
        var (status, output, _) = await Run(bench, "jobs", "status");
        Assert.Equal(1, status);
        Assert.Contains("failing  engagement", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "there is no job 'nightly'", "jobs", "run", "nightly")]
    [InlineData(2, "is no day", "jobs", "run", "sla", "--date", "yesterday")]
    [InlineData(2, "is in the future", "jobs", "run", "sla", "--date", "2999-01-01")]
    [InlineData(2, "is after --to", "jobs", "run", "sla", "--from", "2026-02-02", "--to", "2026-02-01")]
    [InlineData(2, "one day", "jobs", "run", "sla", "--date", "2026-02-02", "--from", "2026-02-01")]
    [InlineData(2, "has no days", "jobs", "run", "repeat", "--date", "2026-02-02")]
    [InlineData(3, "PostgreSQL", "jobs", "run", "sla", "--postgres", "Host=127.0.0.1;Port=1;Timeout=2")]
    [InlineData(3, "PostgreSQL", "jobs", "status", "--postgres", "Host=127.0.0.1;Port=1;Timeout=2")]
    public async Task What_cannot_be_done_says_why(int expected, string says, params string[] arguments)
    {
        var (code, _, error) = await Start(new Dictionary<string, string>(), arguments);
        Assert.Equal(expected, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_needs_no_peer()
    {
        var (code, output, _) = await Start(new Dictionary<string, string>(), "jobs", "list", "--json");
        Assert.Equal(0, code);
        using var answer = JsonDocument.Parse(output);
        Assert.Equal(JobTable.All.Select(job => job.Name), answer.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("name").GetString()));
    }

    private static async Task<JsonElement> Json(JobBench bench, params string[] arguments)
    {
        var (code, output, error) = await Run(bench, arguments);
        Assert.True(code == 0, error);
        using var answer = JsonDocument.Parse(output);
        return answer.RootElement.Clone();
    }

    private static Task<(int Code, string Output, string Error)> Run(JobBench bench, params string[] arguments) => Start(new Dictionary<string, string>
    {
        ["ANALYTICS__POSTGRES__CONNECTIONSTRING"] = bench.Events.Source.ConnectionString,
        ["ANALYTICS__PRIVACY__SMALLESTGROUP"] = "1",
        ["ANALYTICS__REMOTEWRITE__URL"] = bench.Prometheus.RemoteWriteUrl,
    }, arguments);

    private static async Task<(int Code, string Output, string Error)> Start(Dictionary<string, string> environment, params string[] arguments)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(output.Parent!.Parent!.FullName, "Analytics.Cli", output.Name, "analytics.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, texts[0], texts[1]);
    }
}
