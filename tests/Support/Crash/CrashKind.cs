using Analytics.Testing.Peers;

namespace Analytics.Testing.Crash;

/// <summary>A way to kill, and to bring back what was killed.</summary>
/// <param name="Name">As the table prints it.</param>
/// <param name="Times">How often it stands in one round of all kinds.</param>
/// <param name="Strike">Kills and starts again; false: the chosen point was not met, and the kill fell at a random moment.</param>
internal sealed record CrashKind(string Name, int Times, Func<CrashScene, Random, LoadSenders, CancellationToken, Task<bool>> Strike)
{
    /// <summary>All kinds that a scene allows.</summary>
    public static IReadOnlyList<CrashKind> All(CrashScene scene) =>
    [
        new("gateway, any moment", 4, (at, _, _, cancel) => RestartAsync(at, cancel)),
        new("gateway, while it recovers", 1, WhileItRecovers),
        AtPoint("gateway, in the middle of a record", KillPoint.MidRecord),
        AtPoint("gateway, written and not flushed", KillPoint.BeforeFlush),
        AtPoint("gateway, flushed and not answered", KillPoint.AfterFlush),
        AtPoint("gateway, new segment without a head", KillPoint.AfterCreate),
        AtPoint("gateway, stored and segment not deleted", KillPoint.BeforeDelete),
        AtPoint("gateway, segment deleted and not noted", KillPoint.AfterDelete),
        AtPoint("gateway, between statements of the transaction", KillPoint.InTransaction),
        AtPoint("gateway, position written and not committed", KillPoint.BeforeCommit),
        new("PostgreSQL", 1, (at, _, _, cancel) => BounceAsync(at.Postgres.Process, cancel)),
        new("PostgreSQL away for long, gateway killed meanwhile", 1, PostgresAway),
        new("Collector", 1, (at, _, _, cancel) => BounceAsync(at.Path.Collector.Process, cancel)),
        new("vmagent", 1, (at, _, _, cancel) => BounceAsync(at.Path.Vmagent.Process, cancel)),
        new("Prometheus", 1, (at, _, _, cancel) => BounceAsync(at.Path.Prometheus.Process, cancel)),
        new("clock set, gateway killed meanwhile", 1, ClockSet),
        .. scene.HasSmallDisk ? [new CrashKind("disk full, gateway killed meanwhile", 1, DiskFull)] : (CrashKind[])[],
    ];

    private static CrashKind AtPoint(string name, string point) => new(name, 1, async (at, dice, _, cancel) =>
    {
        if (point is KillPoint.AfterCreate or KillPoint.BeforeDelete or KillPoint.AfterDelete)
        {
            // These come rarely in a quiet life and at every start: the start is a part of it.
            await at.Gateway.Process.KillAsync();
            var starting = at.Gateway.Process.StartAsync(cancel).ContinueWith(_ => { }, cancel, TaskContinuationOptions.None, TaskScheduler.Default);
            await Task.Delay(dice.Next(1, 50), cancel);
            var died = await at.DieAtAsync(point, TimeSpan.FromSeconds(8), cancel);
            await starting;
            await RestartAsync(at, cancel);
            return died;
        }

        var met = await at.DieAtAsync(point, TimeSpan.FromSeconds(8), cancel);
        await RestartAsync(at, cancel);
        return met;
    });

    private static async Task<bool> RestartAsync(CrashScene at, CancellationToken cancel)
    {
        await at.Gateway.Process.KillAsync();
        await at.Gateway.Process.StartAsync(cancel);
        return true;
    }

    private static async Task<bool> BounceAsync(PeerProcess part, CancellationToken cancel)
    {
        await part.KillAsync();
        await CrashScene.StartAgainAsync(part, cancel);
        return true;
    }

    private static async Task<bool> WhileItRecovers(CrashScene at, Random dice, LoadSenders senders, CancellationToken cancel)
    {
        await at.Gateway.Process.KillAsync();
        var starting = at.Gateway.Process.StartAsync(cancel).ContinueWith(_ => { }, cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        await Task.Delay(dice.Next(50, 600), cancel);
        await at.Gateway.Process.KillAsync();
        await starting;
        await at.Gateway.Process.StartAsync(cancel);
        return true;
    }

    private static async Task<bool> PostgresAway(CrashScene at, Random dice, LoadSenders senders, CancellationToken cancel)
    {
        await at.Postgres.Process.KillAsync();
        var before = senders.Answered;
        await Eventually.Holds(_ => Task.FromResult(senders.Answered > before + 20), "events are taken while PostgreSQL is away", cancel: cancel);
        await RestartAsync(at, cancel);
        before = senders.Answered;
        await Eventually.Holds(_ => Task.FromResult(senders.Answered > before + 20), "events are taken by a gateway that started without PostgreSQL", cancel: cancel);
        await Task.Delay(dice.Next(200, 1500), cancel);
        await CrashScene.StartAgainAsync(at.Postgres.Process, cancel);
        return true;
    }

    /// <summary>Within what the contract takes: 23 hours ahead, and events of up to 28 days in a door that takes 30.</summary>
    private static async Task<bool> ClockSet(CrashScene at, Random dice, LoadSenders senders, CancellationToken cancel)
    {
        var hours = dice.Next(1, 22) * (dice.Next(2) == 0 ? 1 : -1);
        foreach (var set in (int[])[hours, -hours, 0])
        {
            at.SetClock(set);
            var before = senders.Answered;
            await Eventually.Holds(_ => Task.FromResult(senders.Answered > before + 20), "events are taken after the clock was set", cancel: cancel);
            await RestartAsync(at, cancel);
        }

        return true;
    }

    private static async Task<bool> DiskFull(CrashScene at, Random dice, LoadSenders senders, CancellationToken cancel)
    {
        var before = senders.RefusedRequests;
        at.FillDisk();
        // Reserved room is used up first; then every request is turned away, none is lost.
        await Eventually.Holds(_ =>
        {
            at.FillDisk();
            return Task.FromResult(senders.RefusedRequests > before);
        }, "requests are turned away on a full disk", TimeSpan.FromSeconds(60), cancel);
        await at.Gateway.Process.KillAsync();
        at.FreeDisk();
        await at.Gateway.Process.StartAsync(cancel);
        return true;
    }
}
