using System.Text.Json.Serialization;

namespace Analytics.Cli.Stack;

/// <summary>The answer of <c>status</c>, probed now.</summary>
internal sealed record StackReport(
    IReadOnlyList<PartReport> Parts, GatewayReport Gateway, UrlReport Prometheus, UrlReport Alertmanager, PostgresReport Postgres)
{
    /// <summary>Everything that should run does, and answers.</summary>
    [JsonIgnore]
    public bool AllHealthy => Parts.Count > 0 && Parts.All(part => part.State == "healthy");

    public static async Task<StackReport> ProbeAsync(StackLayout layout, CancellationToken cancel)
    {
        var secrets = StackSecrets.Read(layout);
        var plan = StackPlan.Read(layout);
        var ports = plan?.Ports ?? StackPorts.Default;
        var table = new StackParts(layout, ports, secrets);
        // The parts live on when their supervisor was killed: what counts is who answers now.
        var state = StackState.Read(layout);
        var supervised = state?.Supervisor.IsAlive == true;
        using var probe = new Probe();
        var native = (plan?.Parts ?? table.All(collector: true, demo: false)).Select(part => ProbeAsync(part, state, supervised, probe, cancel));
        var docker = plan is { Mode: StackMode.Docker } ? await ComposeStack.PartsAsync(layout, cancel) : [];
        return new StackReport(
            [.. docker, .. await Task.WhenAll(native)],
            new GatewayReport($"http://127.0.0.1:{ports.Gateway}", secrets.IngestKey),
            new UrlReport($"http://127.0.0.1:{ports.Prometheus}"),
            new UrlReport($"http://127.0.0.1:{ports.Alertmanager}"),
            new PostgresReport(plan?.PostgresConnectionString ?? table.PostgresConnectionString, plan?.PostgresUri ?? table.PostgresUri));
    }

    private static async Task<PartReport> ProbeAsync(Part part, StackState? state, bool supervised, Probe probe, CancellationToken cancel)
    {
        var known = state?.Parts.FirstOrDefault(p => p.Name == part.Name);
        var process = known?.Process is { IsAlive: true } alive ? alive : null;
        var ready = process is not null && await probe.IsReadyAsync(part.Ready, cancel);
        var answer = ready ? "healthy" : process is not null || (supervised && known is { State: PartState.Waiting }) ? "starting" : "down";
        return new PartReport(part.Name, answer, part.Url, process?.Pid) { Restarts = known?.Restarts ?? 0 };
    }
}

/// <summary>One part: <c>healthy</c> (answers that it is ready), <c>starting</c> (runs, or will, but is not ready) or <c>down</c>.</summary>
internal sealed record PartReport(string Name, string State, string? Url, int? Pid)
{
    public int Restarts { get; init; }
}

/// <param name="Url">Base URL of the gateway.</param>
/// <param name="IngestKey">The key that clients send (Authorization: Bearer, or X-Api-Key); null before the first `up`.</param>
internal sealed record GatewayReport(string Url, string? IngestKey);

internal sealed record UrlReport(string Url);

/// <param name="ConnectionString">For Npgsql.</param>
/// <param name="Uri">For psql.</param>
internal sealed record PostgresReport(string ConnectionString, string Uri);
