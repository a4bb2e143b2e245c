using System.Text.Json;
using Analytics.Rules;

namespace Analytics.Cli.Authoring;

/// <summary>Findings on the terminal, or for another program.</summary>
internal static class Findings
{
    /// <summary>One a line, or one JSON object with <c>findings</c>.</summary>
    public static void Print(IReadOnlyList<Finding> findings, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { findings = findings.Select(AsJson) }));
            return;
        }

        foreach (var finding in findings)
        {
            Console.WriteLine(finding);
        }

        Console.WriteLine(findings.Count == 0 ? "no findings" : $"{findings.Count} findings");
    }

    private static object AsJson(Finding finding) => new
    {
        rule = finding.Rule,
        severity = finding.Severity == FindingSeverity.Error ? "error" : "warning",
        message = finding.Message,
        file = finding.File,
        line = finding.Place?.Line,
        column = finding.Place?.Column,
    };
}
