using System.CommandLine;

namespace Analytics.Cli.Access;

/// <summary>`access`: who may ask the gateway what.</summary>
internal static class AccessCommand
{
    public static Command Create(TimeProvider clock) => new("access", "Make keys for the gateway, take them back, list them, try one.")
    {
        GrantCommand.Create(clock),
        RevokeCommand.Create(clock),
        AccessListCommand.Create(clock),
        VerifyCommand.Create(clock),
    };

    public static Option<FileInfo?> File() => new("--key-file")
    {
        Description = $"The gateway's key file (default: {KeyFileEditor.Variable}, else the running stack's).",
        HelpName = "FILE",
    };

    public static Option<bool> Json() => new("--json") { Description = "One JSON document on standard output, for another program." };
}
