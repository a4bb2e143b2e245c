using System.CommandLine;
using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.Cli.Shell;
using Analytics.Rules;
using Analytics.Rules.Lint;

namespace Analytics.Cli.Authoring;

/// <summary>`lint`: rule files that others wrote.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Rule files, or PrometheusRule resources.", Arity = ArgumentArity.OneOrMore };
        var json = AuthoringCommands.Json();
        var command = new Command("lint",
            """
            Look at rule files in YAML: their shape, their PromQL, and what labels, units and kinds of metrics say about it (a rate of a gauge, a dead join).
            Exit code 0: no error (warnings allowed); 1: an error was found.

            Example:
              ./analytics lint rules/*.yml
            """) { files, json };
        command.SetAction(parsed =>
        {
            var findings = new List<Finding>();
            foreach (var file in parsed.GetValue(files)!)
            {
                var (text, wrong) = SourceFile.Read(file, "rules");
                findings.AddRange(wrong is not null ? [wrong] : RuleFileLint.Run(text, file.Name, CatalogIndex.Default, AlertRuleBook.Default.Recordings));
            }

            Findings.Print(findings, parsed.GetValue(json));
            return findings.Any(finding => finding.Severity == FindingSeverity.Error) ? ExitCodes.Finding : ExitCodes.Ok;
        });
        return command;
    }
}
