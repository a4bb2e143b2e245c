using System.CommandLine;
using System.Text.Json;
using Analytics.Cli.Shell;
using Analytics.Rules.Output;

namespace Analytics.Cli.Authoring;

/// <summary>`generate`: makes the generated files say what the C# says.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var root = AuthoringCommands.Root();
        var json = AuthoringCommands.Json();
        var command = new Command("generate",
            """
            Write what the C# sources make: rule files, boards, runbook pages, the catalog's page. Only files that changed are written, and
            generated files that nothing makes any more are deleted. Review the diff and commit it together with the source.

            Example:
              ./analytics generate && git diff --stat
            """) { root, json };
        command.SetAction(parsed =>
        {
            var folder = Checkout.Find(parsed.GetValue(root));
            var sets = GeneratedSets.All(folder);
            var drifted = GeneratedTree.Compare(folder, sets);
            GeneratedTree.Write(folder, drifted);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new
                {
                    files = sets.Sum(set => set.Files.Count),
                    changed = drifted.Select(file => new { path = file.Path, change = Verb(file.Drift) }),
                }));
                return ExitCodes.Ok;
            }

            foreach (var file in drifted)
            {
                Console.WriteLine($"{Verb(file.Drift),-8} {file.Path}");
            }

            Console.WriteLine($"{string.Join(", ", sets.Select(set => $"{set.Files.Count} {set.Name}"))}: {(drifted.Count == 0 ? "all up to date" : $"{drifted.Count} changed")}");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Verb(Drift drift) => drift switch
    {
        Drift.Missing => "created",
        Drift.Stale => "updated",
        _ => "deleted",
    };
}
