using Analytics.Cli.Shell;
using Analytics.Cli.Stack;

namespace Analytics.Cli.Events.Sending;

/// <summary>
/// The key that `events send` shows. From a file or the environment, since every user of the machine can read a command line; an option takes it all
/// the same, for keys of one's own laptop. Without any, the running stack's own.
/// </summary>
internal static class DoorKey
{
    public const string Variable = "ANALYTICS__INGEST__KEY";
    public const string FileVariable = "ANALYTICS__INGEST__KEYFILE";
    public const string AdminFileVariable = "ANALYTICS__ADMIN__KEYFILE";

    /// <param name="key">The key itself.</param>
    /// <param name="file">A file that holds it.</param>
    /// <param name="gateway">The address as given; null: the running stack's, whose key is known.</param>
    /// <returns>Null: none; a gateway that takes events without one is content.</returns>
    /// <exception cref="CommandFailure">The file cannot be read.</exception>
    public static string? Ingest(string? key, FileInfo? file, string? gateway)
    {
        if (key is { Length: > 0 })
        {
            return key;
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given && file is null)
        {
            return given;
        }

        return (file?.FullName ?? Environment.GetEnvironmentVariable(FileVariable)) is { Length: > 0 } path ? Read(path)
            : gateway is null ? StackSecrets.Read(StackLayout.Find(stackDir: null)).IngestKey
            : null;
    }

    /// <exception cref="CommandFailure">The key is needed and not given, or its file cannot be read.</exception>
    public static string? Administrator(FileInfo? file, bool required)
    {
        var path = file?.FullName ?? Environment.GetEnvironmentVariable(AdminFileVariable);
        return path is { Length: > 0 } ? Read(path)
            : required ? throw CommandFailure.Usage("this needs an administrator's key", $"Name the file that holds it: --admin-key-file FILE, or {AdminFileVariable}.") : null;
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } key ? key : throw CommandFailure.Usage($"{path}: the file is empty", "It must hold a key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"the key cannot be read: {e.Message}", $"--key-file FILE or {FileVariable}; for history --admin-key-file FILE or {AdminFileVariable}.");
        }
    }
}
