using Analytics.Cli.Stack;

namespace Analytics.Tests.Stack;

public sealed class StackFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("an-stack-").FullName;

    private StackLayout Layout => new("/repo", _root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Secrets_are_made_once_and_only_their_owner_may_read_them()
    {
        var first = StackSecrets.Ensure(Layout, TimeProvider.System.GetUtcNow());
        var again = StackSecrets.Ensure(Layout, TimeProvider.System.GetUtcNow());

        Assert.Equal(first, again);
        Assert.NotEmpty(first.PostgresPassword);
        Assert.Matches(@"^k1:[A-Za-z0-9+/]{43}=\n$", File.ReadAllText(first.PrivacyKeyFile));
        Assert.All(Directory.EnumerateFiles(Layout.Secrets), file =>
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), file));
    }

    [Fact]
    public void A_plan_is_read_as_it_was_written()
    {
        Directory.CreateDirectory(Layout.Run);
        var table = new StackParts(Layout, StackPorts.Default, StackSecrets.Ensure(Layout, TimeProvider.System.GetUtcNow()));
        var plan = new StackPlan(StackMode.Native, Demo: true, PortBase: 20000, StackPorts.FromBase(20000), table.All(collector: true, demo: true))
        {
            PostgresConnectionString = table.PostgresConnectionString,
            PostgresUri = table.PostgresUri,
        }.Stamped(Layout);
        plan.Write(Layout);

        var read = StackPlan.Read(Layout)!;

        Assert.Equal(plan.Fingerprint, read.Fingerprint);
        Assert.Equal(plan.Fingerprint, read.Stamped(Layout).Fingerprint);
        Assert.NotEqual(plan.Fingerprint, (plan with { PortBase = 1 }).Stamped(Layout).Fingerprint);
    }

    [Fact]
    public void Another_configuration_is_another_plan()
    {
        Directory.CreateDirectory(Layout.Config);
        var plan = new StackPlan(StackMode.Native, false, null, StackPorts.Default, []) { PostgresConnectionString = "", PostgresUri = "" };
        var before = plan.Stamped(Layout).Fingerprint;
        File.WriteAllText(Path.Combine(Layout.Config, "prometheus.yml"), "global: {}");

        Assert.NotEqual(before, plan.Stamped(Layout).Fingerprint);
    }

    [Fact]
    public void A_state_file_cut_short_counts_as_none()
    {
        Directory.CreateDirectory(Layout.Run);
        File.WriteAllText(Layout.StateFile, "{\"supervisor\": {\"pid\"");

        Assert.Null(StackState.Read(Layout));
    }

    [Fact]
    public void A_long_stack_path_gets_its_socket_elsewhere()
    {
        var deep = new StackLayout("/repo", "/" + string.Join('/', Enumerable.Repeat("a-long-folder-name", 6)));

        Assert.False(SocketFolder.Fits(Path.Combine(deep.Run, "postgres"), 5432));
        Assert.True(SocketFolder.Fits(SocketFolder.For(deep, 5432), 65535));
        Assert.NotEqual(SocketFolder.For(deep, 5432), SocketFolder.For(deep with { Root = deep.Root + "2" }, 5432));
    }

    [Fact]
    public async Task Steps_in_a_pipe_are_whole_lines()
    {
        var output = new StringWriter();
        var steps = new Steps(output, live: false, TimeProvider.System);
        await steps.RunAsync("first", tell =>
        {
            tell("half way");
            return Task.FromResult("done");
        });

        Assert.Matches(@"^\[ +\d+\.\d s\] first: done \(0\.0 s\)\s+$", output.ToString());
    }
}
