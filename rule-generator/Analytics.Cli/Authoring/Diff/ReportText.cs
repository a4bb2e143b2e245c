using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Rules;
using Analytics.Rules.Backtest;
using Analytics.Rules.Diff;

namespace Analytics.Cli.Authoring.Diff;

/// <summary>The report for a terminal, for a comment on a pull request, for a program.</summary>
internal static class ReportText
{
    /// <summary>A section with more is folded in a comment.</summary>
    private const int LongSection = 12;

    public static string Plain(ChangeReport report)
    {
        var text = new StringBuilder(ReportSection.Summary(report)).Append('\n');
        foreach (var section in ReportSection.Of(report))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{section.Title}\n");
            foreach (var item in section.Items)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {item.Lead}\n");
                item.Details.ToList().ForEach(detail => text.Append(CultureInfo.InvariantCulture, $"      {detail}\n"));
            }
        }

        return text.ToString();
    }

    public static string Markdown(ChangeReport report)
    {
        var text = new StringBuilder("## What this change does\n\n").Append(ReportSection.Summary(report)).Append('\n');
        foreach (var section in ReportSection.Of(report))
        {
            var isLong = section.Items.Count > LongSection;
            text.Append(isLong ? $"\n<details><summary><b>{section.Title}</b> ({section.Items.Count})</summary>\n\n" : $"\n### {section.Title}\n\n");
            foreach (var item in section.Items)
            {
                text.Append("- ").Append(Bold(item.Lead, item.Details.Count > 0)).Append('\n');
                item.Details.ToList().ForEach(detail => text.Append("  - ").Append(detail).Append('\n'));
            }

            text.Append(isLong ? "\n</details>\n" : string.Empty);
        }

        return text.ToString();
    }

    public static string Json(ChangeReport report) => JsonSerializer.Serialize(
        new
        {
            summary = ReportSection.Summary(report),
            findings = report.Findings.Select(finding => new { rule = finding.Rule, severity = finding.Severity == FindingSeverity.Error ? "error" : "warning", message = finding.Message, file = finding.File }),
            alerts = report.Alerts.Select(Rule),
            recordings = report.Recordings.Select(Rule),
            slos = report.Slos.Select(slo => new { slo = slo.Name, change = ReportSection.Word(slo.Kind), what = slo.What, rules = slo.Rules.Select(Rule) }),
            indirect = report.Indirect,
            pages = report.Routing.Pages.Select(page => new { alert = page.Alert, before = page.Before, after = page.After }),
            routing = report.Routing.Rules,
            cost = new
            {
                series = new { before = report.Cost.Series.Before, after = report.Cost.Series.After },
                firing = new { before = report.Cost.Firing.Before, after = report.Cost.Firing.After },
                rules = report.Cost.Dearest.Select(rule => new { name = rule.Name, before = rule.Before, after = rule.After }),
            },
            boards = report.Boards.Select(board => new { path = board.Path, title = board.Title, what = board.What, reading = board.Reading, broken = board.Broken }),
            replayed = report.Replayed?.Select(delta => new { alert = delta.Name, before = Replayed(delta.Before), after = Replayed(delta.After) }),
        },
        Indented);

    private static object Rule(RuleChange change) => new
    {
        name = change.Name,
        change = ReportSection.Word(change.Kind),
        file = change.Rule.File,
        what = change.What,
        before = change.Before?.Rule.Expr.ToString(),
        after = change.After?.Rule.Expr.ToString(),
    };

    private static object? Replayed(ReplayedAlert? replayed) => replayed is null ? null : new
    {
        firings = replayed.Firings,
        series = replayed.Series,
        totalSeconds = replayed.Total.TotalSeconds,
        longestSeconds = replayed.Longest.TotalSeconds,
        problem = replayed.Problem,
    };

    private static string Bold(string lead, bool bold) => bold ? $"**{lead}**" : lead;

    internal static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
