using Analytics.Cli.Shell;

namespace Analytics.Cli.Stack;

/// <summary>What <c>up</c> was asked for.</summary>
internal sealed record UpRequest(bool Demo, int? PortBase);

/// <summary>
/// Brings the stack up without Docker: installs what is missing and compiles the hosts side by side, then starts everything while the
/// Collector may still be compiling. Run again, it changes nothing that is as it should be.
/// </summary>
internal sealed class NativeStack(StackLayout layout, Steps steps, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private const int HopelessRestarts = 4;
    private readonly StackProcesses _processes = new(layout, time);

    /// <returns>The plan that runs now, and whether this call started it.</returns>
    public async Task<(StackPlan Plan, bool Started)> UpAsync(UpRequest request, CancellationToken cancel)
    {
        if (_processes.Running() is null && _processes.Orphans(StackState.Read(layout)).Count == 0)
        {
            var ports = request.PortBase is { } n ? StackPorts.FromBase(n) : StackPorts.Default;
            RefuseTakenPorts(ports); // before minutes of installing and compiling
            WarnOfOutgoing(ports);
        }

        var collector = steps.RunAsync("install the Collector", tell => InstallAsync(tell, cancel, "collector"));
        await AllOrFirstFailure(
            steps.RunAsync("install Prometheus, Alertmanager, vmagent, exporters, PostgreSQL", tell => InstallAsync(tell, cancel, "peers", "postgres")),
            steps.RunAsync("build gateway and worker", tell => new HostBuild(layout, time).RunAsync(tell, cancel)));

        var (plan, started) = await StartAsync(request, cancel);
        await collector;
        if (plan.Parts.Any(part => part.Name == PartNames.Collector) && File.Exists(layout.CollectorFailed))
        {
            steps.Line($"NO COLLECTOR could be compiled: OTLP goes straight to vmagent ({layout.Logs}/build-otelcol.log)");
            (plan, started) = await StartAsync(request, cancel);
        }

        await steps.RunAsync("wait until every part is ready", tell => AwaitReadyAsync(plan, tell, cancel));
        return (plan, started);
    }

    private async Task<(StackPlan Plan, bool Started)> StartAsync(UpRequest request, CancellationToken cancel)
    {
        var running = _processes.Running();
        var before = StackPlan.Read(layout); // until `down`, what was asked for once stays asked for
        var plan = await PrepareAsync(request.Demo || before?.Demo == true, request.PortBase ?? before?.PortBase, cancel);
        if (running is not null && running.Fingerprint == plan.Fingerprint)
        {
            await ReloadAsync(plan, cancel);
            return (plan, false);
        }

        await steps.RunAsync("start", async _ =>
        {
            var ended = await _processes.StopAllAsync();
            RefuseTakenPorts(plan.Ports);
            plan.Write(layout);
            File.Delete(layout.StateFile);
            _processes.StartSupervisor();
            return ended == 0 ? "supervisor started" : running is null ? $"{ended} left-over processes replaced" : "restarted with the new settings";
        });
        return (plan, true);
    }

    private async Task<StackPlan> PrepareAsync(bool demo, int? portBase, CancellationToken cancel)
    {
        PrivateFiles.CreateFolder(layout.Secrets);
        Directory.CreateDirectory(layout.Data);
        Directory.CreateDirectory(layout.Logs);
        var secrets = StackSecrets.Ensure(layout, time.GetUtcNow());
        var ports = portBase is { } n ? StackPorts.FromBase(n) : StackPorts.Default;
        NativeConfig.Write(layout, ports);
        await PostgresCluster.PrepareAsync(layout, ports, secrets, cancel);
        var table = new StackParts(layout, ports, secrets);
        return new StackPlan(StackMode.Native, demo, portBase, ports, table.All(!File.Exists(layout.CollectorFailed), demo))
        {
            PostgresConnectionString = table.PostgresConnectionString,
            PostgresUri = table.PostgresUri,
        }.Stamped(layout);
    }

    private static void RefuseTakenPorts(StackPorts ports)
    {
        var taken = ports.All.Where(entry => !PortOwners.IsFree(entry.Port)).ToList();
        if (taken.Count > 0)
        {
            throw new CommandFailure(ExitCodes.Finding,
                string.Join("\n  ", taken.Select(entry => $"port {entry.Port} ({entry.Part}) is taken by {PortOwners.Describe(entry.Port)}")),
                $"stop it, or take other ports: ./analytics up --port-base 20000 (uses 20000 to {20000 + StackPorts.Count - 1})");
        }
    }

    private void WarnOfOutgoing(StackPorts ports)
    {
        if (ports.All.Any(entry => PortOwners.IsForOutgoing(entry.Port)))
        {
            steps.Line("some of these ports are also given to outgoing connections: a part may find its port taken for a minute (cat /proc/sys/net/ipv4/ip_local_port_range; --port-base 20000 avoids it)");
        }
    }

    private async Task<string> InstallAsync(Action<string> tell, CancellationToken cancel, params string[] components)
    {
        var result = await ToolProcess.RunAsync(layout.Installer, ["--stack-dir", layout.Root, .. components], layout.RepositoryRoot, cancel, line =>
        {
            var text = line[(line.IndexOf(']') + 1)..].Trim();
            tell(text);
            if (!text.Contains("already there", StringComparison.Ordinal) && !text.StartsWith("done", StringComparison.Ordinal))
            {
                steps.Line("  " + text);
            }
        });
        return result.ExitCode == 0 ? "there"
            : throw CommandFailure.Unreachable($"the installation failed: {result.Output.Trim().Split('\n')[^1]}", "is the Debian mirror reachable? ./analytics doctor; then ./analytics up again, it goes on where it stopped");
    }

    private async Task<string> AwaitReadyAsync(StackPlan plan, Action<string> tell, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var parts = _processes.Running() is { } state && state.Fingerprint == plan.Fingerprint ? state.Parts : [];
            var waiting = plan.Parts.Where(part => parts.FirstOrDefault(p => p.Name == part.Name) is not { State: PartState.Healthy }).Select(part => part.Name).ToList();
            if (waiting.Count == 0)
            {
                return $"{plan.Parts.Count} parts";
            }

            tell(string.Join(", ", waiting));
            var hopeless = parts.FirstOrDefault(part => part.Restarts >= HopelessRestarts && part.State != PartState.Healthy);
            if (hopeless is not null || time.GetElapsedTime(began) > Patience)
            {
                throw NotReady(hopeless?.Name ?? waiting[0]);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancel);
        }
    }

    private CommandFailure NotReady(string part)
    {
        var log = layout.Log(part);
        var source = File.Exists(log) ? log : layout.Log("supervisor");
        return new CommandFailure(ExitCodes.Finding, $"{part} does not become ready. The end of {source}:\n  {string.Join("\n  ", LogFiles.Tail(source, 8))}",
            "./analytics doctor; ./analytics down stops what runs");
    }

    // Rules and routes may have been generated anew: Prometheus and Alertmanager read them again without a restart.
    private async Task ReloadAsync(StackPlan plan, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        foreach (var port in (int[])[plan.Ports.Prometheus, plan.Ports.Alertmanager])
        {
            try
            {
                using var response = await http.PostAsync($"http://127.0.0.1:{port}/-/reload", null, cancel);
                if (!response.IsSuccessStatusCode)
                {
                    steps.Line($"reload refused: {(await response.Content.ReadAsStringAsync(cancel)).Trim()}");
                }
            }
            catch (HttpRequestException)
            {
                // It is down at the moment; it reads its files when it starts.
            }
        }
    }

    private static async Task AllOrFirstFailure(params List<Task> tasks)
    {
        while (tasks.Count > 0)
        {
            var done = await Task.WhenAny(tasks);
            tasks.Remove(done);
            await done;
        }
    }
}
