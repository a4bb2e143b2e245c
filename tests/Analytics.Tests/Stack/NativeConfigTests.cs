using Analytics.Cli.Stack;
using Analytics.Testing.Peers;

namespace Analytics.Tests.Stack;

public sealed class NativeConfigTests
{
    private static readonly StackPorts Ports = StackPorts.FromBase(20000);

    [Theory]
    [InlineData("targets: [\"prometheus:9090\"]", "targets: [\"127.0.0.1:20001\"]")]
    [InlineData("http://vmagent:8429/x", "http://127.0.0.1:20007/x")]
    [InlineData("otel-collector:8888", "127.0.0.1:20006")]
    [InlineData("prometheus:90901", "prometheus:90901")]
    [InlineData("my-prometheus:9090", "my-prometheus:9090")]
    [InlineData("my.prometheus:9090", "my.prometheus:9090")]
    [InlineData("action:drop, regex:12", "action:drop, regex:12")]
    public void A_service_of_compose_becomes_its_native_address(string shared, string native) => Assert.Equal(native, NativeConfig.Render(shared, Ports));

    /// <summary>Red means: a configuration file names a service:port that no part listens on, natively nobody would be reached.</summary>
    [Fact]
    public void Every_address_in_the_shared_files_belongs_to_a_part()
    {
        foreach (var file in NativeConfig.Files.Except(["collector.yaml"])) // it takes its addresses from the environment
        {
            var rendered = NativeConfig.Render(File.ReadAllText(Path.Combine(StackFolder.RepositoryRoot, "collector-config", file)), Ports);
            Assert.DoesNotMatch(@"(?<![\w.-])(prometheus|alertmanager|vmagent|otel-collector|node-exporter|blackbox-exporter|gateway|worker|postgres):\d", rendered);
        }
    }

    /// <summary>Red means: rules were generated into a folder that Prometheus does not read.</summary>
    [Fact]
    public void Every_folder_with_rules_is_read_by_Prometheus()
    {
        var prometheus = File.ReadAllText(Path.Combine(StackFolder.RepositoryRoot, "collector-config", "prometheus.yml"));
        var folders = Directory.EnumerateFiles(Path.Combine(StackFolder.RepositoryRoot, "alert-rules"), "*.rules.yml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(StackFolder.RepositoryRoot, Path.GetDirectoryName(file)!)).Distinct();

        Assert.All(folders, folder => Assert.Contains($"- {folder}/*.rules.yml", prometheus));
    }

    [Fact]
    public void Rendering_into_a_stack_links_the_rules_of_the_repository()
    {
        var root = Directory.CreateTempSubdirectory("an-config-").FullName;
        var layout = new StackLayout(StackFolder.RepositoryRoot, root);
        NativeConfig.Write(layout, Ports);
        NativeConfig.Write(layout, Ports);

        Assert.Equal(Path.Combine(StackFolder.RepositoryRoot, "alert-rules"), new DirectoryInfo(Path.Combine(layout.Config, "alert-rules")).LinkTarget);
        Assert.Contains("127.0.0.1:20001", File.ReadAllText(Path.Combine(layout.Config, "prometheus.yml")));
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void Alertmanager_is_told_only_of_deliveries_whose_secret_is_there()
    {
        var root = Directory.CreateTempSubdirectory("an-config-").FullName;
        var layout = new StackLayout(StackFolder.RepositoryRoot, root);
        Assert.DoesNotContain("_configs:", NativeConfig.Alertmanager(layout));

        Directory.CreateDirectory(layout.AlertingSecrets);
        File.WriteAllText(Path.Combine(layout.AlertingSecrets, "slack.url"), "http://127.0.0.1:9/hook");
        File.WriteAllText(Path.Combine(layout.AlertingSecrets, "tickets.url"), "");

        Assert.Contains("api_url_file: secrets/alerting/slack.url", NativeConfig.Alertmanager(layout));
        Assert.DoesNotContain("tickets.url", NativeConfig.Alertmanager(layout));
        Directory.Delete(root, recursive: true);
    }
}
