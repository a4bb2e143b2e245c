namespace Analytics.Testing.Peers;

/// <summary>
/// Where the programs of the real peers lie: <c>ANALYTICS_STACK_DIR</c>, else <c>.stack/</c> at the repository's root. A program that is not
/// there fails the test with the command that installs it: a test of a real peer never passes by not running.
/// </summary>
public static class StackFolder
{
    /// <summary>The root of the repository: the nearest folder above the test program that holds <c>Analytics.sln</c>.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The stack folder, an absolute path.</summary>
    public static string Root { get; } =
        Path.GetFullPath(Environment.GetEnvironmentVariable("ANALYTICS_STACK_DIR") is { Length: > 0 } given ? given : Path.Combine(RepositoryRoot, ".stack"));

    /// <summary>The absolute path of a program, for example <c>prometheus</c>, <c>promtool</c>, <c>postgres</c>.</summary>
    /// <exception cref="PeerMissingException">It is not installed.</exception>
    public static string Program(string name)
    {
        var path = Path.Combine(Root, "bin", name);
        return File.Exists(path) ? path : throw new PeerMissingException(name, Root);
    }

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Analytics.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No Analytics.sln above {AppContext.BaseDirectory}.");
    }
}

/// <summary>A real peer is not installed on this machine.</summary>
public sealed class PeerMissingException(string program, string stackFolder)
    : Exception($"'{program}' is not in {stackFolder}/bin. Install the stack: collector-config/native/install.sh (or set ANALYTICS_STACK_DIR).");
