using System.CommandLine;
using System.Globalization;
using Analytics.AlertRules;
using Analytics.Cli.Shell;
using Analytics.Rules;

namespace Analytics.Cli.Authoring;

/// <summary>`test`: do the alerts fire when they must, and only then; and would the tests notice a mistake.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var root = AuthoringCommands.Root();
        var mutate = new Option<bool>("--mutate") { Description = "Make one mistake after the other in the alerts, and tell of those that no test notices." };
        var only = new Argument<string[]>("NAME") { Description = "Only files whose name contains this, such as GoldenSignals.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("test",
            """
            Run the tests of the rules (alert-rules/*/*.tests.yml) with promtool: input series, a time, and which alerts fire then.
            With --mutate the tests are tested: a comparison is turned round, a threshold is ten times off, a for, a matcher or a label of by is forgotten.
            Exit code 0: all pass; 1: a test fails, or with --mutate fails before anything was changed; 3: promtool is not installed.

            Examples:
              ./analytics test GoldenSignals
              ./analytics test --mutate Databases
            """) { only, mutate, root };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = Checkout.Find(parsed.GetValue(root));
            var names = parsed.GetValue(only) ?? [];
            var files = Directory.EnumerateFiles(Path.Combine(folder, RuleBook.Room), "*.tests.yml", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
                .Where(file => names.Length == 0 || names.Any(name => file.Contains(name, StringComparison.OrdinalIgnoreCase)))
                .Order(StringComparer.Ordinal).ToList();
            if (files.Count == 0)
            {
                throw CommandFailure.Usage($"no test file has {string.Join(" or ", names)} in its name");
            }

            var tools = new OfficialTools(folder);
            var findings = await tools.TestAsync(files, cancel)
                ?? throw CommandFailure.Unreachable("promtool is neither in .stack/bin nor on PATH", "install it: collector-config/native/install.sh peers");
            foreach (var finding in findings)
            {
                Console.WriteLine(finding);
            }

            Console.WriteLine($"{files.Count} files: {files.Count - findings.Count} passed, {findings.Count} failed");
            if (findings.Count == 0 && parsed.GetValue(mutate))
            {
                await Mutate(folder, tools, [.. AlertRuleBook.Default.Files.Where(file => files.Contains(file.TestPath))], cancel);
            }

            return findings.Count == 0 ? ExitCodes.Ok : ExitCodes.Finding;
        });
        return command;
    }

    private static async Task Mutate(string folder, OfficialTools tools, IReadOnlyList<RuleFile> files, CancellationToken cancel)
    {
        var verdicts = new List<(RuleFile File, bool Noticed)>();
        await foreach (var (file, mutant, noticed) in new MutationRun(folder, tools).RunAsync(files, cancel))
        {
            verdicts.Add((file, noticed));
            if (!noticed)
            {
                Console.WriteLine(Finding.Warning("test/unnoticed", $"no test notices when in {mutant}", file.TestPath));
            }
        }

        foreach (var file in verdicts.GroupBy(verdict => verdict.File))
        {
            Console.WriteLine(Score(file.Key.TestPath, [.. file.Select(verdict => verdict.Noticed)]));
        }

        Console.WriteLine(Score("all", [.. verdicts.Select(verdict => verdict.Noticed)]));
    }

    private static string Score(string name, IReadOnlyList<bool> noticed) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}: {noticed.Count} mistakes, {noticed.Count(seen => seen)} noticed ({100.0 * noticed.Count(seen => seen) / Math.Max(1, noticed.Count):0} %)");
}
