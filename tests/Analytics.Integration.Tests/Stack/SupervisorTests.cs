using Analytics.Cli.Stack;
using Analytics.Testing.Peers;
using Npgsql;

namespace Analytics.Integration.Tests.Stack;

/// <summary>Whoever is killed, the stack comes back; whatever is left, `down` ends it.</summary>
public sealed class SupervisorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PartNames.Prometheus)]
    [InlineData(PartNames.Postgres)]
    [InlineData(PartNames.Collector)]
    public async Task A_part_killed_with_9_comes_back_and_is_counted(string part)
    {
        await using var stack = await StackUnderTest.StartAsync(Cancel);
        var before = stack.StatusOf(part).Process!;

        Signals.Send(before.Pid, Signals.Kill);

        // PostgreSQL may need two starts: it waits for the children of the killed one to be gone.
        await Eventually.Holds(_ => Task.FromResult(stack.StatusOf(part) is { Restarts: > 0, State: PartState.Healthy }), $"{part} back", TimeSpan.FromSeconds(30), Cancel);
        await stack.AwaitHealthyAsync(Cancel);
        Assert.NotEqual(before, stack.StatusOf(part).Process);
    }

    [Fact]
    public async Task Down_leaves_no_process_and_no_port()
    {
        await using var stack = await StackUnderTest.StartAsync(Cancel);
        Assert.All(stack.Plan.Ports.All.Where(Supervised), entry => Assert.False(PortOwners.IsFree(entry.Port), $"{entry}"));

        Assert.Equal(stack.Plan.Parts.Count + 1, await stack.Processes.StopAllAsync());

        Assert.Null(stack.Processes.Running());
        Assert.Empty(stack.Processes.Orphans(null));
        Assert.All(stack.Plan.Ports.All, entry => Assert.True(PortOwners.IsFree(entry.Port), $"{entry}"));
        Assert.All((await stack.ReportAsync(Cancel)).Parts, part => Assert.Equal("down", part.State));
    }

    [Fact]
    public async Task After_the_supervisor_was_killed_with_9_down_still_ends_everything()
    {
        await using var stack = await StackUnderTest.StartAsync(Cancel);
        var supervisor = stack.Processes.Running()!.Supervisor;

        Signals.Send(supervisor.Pid, Signals.Kill);
        await Eventually.Holds(_ => Task.FromResult(!supervisor.IsAlive), "the supervisor gone", cancel: Cancel);
        Assert.True((await stack.ReportAsync(Cancel)).AllHealthy, "the parts live on");
        Assert.Equal(stack.Plan.Parts.Count, stack.Processes.Orphans(null).DistinctBy(orphan => orphan.Process.Pid).Count(orphan => IsPart(stack, orphan.Process)));

        await stack.Processes.StopAllAsync();

        Assert.Empty(stack.Processes.Orphans(null));
        Assert.All(stack.Plan.Ports.All, entry => Assert.True(PortOwners.IsFree(entry.Port), $"{entry}"));
    }

    [Fact]
    public async Task Processes_are_found_even_without_a_state_file()
    {
        await using var stack = await StackUnderTest.StartAsync(Cancel);
        var supervisor = stack.Processes.Running()!.Supervisor;
        Signals.Send(supervisor.Pid, Signals.Kill);
        await Eventually.Holds(_ => Task.FromResult(!supervisor.IsAlive), "the supervisor gone", cancel: Cancel);
        File.Delete(stack.Layout.StateFile);

        await stack.Processes.StopAllAsync();

        Assert.All(stack.Plan.Ports.All, entry => Assert.True(PortOwners.IsFree(entry.Port), $"{entry}"));
    }

    [Fact]
    public async Task Data_and_passwords_outlive_a_stop()
    {
        await using var stack = await StackUnderTest.StartAsync(Cancel);
        await ExecuteAsync(stack, "CREATE TABLE kept AS SELECT 7 AS seven");
        await stack.Processes.StopAllAsync();

        stack.Processes.StartSupervisor();
        await stack.AwaitHealthyAsync(Cancel);

        Assert.Equal(7, await ExecuteAsync(stack, "SELECT seven FROM kept"));
    }

    [Fact]
    public async Task Nobody_reaches_PostgreSQL_without_the_password()
    {
        await using var stack = await StackUnderTest.StartAsync(Cancel);
        var without = new NpgsqlConnectionStringBuilder(stack.Plan.PostgresConnectionString) { Password = "guessed", Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(without);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Cancel));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task The_doctor_finds_a_running_stack_well_but_for_rules()
    {
        await using var stack = await StackUnderTest.StartAsync(Cancel);
        using var doctor = new RunningChecks(stack.Layout, stack.Plan, TimeProvider.System);

        var checks = await Eventually.Get(doctor.RunAsync, seen => seen.Single(c => c.Name == "alertmanager-discovered").Verdict == Verdict.Ok, "Alertmanager discovered", cancel: Cancel);

        Assert.All(checks.Where(check => check.Name is not ("rules" or "targets")), check => Assert.Equal(Verdict.Ok, check.Verdict));
    }

    private static bool Supervised((string Part, int Port) entry) => entry.Part is not (PartNames.Gateway or PartNames.Worker);

    private static bool IsPart(StackUnderTest stack, ProcessIdentity process) => StackState.Read(stack.Layout)!.Parts.Any(part => part.Process == process);

    private static async Task<object?> ExecuteAsync(StackUnderTest stack, string sql)
    {
        await using var connection = new NpgsqlConnection($"{stack.Plan.PostgresConnectionString};Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
