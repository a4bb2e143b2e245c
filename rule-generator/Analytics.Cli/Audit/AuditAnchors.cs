using Analytics.Cli.Shell;
using Analytics.Cli.Stack;
using Analytics.Intake.Audit;

namespace Analytics.Cli.Audit;

/// <summary>The files that remember the head of the audit log: each writer has its own.</summary>
internal static class AuditAnchors
{
    /// <summary>The anchor of what commands write into the running stack's log; null for another database, which the gateways' anchors watch.</summary>
    public static string? OfCommands(StackLayout layout, string address) =>
        StackPlan.Read(layout)?.PostgresConnectionString == address ? Path.Combine(layout.Data, "cli.audit-anchor") : null;

    /// <summary>The heads that are remembered: in the files given, else in the running stack's. Those know nothing of another database.</summary>
    /// <exception cref="CommandFailure">A file that was named is missing, or is no anchor.</exception>
    public static IReadOnlyList<(string Name, AuditHead Head)> Read(IReadOnlyList<FileInfo> given, string? address)
    {
        var layout = StackLayout.Find(stackDir: null);
        if (given.FirstOrDefault(file => !file.Exists) is { } missing)
        {
            throw CommandFailure.Usage($"{missing}: there is no such anchor");
        }

        string[] files = given.Count > 0 ? [.. given.Select(file => file.ToString())]
            : StackPlan.Read(layout)?.PostgresConnectionString is { } stack && stack != address ? [] : [StackParts.AuditAnchorOf(layout), Path.Combine(layout.Data, "cli.audit-anchor")];
        try
        {
            return [.. files.Select(file => (file, new AuditAnchor(file).Read())).Where(read => read.Item2 is not null).Select(read => (Path.GetFileName(read.file), read.Item2!))];
        }
        catch (InvalidDataException mistake)
        {
            throw CommandFailure.Usage(mistake.Message);
        }
    }
}
