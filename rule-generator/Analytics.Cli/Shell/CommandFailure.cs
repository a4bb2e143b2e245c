namespace Analytics.Cli.Shell;

/// <summary>An expected failure on its way to the terminal: what is wrong and where, what to do about it, and the exit code.</summary>
internal sealed class CommandFailure(int exitCode, string problem, string? remedy = null) : Exception(problem)
{
    public int ExitCode { get; } = exitCode;

    public string? Remedy { get; } = remedy;

    public static CommandFailure Usage(string problem, string? remedy = null) => new(ExitCodes.Usage, problem, remedy);

    public static CommandFailure Unreachable(string problem, string? remedy = null) => new(ExitCodes.Unreachable, problem, remedy);
}
