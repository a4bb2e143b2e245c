using System.CommandLine;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Cli.Shell;
using Analytics.Rules;

namespace Analytics.Cli.Authoring;

/// <summary>`contract`: the event kinds against what was released.</summary>
internal static class ContractCommand
{
    private const string ReleaseFile = "exporters/Analytics.Catalog/release.json";

    public static Command Create() => new("contract", "Hold the event kinds of the catalog against the last release.") { Diff(), Release() };

    /// <summary>For `check`: changes that would break a client of the last release.</summary>
    public static IEnumerable<Finding> Findings(string root)
    {
        if (!File.Exists(Path.Combine(root, ReleaseFile)))
        {
            return [Finding.Error("contract/no-release", "there is no released contract; write it with `analytics contract release`", ReleaseFile)];
        }

        try
        {
            return Changes(root).Where(change => change.Breaks).Select(change => Finding.Error("contract/" + change.Rule, $"{change.Subject}: {change.Message}", ReleaseFile));
        }
        catch (Exception mistake) when (mistake is JsonException or IOException or UnauthorizedAccessException)
        {
            return [Finding.Error("contract/unreadable", $"cannot be read: {mistake.Message}", ReleaseFile)];
        }
    }

    private static Command Diff()
    {
        var root = AuthoringCommands.Root();
        var json = AuthoringCommands.Json();
        var command = new Command("diff",
            """
            Print what changed in the event kinds since the last release, and whether clients of that release would notice. Exit code 1: they would.

            Example:
              ./analytics contract diff
            """) { root, json };
        command.SetAction(parsed =>
        {
            var changes = Read(Checkout.Find(parsed.GetValue(root)));
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { changes = changes.Select(change => new { rule = change.Rule, subject = change.Subject, message = change.Message, breaks = change.Breaks }) }));
            }
            else
            {
                changes.ToList().ForEach(Console.WriteLine);
                Console.WriteLine($"{changes.Count} changes since the release, {changes.Count(change => change.Breaks)} of them breaking");
            }

            return changes.Any(change => change.Breaks) ? ExitCodes.Finding : ExitCodes.Ok;
        });
        return command;
    }

    private static Command Release()
    {
        var root = AuthoringCommands.Root();
        var breaking = new Option<bool>("--breaking") { Description = "Release although clients of the last release would break: only before anybody is one." };
        var command = new Command("release",
            $"""
            Write what the catalog takes now into {ReleaseFile}: from then on `check` holds the catalog against it. Commit it with the release.

            Example:
              ./analytics contract release
            """) { root, breaking };
        command.SetAction(parsed =>
        {
            var folder = Checkout.Find(parsed.GetValue(root));
            var path = Path.Combine(folder, ReleaseFile);
            var changes = File.Exists(path) ? Read(folder) : [];
            if (!parsed.GetValue(breaking) && changes.Where(change => change.Breaks).ToList() is { Count: > 0 } breaks)
            {
                breaks.ForEach(Console.WriteLine);
                throw new CommandFailure(ExitCodes.Finding, $"{breaks.Count} changes would break clients of the last release", "Undo them, or deprecate first; --breaking releases all the same.");
            }

            var contract = ReleasedContract.Of(CatalogIndex.Default);
            File.WriteAllText(path, contract.Print());
            Console.WriteLine($"{ReleaseFile}: {contract.Kinds.Count} kinds, {changes.Count} changes");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static IReadOnlyList<ContractChange> Read(string root)
    {
        try
        {
            return Changes(root);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw CommandFailure.Usage($"{ReleaseFile}: {e.Message}", "./analytics contract release writes it.");
        }
    }

    private static IReadOnlyList<ContractChange> Changes(string root) =>
        ContractEvolution.Compare(ReleasedContract.Parse(File.ReadAllText(Path.Combine(root, ReleaseFile))), ReleasedContract.Of(CatalogIndex.Default));
}
