using System.CommandLine;
using System.Text.Json;
using Analytics.AlertRules;
using Analytics.Catalog;
using Analytics.Cli.Shell;
using Analytics.Dashboards;
using Analytics.Rules;
using Analytics.Rules.Lint;
using Analytics.Rules.Output;
using Analytics.Rules.Routing;

namespace Analytics.Cli.Authoring;

/// <summary>`check`: everything that can be known about rules, boards and catalog without running them.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var root = AuthoringCommands.Root();
        var json = AuthoringCommands.Json();
        var command = new Command("check",
            """
            Check what the C# sources make and what is committed: generated files that are stale, missing or orphaned; contradictions in the catalog;
            event kinds that a client of the last release could no longer send (`analytics contract`);
            rules whose names, templates, runbooks or metrics cannot be right; routing that forgets
            somebody, and page tests that fail; and, when promtool and amtool are in .stack/bin or on PATH, their verdict on the rule files and on
            collector-config. Exit code 0: clean (warnings allowed); 1: an error was found.

            Examples:
              ./analytics check
              ./analytics check --json | jq -r '.findings[] | "\(.file): \(.message)"'
            """) { root, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = Checkout.Find(parsed.GetValue(root));
            var tools = new OfficialTools(folder);
            var official = await tools.CheckAsync(cancel);
            IReadOnlyList<Finding> findings = [.. Own(folder), .. official];
            return parsed.GetValue(json) ? PrintJson(findings, tools) : Print(findings, tools);
        });
        return command;
    }

    /// <summary>What this program finds by itself in a checkout, without promtool and amtool.</summary>
    internal static IEnumerable<Finding> Own(string folder) =>
    [
        .. GeneratedTree.Findings(GeneratedTree.Compare(folder, GeneratedSets.All(folder))),
        .. CatalogValidation.Validate(CatalogIndex.Default).Select(problem => Finding.Error("catalog/" + problem.Rule, $"{problem.Subject}: {problem.Message}", "exporters/Analytics.Catalog")),
        .. ContractCommand.Findings(folder),
        .. RuleBookChecks.Run(AlertRuleBook.Default, CatalogIndex.Default, folder),
        .. BoardChecks.Findings(),
        .. AlertRuleBook.Default.Routing is { } routing ? PageTests.Run(folder, routing, AlertRuleBook.Default.Shapes(CatalogIndex.Default)) : [],
        .. from file in AlertRuleBook.Default.Files
           from alert in file.Alerts
           where BoardIndex.All.All(board => board.Board.Uid != alert.Dashboard)
           select Finding.Error("alert/unknown-board", $"{alert.Name} sends people to the board {alert.Dashboard}, which does not exist", file.Path),
    ];

    private static int PrintJson(IReadOnlyList<Finding> findings, OfficialTools tools)
    {
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            errors = findings.Count(IsError),
            warnings = findings.Count(finding => !IsError(finding)),
            findings = findings.Select(finding => new
            {
                rule = finding.Rule,
                severity = IsError(finding) ? "error" : "warning",
                message = finding.Message,
                file = finding.File,
                line = finding.Place?.Line,
                column = finding.Place?.Column,
            }),
            tools = tools.Verdicts.Select(verdict => new { name = verdict.Tool, path = verdict.Path, checkedWhat = verdict.What }),
        }));
        return findings.Any(IsError) ? ExitCodes.Finding : ExitCodes.Ok;
    }

    private static int Print(IReadOnlyList<Finding> findings, OfficialTools tools)
    {
        foreach (var finding in findings)
        {
            Console.WriteLine(finding);
        }

        foreach (var verdict in tools.Verdicts)
        {
            Console.WriteLine(verdict.Path is null
                ? $"{verdict.Tool} is not installed: {verdict.What} not checked by it (install: collector-config/native/install.sh)"
                : $"{verdict.Tool}: {verdict.What} checked");
        }

        var errors = findings.Count(IsError);
        Console.WriteLine($"{AlertRuleBook.Default.Alerts.Count()} alerts, {AlertRuleBook.Default.Recordings.Count()} recordings: {errors} errors, {findings.Count - errors} warnings");
        return errors > 0 ? ExitCodes.Finding : ExitCodes.Ok;
    }

    private static bool IsError(Finding finding) => finding.Severity == FindingSeverity.Error;
}
