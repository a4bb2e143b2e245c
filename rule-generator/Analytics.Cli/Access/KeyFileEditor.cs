using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Access;

namespace Analytics.Cli.Access;

/// <summary>Reads and writes a key file for the commands.</summary>
internal static class KeyFileEditor
{
    public const string Variable = "ANALYTICS__ACCESS__KEYFILE";

    /// <summary>As given, else as the gateway has it in the environment, else the running stack's.</summary>
    public static string Find(FileInfo? given) =>
        given?.ToString() ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : StackSecrets.Read(StackLayout.Find(stackDir: null)).AccessKeyFile);

    /// <summary>The keys; none when there is no file yet.</summary>
    /// <exception cref="CommandFailure">The file cannot be read, or is no key file.</exception>
    public static IReadOnlyList<AccessKey> Read(string path)
    {
        try
        {
            return !File.Exists(path) ? []
                : KeyFile.Parse(File.ReadAllText(path), out var mistakes) ?? throw CommandFailure.Usage($"{path} is no key file: {string.Join("; ", mistakes)}", "Mend it, or name another one with --key-file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{path}: {e.Message}");
        }
    }

    /// <summary>Keeps other commands from changing the same file at the same time.</summary>
    public static async Task<IDisposable> LockAsync(string path, TimeProvider clock, CancellationToken cancel)
    {
        try
        {
            return await ExclusiveFile.AcquireAsync(Path.GetFullPath(path) + ".lock", clock, cancel);
        }
        catch (UnauthorizedAccessException e)
        {
            throw CommandFailure.Usage(e.Message);
        }
    }

    /// <summary>Replaces the file as a whole; the mode that its owner gave it stays.</summary>
    public static void Write(string path, IReadOnlyList<AccessKey> keys)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            PrivateFiles.Write(path, KeyFile.Print(keys), keepMode: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{path}: {e.Message}");
        }
    }
}
