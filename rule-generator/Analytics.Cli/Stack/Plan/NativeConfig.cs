using System.Text.RegularExpressions;

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
            File.WriteAllText(Path.Combine(layout.Config, file), Render(File.ReadAllText(Path.Combine(layout.ConfigSources, file)), ports));
        }

        var link = Path.Combine(layout.Config, "alert-rules");
        var target = Path.Combine(layout.RepositoryRoot, "alert-rules");
        if (new DirectoryInfo(link).LinkTarget != target)
        {
            File.Delete(link);
            Directory.CreateSymbolicLink(link, target);
        }
    }

    public static string Render(string text, StackPorts ports)
    {
        var addresses = ports.Addresses;
        return ServiceAddress().Replace(text, match => addresses.GetValueOrDefault(match.Value, match.Value));
    }

    [GeneratedRegex(@"(?<![\w.-])[a-z][a-z-]*:\d{2,5}(?!\d)")]
    private static partial Regex ServiceAddress();
}
