using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.Rules;

namespace Analytics.Cli.Authoring;

/// <summary>`test`: do the alerts fire when they must, and only then.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var root = AuthoringCommands.Root();
        var only = new Argument<string[]>("name") { Description = "Only files whose name contains this, such as GoldenSignals.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("test",
            """
            Run the tests of the rules (alert-rules/*/*.tests.yml) with promtool: input series, a time, and which alerts fire then.
            Exit code 0: all pass; 1: a test fails; 3: promtool is not installed.

            Example:
              ./analytics test GoldenSignals
            """) { only, root };
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

            var findings = await new OfficialTools(folder).TestAsync(files, cancel)
                ?? throw CommandFailure.Unreachable("promtool is neither in .stack/bin nor on PATH", "install it: collector-config/native/install");
            foreach (var finding in findings)
            {
                Console.WriteLine(finding);
            }

            Console.WriteLine($"{files.Count} files: {files.Count - findings.Count} passed, {findings.Count} failed");
            return findings.Count == 0 ? ExitCodes.Ok : ExitCodes.Finding;
        });
        return command;
    }
}
