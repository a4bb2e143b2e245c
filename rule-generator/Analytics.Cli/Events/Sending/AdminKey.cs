using Analytics.Cli.Shell;

namespace Analytics.Cli.Events.Sending;

/// <summary>The administrator's key: only from a file, never from the command line, where every user of the machine could read it.</summary>
internal static class AdminKey
{
    public const string Variable = "ANALYTICS__ADMIN__KEYFILE";

    /// <exception cref="CommandFailure">The key is needed and not given, or its file cannot be read.</exception>
    public static string? Read(FileInfo? file, bool required)
    {
        var path = file?.FullName ?? Environment.GetEnvironmentVariable(Variable);
        if (path is null)
        {
            return required ? throw CommandFailure.Usage("--backfill needs the administrator's key", $"Name the file that holds it: --admin-key-file FILE, or {Variable}.") : null;
        }

        try
        {
            return File.ReadAllText(path).Trim() is { Length: > 0 } key ? key : throw CommandFailure.Usage($"{path}: the file is empty", "It must hold the administrator's key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"the administrator's key cannot be read: {e.Message}", $"--admin-key-file FILE, or {Variable}.");
        }
    }
}
