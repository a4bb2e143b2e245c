using System.CommandLine;

namespace Analytics.Cli.Stack;

/// <summary>Options that the commands of this family share.</summary>
internal static class StackOptions
{
    public static Option<string?> StackDir() => new("--stack-dir")
    {
        Description = "Where the stack lives (default: ANALYTICS_STACK_DIR, else .stack/ in the repository).",
        HelpName = "DIR",
    };

    public static Option<bool> Json() => new("--json") { Description = "One JSON document on standard output, for another program." };
}
