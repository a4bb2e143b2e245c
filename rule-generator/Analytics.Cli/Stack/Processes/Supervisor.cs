using System.Diagnostics;

namespace Analytics.Cli.Stack;

/// <summary>
/// Runs the parts of a plan until told to stop: starts each when what it depends on is ready, restarts what died, keeps the state file, and
/// in the end stops everything in reverse order. One supervisor a stack, held by a lock that the kernel frees however it dies.
/// </summary>
internal sealed class Supervisor(StackLayout layout, StackPlan plan, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private readonly Probe _probe = new();
    private readonly Lock _gate = new();
    private readonly ProcessIdentity _self = ProcessIdentity.Of(Environment.ProcessId)!;
    private readonly Dictionary<string, PartStatus> _status = plan.Parts.ToDictionary(part => part.Name, part => new PartStatus(part.Name, PartState.Waiting) { StopWith = part.StopWith });
    private readonly Dictionary<string, TaskCompletionSource> _ready = plan.Parts.ToDictionary(part => part.Name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Returns when <paramref name="stop"/> was asked for and every part is gone.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(layout.Logs);
        Publish();
        var parts = plan.Parts.Select(part => RunPartAsync(part, stop)).ToList();
        try
        {
            var logs = new LogFiles(layout.Logs);
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(5), time, stop);
                logs.Rotate();
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }

        await StopAllAsync();
        await Task.WhenAll(parts);
    }

    public void Dispose() => _probe.Dispose();

    private async Task RunPartAsync(Part part, CancellationToken stop)
    {
        var backOff = new BackOff();
        try
        {
            await Task.WhenAll(part.DependsOn.Where(_ready.ContainsKey).Select(name => _ready[name].Task)).WaitAsync(stop);
            while (!File.Exists(part.Program))
            {
                await Task.Delay(ProbePause, time, stop); // its installation is still under way
            }

            while (true)
            {
                var began = time.GetTimestamp();
                var exit = await RunOnceAsync(part, stop);
                if (stop.IsCancellationRequested)
                {
                    return;
                }

                var wait = backOff.After(time.GetElapsedTime(began));
                Say($"{part.Name} ended with {exit}; starts again in {wait.TotalSeconds:0.#} s");
                Update(part, status => status with { State = PartState.BackingOff, Process = null, LastExit = exit, Restarts = status.Restarts + 1 });
                await Task.Delay(wait, time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while waiting: there is no process.
        }
    }

    private async Task<int> RunOnceAsync(Part part, CancellationToken stop)
    {
        using var process = StartUnlessStopping(part, stop);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var readiness = AwaitReadyAsync(part, ended.Token);
        await process.WaitForExitAsync(CancellationToken.None);
        await ended.CancelAsync();
        await readiness;
        return process.ExitCode;
    }

    // Under the lock, so that StopAll sees every process that was started before it looked, and none is started after.
    private Process StartUnlessStopping(Part part, CancellationToken stop)
    {
        lock (_gate)
        {
            stop.ThrowIfCancellationRequested();
            var process = PartProcess.Start(part, layout);
            Update(part, status => status with { State = PartState.Starting, Process = ProcessIdentity.Of(process.Id) });
            return process;
        }
    }

    private async Task AwaitReadyAsync(Part part, CancellationToken ended)
    {
        try
        {
            while (!await _probe.IsReadyAsync(part.Ready, ended))
            {
                await Task.Delay(ProbePause, time, ended);
            }

            Update(part, status => status with { State = PartState.Healthy });
            if (_ready[part.Name].TrySetResult())
            {
                Say($"{part.Name} is ready");
            }
        }
        catch (Exception e) when (!ended.IsCancellationRequested)
        {
            Say($"{part.Name} cannot be asked whether it is ready: {e}"); // a fault of this program, not of the part
        }
        catch (OperationCanceledException)
        {
            // It ended, or all is to stop.
        }
    }

    private async Task StopAllAsync()
    {
        foreach (var part in plan.Parts.Reverse())
        {
            ProcessIdentity? process;
            lock (_gate)
            {
                process = _status[part.Name].Process;
            }

            if (process is not null && await process.StopAsync(part.StopWith, StopPatience, time))
            {
                Say($"{part.Name} did not end within {StopPatience.TotalSeconds:0} s and was killed");
            }

            Update(part, status => status with { State = PartState.Stopped, Process = null });
        }
    }

    private void Update(Part part, Func<PartStatus, PartStatus> change)
    {
        lock (_gate)
        {
            _status[part.Name] = change(_status[part.Name]);
            Publish();
        }
    }

    private void Publish()
    {
        lock (_gate)
        {
            new StackState(_self, plan.Fingerprint, [.. plan.Parts.Select(part => _status[part.Name])]).Write(layout);
        }
    }

    private void Say(string text) => Console.WriteLine($"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {text}");
}
