using System.Security.Cryptography;
using System.Text;

namespace Analytics.Cli.Stack;

/// <summary>Where PostgreSQL puts its Unix socket: below the stack, or, where that path is too long for the kernel, in a short folder of the user's.</summary>
internal static class SocketFolder
{
    /// <summary>Bytes that the path of a Unix socket may have on Linux (sun_path is 108 with its zero).</summary>
    public const int LongestPath = 107;

    public static string For(StackLayout layout, int port)
    {
        var below = Path.Combine(layout.Run, "postgres");
        return Fits(below, port) ? below : Path.Combine(Short(), $"analytics-{Hash(layout.Root)}");
    }

    public static bool Fits(string folder, int port) => Encoding.UTF8.GetByteCount($"{folder}/.s.PGSQL.{port}.lock") <= LongestPath;

    private static string Short()
    {
        var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        // The socket's owner may be another user than root (see as-ordinary-user): /tmp is open to him.
        return !Environment.IsPrivilegedProcess && runtime is { Length: > 0 and < 60 } && Directory.Exists(runtime) ? runtime : "/tmp";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
