using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Privacy;

namespace Analytics.Cli.Privacy;

/// <summary>The file of the pseudonym keys, for the commands.</summary>
internal static class PrivacyKeyFile
{
    public const string Variable = "ANALYTICS__PRIVACY__KEYFILE";

    public static Option<FileInfo?> Option() => new("--key-file") { Description = $"The file of the pseudonym keys (default: {Variable}, else the running stack's).", HelpName = "FILE" };

    public static string Find(FileInfo? given) =>
        given?.FullName ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : StackSecrets.Read(StackLayout.Find(stackDir: null)).PrivacyKeyFile);

    /// <exception cref="CommandFailure">The file cannot be read, or is no key file.</exception>
    public static PseudonymKeys Keys(string path) =>
        PseudonymKeys.Parse(Text(path), out var mistakes) ?? throw CommandFailure.Usage($"{path}: {string.Join("; ", mistakes)}", "Mend it, or name another one with --key-file.");

    public static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"the pseudonym keys cannot be read: {e.Message}", $"--key-file FILE or {Variable}.");
        }
    }

    /// <summary>Replaces the file as a whole; its mode stays.</summary>
    public static void Write(string path, string text)
    {
        try
        {
            PrivateFiles.Write(path, text, keepMode: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{path}: {e.Message}");
        }
    }

    /// <summary>A person's raw id, from a file or stdin: on the command line every user of the machine could read it.</summary>
    public static string SubjectOf(string file)
    {
        var id = (file == "-" ? Console.In.ReadToEnd() : Text(file)).Trim('\r', '\n');
        return id.Length > 0 ? id : throw CommandFailure.Usage("the file with the person's id is empty");
    }
}
