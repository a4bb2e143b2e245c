using System.Diagnostics;
using Analytics.Testing.Peers;

namespace Analytics.Testing.Crash;

/// <summary>The real programs of a laboratory run: PostgreSQL with fsync, the metrics path, and a gateway that can be told where to die.</summary>
internal sealed class CrashScene : IAsyncDisposable
{
    private const int SmallDisk = 40 * 1024 * 1024;
    private const int LogLimit = 16 * 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("an-crash-").FullName;

    private CrashScene(PostgresPeer postgres, MetricsPath path)
    {
        Postgres = postgres;
        Path = path;
        Ledger = new ObligationLedger(System.IO.Path.Combine(_folder, "ledger"));
    }

    public PostgresPeer Postgres { get; }

    public MetricsPath Path { get; }

    public ObligationLedger Ledger { get; }

    public GatewayPeer Gateway { get; private set; } = null!;

    public string Database { get; private set; } = "";

    /// <summary>Whether the log lies on a disk of its own that can be filled: needs the right to mount.</summary>
    public bool HasSmallDisk { get; private set; }

    private string Point => System.IO.Path.Combine(_folder, "point");

    private string Clock => System.IO.Path.Combine(_folder, "clock");

    private string Disk => System.IO.Path.Combine(_folder, "disk");

    private string Ballast => System.IO.Path.Combine(Disk, "ballast");

    public static async Task<CrashScene> StartAsync(CancellationToken cancel)
    {
        var scene = new CrashScene(await PostgresPeer.StartAsync(durable: true, cancel), await MetricsPath.StartAsync(cancel));
        Directory.CreateDirectory(scene.Disk);
        scene.HasSmallDisk = OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={SmallDisk}", "tmpfs", scene.Disk);
        scene.Database = await scene.Postgres.CreateDatabaseAsync(cancel);
        scene.Gateway = await GatewayPeer.StartAsync(scene.Database, new Dictionary<string, string>
        {
            ["ANALYTICS__OTLP__ENDPOINT"] = scene.Path.OtlpUrl,
            ["ANALYTICS__INTAKE__LOGDIRECTORY"] = System.IO.Path.Combine(scene.Disk, "log"),
            ["ANALYTICS__INTAKE__LOGLIMITBYTES"] = $"{LogLimit}",
            ["DOTNET_STARTUP_HOOKS"] = typeof(KillPoint).Assembly.Location,
            [KillPoint.FileVariable] = scene.Point,
            [JumpingClock.FileVariable] = scene.Clock,
        }, Built("Analytics.Gateway", "Analytics.Gateway.dll"), cancel: cancel);
        return scene;
    }

    /// <summary>Tells the gateway to die at a point; false when it did not come there in time, and lives.</summary>
    public async Task<bool> DieAtAsync(string point, TimeSpan within, CancellationToken cancel)
    {
        await File.WriteAllTextAsync(Point, point, cancel);
        var clock = Stopwatch.StartNew();
        while (Gateway.Process.IsRunning && clock.Elapsed < within)
        {
            await Task.Delay(10, cancel);
        }

        File.Delete(Point);
        return !Gateway.Process.IsRunning;
    }

    /// <summary>Sets the gateway's clock, by so many hours before or after the true time.</summary>
    public void SetClock(int hours) => File.WriteAllText(Clock, $"{hours}");

    /// <summary>Leaves no byte free on the log's disk.</summary>
    public void FillDisk()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 1);
        var block = new byte[4 * 1024];
        try
        {
            while (true)
            {
                ballast.Write(block);
            }
        }
        catch (IOException)
        {
            // Full: what was wanted.
        }
    }

    public void FreeDisk() => File.Delete(Ballast);

    /// <summary>As a supervisor does: PostgreSQL refuses to start until the orphans of its killed postmaster are gone.</summary>
    public static Task StartAgainAsync(PeerProcess part, CancellationToken cancel) => Eventually.Holds(
        async token =>
        {
            try
            {
                await part.StartAsync(token);
                return true;
            }
            catch (InvalidOperationException e) when (e.Message.Contains("before it was ready", StringComparison.Ordinal))
            {
                return false;
            }
        },
        "the killed part started again", TimeSpan.FromSeconds(60), cancel);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Path.DisposeAsync();
        await Postgres.DisposeAsync();
        Ledger.Dispose();
        if (HasSmallDisk)
        {
            await RunAsync("umount", Disk);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string Built(string project, string file) =>
        System.IO.Path.Combine(Repository.Root, ".artifacts", "bin", project, new DirectoryInfo(AppContext.BaseDirectory).Name, file);

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
