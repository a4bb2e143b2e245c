using System.Text.Json;
using Analytics.Cli.Shell;

namespace Analytics.Cli.Stack;

/// <summary>Brings the stack up with Docker Compose: the same configuration files, official images, Grafana included.</summary>
internal sealed class ComposeStack(StackLayout layout, Steps steps, TimeProvider time)
{
    public const int GrafanaPort = 3000;

    /// <summary>Whether an engine and Compose answer.</summary>
    public static async Task<bool> AnswersAsync(StackLayout layout, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            return (await ToolProcess.RunAsync("docker", ["info"], layout.RepositoryRoot, patience.Token)).ExitCode == 0
                && (await ToolProcess.RunAsync("docker", ["compose", "version"], layout.RepositoryRoot, patience.Token)).ExitCode == 0;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    public async Task<(StackPlan Plan, bool Started)> UpAsync(UpRequest request, CancellationToken cancel)
    {
        if (request.PortBase is not null)
        {
            throw CommandFailure.Usage("--port-base is for native processes; compose publishes the usual ports", "add --native, or change the ports in docker-compose.yml");
        }

        var secrets = StackSecrets.Ensure(layout, time.GetUtcNow());
        var table = new StackParts(layout, StackPorts.Default, secrets);
        var processes = new StackProcesses(layout, time);
        var demo = request.Demo || (processes.Running() is not null && StackPlan.Read(layout)?.Demo == true);
        var plan = new StackPlan(StackMode.Docker, demo, null, StackPorts.Default, [.. table.All(collector: true, demo).Where(part => part.Name == PartNames.DemoTraffic).Select(part => part with { DependsOn = [] })])
        {
            PostgresConnectionString = table.PostgresConnectionString,
            PostgresUri = table.PostgresUri,
        }.Stamped(layout);
        await steps.RunAsync("docker compose up", async tell =>
        {
            var result = await ToolProcess.RunAsync("docker", ["compose", "-f", layout.ComposeFile, "up", "--detach", "--build", "--wait"], layout.RepositoryRoot, cancel, tell, Environment(layout));
            return result.ExitCode == 0 ? "every service is healthy"
                : throw CommandFailure.Unreachable($"docker compose up failed:\n{string.Join('\n', result.Output.Trim().Split('\n').TakeLast(8))}", "docker compose logs; or ./analytics up --native");
        });
        if (processes.Running()?.Fingerprint == plan.Fingerprint)
        {
            return (plan, false);
        }

        await processes.StopAllAsync();
        plan.Write(layout);
        File.Delete(layout.StateFile);
        if (plan.Parts.Count > 0)
        {
            processes.StartSupervisor();
        }

        return (plan, true);
    }

    public async Task DownAsync(bool purge, CancellationToken cancel)
    {
        var result = await ToolProcess.RunAsync("docker",
            ["compose", "-f", layout.ComposeFile, "down", .. purge ? ["--volumes"] : (string[])[]], layout.RepositoryRoot, cancel, environment: Environment(layout));
        if (result.ExitCode != 0)
        {
            throw CommandFailure.Unreachable($"docker compose down failed: {result.Output.Trim()}", "is the Docker engine running?");
        }
    }

    /// <summary>The services as <c>docker compose ps</c> sees them now.</summary>
    public static async Task<IReadOnlyList<PartReport>> PartsAsync(StackLayout layout, CancellationToken cancel)
    {
        var result = await ToolProcess.RunAsync("docker", ["compose", "-f", layout.ComposeFile, "ps", "--all", "--format", "json"], layout.RepositoryRoot, cancel, environment: Environment(layout));
        return result.ExitCode == 0 ? [.. result.Output.Split('\n').Where(line => line.StartsWith('{')).Select(ToPart)] : [];
    }

    /// <summary>One line of <c>docker compose ps --format json</c>.</summary>
    public static PartReport ToPart(string line)
    {
        using var document = JsonDocument.Parse(line);
        var service = document.RootElement;
        var (state, health) = (service.GetProperty("State").GetString(), service.GetProperty("Health").GetString());
        var port = service.TryGetProperty("Publishers", out var published) && published.ValueKind == JsonValueKind.Array
            ? published.EnumerateArray().Select(p => p.GetProperty("PublishedPort").GetInt32()).FirstOrDefault(p => p > 0) : 0;
        var answer = (state, health) switch
        {
            ("running", "healthy" or "") => "healthy",
            ("running" or "created" or "restarting", _) => "starting",
            _ => "down",
        };
        return new PartReport(service.GetProperty("Service").GetString()!, answer, port > 0 ? $"http://127.0.0.1:{port}" : null, Pid: null);
    }

    // Compose reads the secrets from here: docker-compose.yml itself holds none.
    private static Dictionary<string, string> Environment(StackLayout layout) => new()
    {
        ["POSTGRES_PASSWORD"] = StackSecrets.Read(layout).PostgresPassword,
        ["ANALYTICS_SECRETS"] = layout.Secrets,
        ["ANALYTICS_ALERTMANAGER"] = layout.ComposeAlertmanager,
    };
}
