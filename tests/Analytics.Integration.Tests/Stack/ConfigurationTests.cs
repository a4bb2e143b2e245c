using System.Diagnostics;
using Analytics.Testing.Peers;

namespace Analytics.Integration.Tests.Stack;

/// <summary>Every shared configuration file is accepted by the program that reads it, as compose mounts it.</summary>
public sealed class ConfigurationTests
{
    private static readonly string Folder = Path.Combine(StackFolder.RepositoryRoot, "collector-config");

    [Fact]
    public Task Prometheus_accepts_its_file() => Accepts("promtool", "check", "config", $"{Folder}/prometheus.yml");

    [Fact]
    public Task Alertmanager_accepts_its_file() => Accepts("amtool", "check-config", $"{Folder}/alertmanager.yml");

    [Fact]
    public Task The_Collector_accepts_its_file() => Accepts("otelcol", "validate", "--config", $"{Folder}/collector.yaml");

    [Fact]
    public Task Vmagent_accepts_its_relabelling() =>
        Accepts("vmagent", "-dryRun", "-remoteWrite.url=http://127.0.0.1:1/api/v1/write", $"-remoteWrite.relabelConfig={Folder}/vmagent-relabel.yml");

    [Fact]
    public Task The_blackbox_exporter_accepts_its_file() => Accepts("blackbox_exporter", "--config.check", $"--config.file={Folder}/blackbox.yml");

    private static async Task Accepts(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(StackFolder.Program(program), arguments)
        {
            WorkingDirectory = StackFolder.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var said = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {output}{await said}");
    }
}
