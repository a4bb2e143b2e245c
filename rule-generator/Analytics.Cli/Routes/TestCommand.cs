using System.CommandLine;
using System.Text.Json;
using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.Cli.Authoring;
using Analytics.Cli.Shell;
using Analytics.Rules;
using Analytics.Rules.Routing;

namespace Analytics.Cli.Routes;

/// <summary>`routes test`: page tests in batch.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Files of page tests (default: alert-rules/**/*.pages.yml).", Arity = ArgumentArity.ZeroOrMore };
        var root = AuthoringCommands.Root();
        var json = AuthoringCommands.Json();
        var command = new Command("test",
            """
            Run page tests: alerts that fire together at a time, and exactly who is told, what is inhibited, what is muted, who is called when nobody
            answers. Nothing is started and nobody is paged. Exit code 0: all pass; 1: a test fails, or its file is wrong (each with its place).

            Examples:
              ./analytics routes test
              ./analytics routes test night.pages.yml --json
            """) { files, root, json };
        command.SetAction(parsed =>
        {
            var book = AlertRuleBook.Default;
            var shapes = book.Shapes(CatalogIndex.Default);
            var (tests, findings) = (0, new List<Finding>());
            foreach (var (name, text) in Sources(parsed.GetValue(files)!, parsed.GetValue(root)))
            {
                var (count, found) = PageTests.Run(text, name, book.Routing!, shapes);
                tests += count;
                findings.AddRange(found);
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { tests, failures = findings.Select(finding => new { rule = finding.Rule, message = finding.Message, file = finding.File, line = finding.Place?.Line, column = finding.Place?.Column }) }));
            }
            else
            {
                findings.ForEach(Console.WriteLine);
                Console.WriteLine($"{tests} page tests: {(findings.Count == 0 ? "all pass" : $"{findings.Count} findings")}");
            }

            return findings.Count == 0 ? ExitCodes.Ok : ExitCodes.Finding;
        });
        return command;
    }

    private static IEnumerable<(string Name, string Text)> Sources(FileInfo[] files, DirectoryInfo? root)
    {
        if (files.Length > 0)
        {
            return files.Select(file => file.Exists ? (file.Name, File.ReadAllText(file.FullName)) : throw CommandFailure.Usage($"{file.Name} does not exist"));
        }

        var folder = Checkout.Find(root);
        return PageTests.Files(folder).Select(file => (file, File.ReadAllText(Path.Combine(folder, file))));
    }
}
