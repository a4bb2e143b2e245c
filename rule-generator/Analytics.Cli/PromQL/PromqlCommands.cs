using System.CommandLine;

namespace Analytics.Cli.PromQL;

/// <summary><c>analytics promql parse|format|explain</c></summary>
internal static class PromqlCommands
{
    public static Command Create() => new("promql", "Reads, formats and explains PromQL as Prometheus 3.5 reads it.")
    {
        ParseCommand.Create(),
        FormatCommand.Create(),
        ExplainCommand.Create(),
    };
}
