using System.Text.RegularExpressions;
using Analytics.AlertRules;
using Analytics.Rules.Routing;

namespace Analytics.Cli.Stack;

/// <summary>
/// Renders the configuration files that compose mounts as they are: every <c>service:port</c> becomes the address on 127.0.0.1. Rules are not
/// copied; the folder <c>alert-rules</c> is linked, so that a reload reads what was generated last.
/// </summary>
internal static partial class NativeConfig
{
    public static readonly IReadOnlyList<string> Files = ["prometheus.yml", "alertmanager.yml", "blackbox.yml", "vmagent-relabel.yml", "collector.yaml"];

    public static void Write(StackLayout layout, StackPorts ports)
    {
        Directory.CreateDirectory(layout.Config);
        foreach (var file in Files)
        {
            File.WriteAllText(Path.Combine(layout.Config, file), Render(Source(layout, file), ports));
        }

        var link = Path.Combine(layout.Config, "alert-rules");
        var target = Path.Combine(layout.RepositoryRoot, "alert-rules");
        if (new DirectoryInfo(link).LinkTarget != target)
        {
            File.Delete(link);
            Directory.CreateSymbolicLink(link, target);
        }
    }

    /// <summary>Alertmanager's configuration for this machine: without deliveries whose secret is not here, which would only fail.</summary>
    public static string Alertmanager(StackLayout layout) => AlertmanagerYaml.Print(AlertRuleBook.Default.Routing!,
        secret => new FileInfo(Path.Combine(layout.Root, secret.Path)) is { Exists: true, Length: > 0 });

    public static string Render(string text, StackPorts ports)
    {
        var addresses = ports.Addresses;
        return ServiceAddress().Replace(text, match => addresses.GetValueOrDefault(match.Value, match.Value));
    }

    private static string Source(StackLayout layout, string file) =>
        file == "alertmanager.yml" ? Alertmanager(layout) : File.ReadAllText(Path.Combine(layout.ConfigSources, file));

    [GeneratedRegex(@"(?<![\w.-])[a-z][a-z-]*:\d{2,5}(?!\d)")]
    private static partial Regex ServiceAddress();
}
