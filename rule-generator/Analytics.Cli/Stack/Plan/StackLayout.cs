using Analytics.Cli.Shell;

namespace Analytics.Cli.Stack;

/// <summary>Where everything of one stack lies: the repository that describes it and the folder (<c>.stack/</c>) that it runs in.</summary>
internal sealed record StackLayout(string RepositoryRoot, string Root)
{
    public string Bin => Path.Combine(Root, "bin");

    public string Run => Path.Combine(Root, "run");

    /// <summary>The configuration as it runs: the files of <c>collector-config/</c> with native addresses.</summary>
    public string Config => Path.Combine(Run, "config");

    public string Data => Path.Combine(Root, "data");

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Passwords and keys, made once by <c>up</c>, each file readable by its owner only.</summary>
    public string Secrets => Path.Combine(Root, "secrets");

    /// <summary>The key file of the gateway, in a folder of its own: a container sees a file that is replaced only when its folder is mounted.</summary>
    public string AccessFolder => Path.Combine(Secrets, "access");

    /// <summary>Addresses and keys for notifications; the owner of the stack puts them there.</summary>
    public string AlertingSecrets => Path.Combine(Secrets, "alerting");

    /// <summary>Alertmanager's configuration for containers, where addresses are as in compose.</summary>
    public string ComposeAlertmanager => Path.Combine(Run, "compose-alertmanager.yml");

    public string PlanFile => Path.Combine(Run, "plan.json");

    public string StateFile => Path.Combine(Run, "state.json");

    public string SupervisorLock => Path.Combine(Run, "supervisor.lock");

    public string UpLock => Path.Combine(Run, "up.lock");

    public string Manifest => Path.Combine(Root, "manifest");

    /// <summary>Left by the installer when no Collector could be compiled.</summary>
    public string CollectorFailed => Path.Combine(Root, "collector.failed");

    public string ConfigSources => Path.Combine(RepositoryRoot, "collector-config");

    public string Installer => Path.Combine(ConfigSources, "native", "install.sh");

    public string ComposeFile => Path.Combine(RepositoryRoot, "docker-compose.yml");

    public string Program(string name) => Path.Combine(Bin, name);

    public string Log(string part) => Path.Combine(Logs, part + ".log");

    /// <summary>The build output of this command, where the start script puts it.</summary>
    public string Cli => Path.Combine(RepositoryRoot, ".artifacts", "bin", "Analytics.Cli", "release", "analytics.dll");

    /// <summary>The build output of a host, for example <c>Analytics.Gateway</c>.</summary>
    public string Host(string project) => Path.Combine(RepositoryRoot, ".artifacts", "bin", project, "release", project + ".dll");

    /// <summary>From the option <c>--stack-dir</c>, else <c>ANALYTICS_STACK_DIR</c>, else <c>.stack/</c> in the repository.</summary>
    /// <exception cref="CommandFailure">No repository around this program.</exception>
    public static StackLayout Find(string? stackDir)
    {
        var root = Environment.GetEnvironmentVariable("ANALYTICS_ROOT") is { Length: > 0 } given ? given : FindRepository();
        stackDir ??= Environment.GetEnvironmentVariable("ANALYTICS_STACK_DIR") is { Length: > 0 } shared ? shared : Path.Combine(root, ".stack");
        return new StackLayout(Path.GetFullPath(root), Path.TrimEndingDirectorySeparator(Path.GetFullPath(stackDir)));
    }

    private static string FindRepository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Analytics.sln")))
            {
                return at.FullName;
            }
        }

        throw CommandFailure.Usage($"no Analytics.sln above {AppContext.BaseDirectory}", "in a clone of the repository, start ./analytics");
    }
}
