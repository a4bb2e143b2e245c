using System.CommandLine;
using Analytics.Cli.Shell;
using Analytics.Dashboards;
using Analytics.Grafana.Lint;
using Analytics.Rules;

namespace Analytics.Cli.Boards;

/// <summary>`boards lint`: holds boards' JSON, ours or somebody else's, to Grafana's schema and to the rules.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Boards as classic JSON.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("lint",
            """
            Hold boards' JSON to the strict schema of Grafana 13 and to the rules of this house (a page for each in rule-generator/Analytics.Grafana/Lint/docs).
            Exit code 0: clean; 1: a finding.

            Example:
              ./analytics boards lint dashboards/Operations/SlaBoard.json
            """) { files };
        command.SetAction(parsed =>
        {
            IReadOnlyList<Finding> findings = [.. parsed.GetValue(files)!.SelectMany(Lint)];
            findings.ToList().ForEach(finding => Console.WriteLine(finding));
            return findings.Count == 0 ? ExitCodes.Ok : ExitCodes.Finding;
        });
        return command;
    }

    private static IReadOnlyList<Finding> Lint(FileInfo file) => file.Exists
        ? BoardLint.Check(File.ReadAllText(file.FullName), file.ToString(), BoardChecks.Surroundings)
        : throw CommandFailure.Usage($"There is no file {file}.");
}
