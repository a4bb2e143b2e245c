using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace Analytics.Cli.Stack;

/// <summary>What can be wrong with a stack that runs: who is well, who found whom, whose clock is off, which queue grows.</summary>
internal sealed class RunningChecks(StackLayout layout, StackPlan plan, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan MostClockSkew = TimeSpan.FromSeconds(5);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public void Dispose() => _http.Dispose();

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancel) =>
    [
        Supervisor(), .. await PartsAsync(cancel),
        await AskAsync("postgres", PostgresAsync, "see .stack/logs/postgres.log", cancel),
        await AskAsync("clock", ClockAsync, "is Prometheus up? ./analytics status", cancel),
        await AskAsync("alertmanager-discovered", DiscoveredAsync, "is Prometheus up? ./analytics status", cancel),
        await AskAsync("rules", RulesAsync, "is Prometheus up? ./analytics status", cancel),
        await AskAsync("targets", TargetsAsync, "is Prometheus up? ./analytics status", cancel),
        .. plan.Mode == StackMode.Docker || plan.Parts.Any(part => part.Name == PartNames.Collector)
            ? [await AskAsync("collector-queue", QueueAsync, "is the Collector up? ./analytics status", cancel)] : (Check[])[],
    ];

    private Check Supervisor() =>
        new StackProcesses(layout, time).Running() is { } state ? Check.Ok("supervisor", $"process {state.Supervisor.Pid}")
        : plan.Parts.Count == 0 ? Check.Ok("supervisor", "not needed: Docker restarts what died")
        : Check.Problem("supervisor", "it is gone: what dies now stays dead", "./analytics up replaces it");

    private async Task<IEnumerable<Check>> PartsAsync(CancellationToken cancel)
    {
        var report = await StackReport.ProbeAsync(layout, cancel);
        var unwell = report.Parts.Where(part => part.State != "healthy").ToList();
        return unwell.Count == 0
            ? [Check.Ok("parts", $"{report.Parts.Count} healthy")]
            : unwell.Select(part => Check.Problem("parts", $"{part.Name} is {part.State}{(part.Restarts > 0 ? $", restarted {part.Restarts} times" : "")}: {LogFiles.Tail(layout.Log(part.Name), 1).FirstOrDefault()}",
                $"see {layout.Log(part.Name)}"));
    }

    private async Task<Check> PostgresAsync(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection($"{plan.PostgresConnectionString};Pooling=false;Timeout=5");
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var now = (DateTime)(await command.ExecuteScalarAsync(cancel))!;
        return Skew("postgres", now, $"PostgreSQL {connection.PostgreSqlVersion} answers");
    }

    private async Task<Check> ClockAsync(CancellationToken cancel)
    {
        using var answer = await QueryAsync("/api/v1/query?query=time()", cancel);
        var seconds = answer.RootElement.GetProperty("data").GetProperty("result")[0].GetDouble();
        return Skew("clock", DateTimeOffset.UnixEpoch.AddSeconds(seconds), "Prometheus agrees");
    }

    private Check Skew(string name, DateTimeOffset theirs, string otherwise)
    {
        var off = (theirs - time.GetUtcNow()).Duration();
        return off <= MostClockSkew ? Check.Ok(name, otherwise)
            : Check.Problem(name, string.Create(CultureInfo.InvariantCulture, $"its clock is {off.TotalSeconds:0} s off"), "set both clocks (timedatectl set-ntp true): samples more than 10 minutes ahead are refused");
    }

    private async Task<Check> DiscoveredAsync(CancellationToken cancel)
    {
        using var answer = await QueryAsync("/api/v1/alertmanagers", cancel);
        var active = answer.RootElement.GetProperty("data").GetProperty("activeAlertmanagers").GetArrayLength();
        return active > 0 ? Check.Ok("alertmanager-discovered", $"{active} known to Prometheus")
            : Check.Problem("alertmanager-discovered", "Prometheus knows no Alertmanager: nobody is told of alerts", "it looks every 5 s; if it stays so, see alerting in collector-config/prometheus.yml");
    }

    private async Task<Check> RulesAsync(CancellationToken cancel)
    {
        using var answer = await QueryAsync("/api/v1/rules", cancel);
        var groups = answer.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray().ToList();
        var broken = groups.SelectMany(group => group.GetProperty("rules").EnumerateArray()).Where(rule => rule.GetProperty("health").GetString() == "err")
            .Select(rule => $"{rule.GetProperty("name").GetString()}: {rule.GetProperty("lastError").GetString()}").ToList();
        return broken.Count > 0 ? Check.Problem("rules", string.Join("; ", broken), "correct the rule, ./analytics generate, ./analytics up")
            : groups.Count == 0 ? Check.Problem("rules", "Prometheus has no rules", "./analytics generate, then ./analytics up")
            : Check.Ok("rules", $"{groups.Count} groups, none failing");
    }

    private async Task<Check> TargetsAsync(CancellationToken cancel)
    {
        using var answer = await QueryAsync("/api/v1/targets?state=active", cancel);
        var down = answer.RootElement.GetProperty("data").GetProperty("activeTargets").EnumerateArray().Where(target => target.GetProperty("health").GetString() == "down")
            .Select(target => $"{target.GetProperty("scrapePool").GetString()}: {target.GetProperty("lastError").GetString()}").ToList();
        return down.Count == 0 ? Check.Ok("targets", "every scrape works") : Check.Problem("targets", string.Join("; ", down), "is that part healthy? ./analytics status");
    }

    // Growing means: it was not empty a quarter of an hour ago and is fuller now. A queue that works is near 0.
    private async Task<Check> QueueAsync(CancellationToken cancel)
    {
        var now = await ScalarAsync("sum(otelcol_exporter_queue_size)", cancel) ?? 0;
        var growth = await ScalarAsync("sum(deriv(otelcol_exporter_queue_size[5m]))", cancel) ?? 0;
        var found = string.Create(CultureInfo.InvariantCulture, $"{now:0} data points wait");
        return now > 1000 && growth > 0 ? Check.Problem("collector-queue", $"{found}, and it grows", "is vmagent healthy, and Prometheus behind it? see .stack/logs/otel-collector.log")
            : Check.Ok("collector-queue", found);
    }

    private async Task<double?> ScalarAsync(string expression, CancellationToken cancel)
    {
        using var answer = await QueryAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}", cancel);
        var result = answer.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0 ? null : double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
    }

    private async Task<JsonDocument> QueryAsync(string path, CancellationToken cancel) =>
        JsonDocument.Parse(await _http.GetStringAsync($"http://127.0.0.1:{plan.Ports.Prometheus}{path}", cancel));

    private static async Task<Check> AskAsync(string name, Func<CancellationToken, Task<Check>> ask, string remedy, CancellationToken cancel)
    {
        try
        {
            return await ask(cancel);
        }
        catch (Exception e) when (e is HttpRequestException or NpgsqlException or JsonException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return Check.Problem(name, e.Message, remedy);
        }
    }
}
