using Analytics.Cli.Stack;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Stack;

/// <summary>
/// The real supervisor over the real peers (all parts but the two hosts, which the end-to-end tests run) in a stack folder of its own, on free ports.
/// The programs are those of the installed stack.
/// </summary>
internal sealed class StackUnderTest : IAsyncDisposable
{
    private StackUnderTest(StackLayout layout, StackPlan plan)
    {
        Layout = layout;
        Plan = plan;
        Processes = new StackProcesses(layout, TimeProvider.System);
    }

    public StackLayout Layout { get; }

    public StackPlan Plan { get; }

    public StackProcesses Processes { get; }

    public static async Task<StackUnderTest> StartAsync(CancellationToken cancel)
    {
        _ = StackFolder.Program("prometheus"); // fails with a remedy where nothing is installed
        var root = Directory.CreateTempSubdirectory("an-up-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101); // PostgreSQL steps down from root and must still get in
        }

        var layout = new StackLayout(StackFolder.RepositoryRoot, root);
        foreach (var installed in (string[])["bin", "share", "postgres"])
        {
            Directory.CreateSymbolicLink(Path.Combine(root, installed), Path.Combine(StackFolder.Root, installed));
        }

        foreach (var folder in (string[])[layout.Run, layout.Data, layout.Logs])
        {
            Directory.CreateDirectory(folder);
        }

        var ports = StackPorts.FromBase(FreePort.NextBlock(StackPorts.Count));
        var secrets = StackSecrets.Ensure(layout, TimeProvider.System.GetUtcNow());
        NativeConfig.Write(layout, ports);
        await PostgresCluster.PrepareAsync(layout, ports, secrets, cancel);
        var table = new StackParts(layout, ports, secrets);
        var parts = table.All(collector: true, demo: false).Where(part => part.Name is not (PartNames.Gateway or PartNames.Worker)).ToList();
        var plan = new StackPlan(StackMode.Native, false, ports.Gateway, ports, parts)
        {
            PostgresConnectionString = table.PostgresConnectionString,
            PostgresUri = table.PostgresUri,
        }.Stamped(layout);
        plan.Write(layout);
        var stack = new StackUnderTest(layout, plan);
        stack.Processes.StartSupervisor();
        await stack.AwaitHealthyAsync(cancel);
        return stack;
    }

    public Task<StackReport> ReportAsync(CancellationToken cancel) => StackReport.ProbeAsync(Layout, cancel);

    public PartStatus StatusOf(string part) => StackState.Read(Layout)!.Parts.Single(status => status.Name == part);

    public async Task AwaitHealthyAsync(CancellationToken cancel)
    {
        try
        {
            await Eventually.Get(ReportAsync, report => report.AllHealthy, "every part healthy", TimeSpan.FromSeconds(120), cancel);
        }
        catch (TimeoutException)
        {
            var missing = (await ReportAsync(cancel)).Parts.Where(part => part.State != "healthy");
            throw new TimeoutException($"not healthy within 120 s:\n{string.Join('\n', missing.Select(Evidence))}\n{Tail("supervisor")}");
        }
    }

    private string Evidence(PartReport part) => $"{part}\n{Tail(part.Name)}";

    private string Tail(string log) => string.Join('\n', LogFiles.Tail(Layout.Log(log), 15).Select(line => $"  {log}: {line}"));

    public async ValueTask DisposeAsync()
    {
        await Processes.StopAllAsync();
        Directory.Delete(Layout.Root, recursive: true);
    }
}
