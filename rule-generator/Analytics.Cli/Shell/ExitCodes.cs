namespace Analytics.Cli.Shell;

/// <summary>The four answers of every command to the program that called it.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and nothing to report.</summary>
    public const int Ok = 0;

    /// <summary>Done, and there is a finding: a stale file, an unhealthy part, a refused event.</summary>
    public const int Finding = 1;

    /// <summary>The command line or an input file is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A peer (gateway, PostgreSQL, Prometheus, ...) could not be reached.</summary>
    public const int Unreachable = 3;
}
