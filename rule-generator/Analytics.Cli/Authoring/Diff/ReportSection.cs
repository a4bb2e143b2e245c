using System.Globalization;
using Analytics.PromQL;
using Analytics.Rules.Backtest;
using Analytics.Rules.Diff;

namespace Analytics.Cli.Authoring.Diff;

/// <summary>A thing and what is to say of it.</summary>
internal sealed record ReportItem(string Lead, IReadOnlyList<string> Details);

/// <summary>A part of the report; without items it is left out.</summary>
internal sealed record ReportSection(string Title, IReadOnlyList<ReportItem> Items)
{
    /// <summary>The report in the order in which a reviewer asks.</summary>
    public static IReadOnlyList<ReportSection> Of(ChangeReport report) =>
    [
        .. new ReportSection[]
        {
            new("Findings", [.. report.Findings.Select(finding => new ReportItem(finding.ToString(), []))]),
            new("Alerts", [.. report.Alerts.Select(Item), .. report.Indirect.Select(name => new ReportItem($"indirectly: {name}", ["reads a recording that changed"]))]),
            new("SLOs", [.. report.Slos.Select(slo => new ReportItem($"{Word(slo.Kind)}: {slo.Name} ({Count(slo.Rules.Count, "rule")})", slo.Kind == ChangeKind.Changed ? Some(slo.What) : []))]),
            new("Recordings", [.. report.Recordings.Select(Item)]),
            new("Who is paged", [.. report.Routing.Pages.Select(page => new ReportItem(page.Alert, [$"before: {Heard(page.Before)}", $"now: {Heard(page.After)}"])), .. report.Routing.Rules.Select(rule => new ReportItem(rule, []))]),
            new("Would have fired", [.. (report.Replayed ?? []).Select(Item)]),
            new("Cost", Cost(report.Cost)),
            new("Boards", [.. report.Boards.Select(board => new ReportItem($"{board.Title} ({board.Path})", Some([.. board.What, .. board.Reading.Select(panel => $"shows a changed recording: {panel}")])))]),
        }.Where(section => section.Items.Count > 0),
    ];

    /// <summary>The whole change in one line.</summary>
    public static string Summary(ChangeReport report)
    {
        var parts = new List<string>();
        foreach (var (what, changes) in new[] { ("alert", report.Alerts.Select(change => change.Kind)), ("SLO", report.Slos.Select(slo => slo.Kind)), ("recording", report.Recordings.Select(change => change.Kind)) })
        {
            parts.AddRange(changes.GroupBy(kind => kind).OrderBy(same => same.Key).Select(same => $"{Count(same.Count(), what)} {Word(same.Key)}"));
        }

        if (report.Routing.Pages.Count > 0)
        {
            parts.Add($"{Count(report.Routing.Pages.Count, "alert")} heard otherwise");
        }

        if (report.Boards.Count > 0)
        {
            parts.Add($"{Count(report.Boards.Count, "board")} touched");
        }

        return parts.Count == 0 ? "Nothing that people or Prometheus would notice." : string.Join(", ", parts) + ".";
    }

    private static ReportItem Item(RuleChange change) => new(
        $"{Word(change.Kind)}: {change.Name} ({change.Rule.File})",
        change.Kind == ChangeKind.Changed ? change.What
            : [$"`{change.Rule.Rule.Expr}`{(change.Rule.Rule.For.Nanoseconds > 0 ? $" for `{change.Rule.Rule.For}`" : string.Empty)}"]);

    private static ReportItem Item(ReplayDelta delta) => new(delta.Name, [$"before: {Words(delta.Before)}", $"now: {Words(delta.After)}"]);

    internal static string Words(ReplayedAlert? replayed) => replayed switch
    {
        null => "no such alert",
        { Problem: { } problem } => $"cannot be replayed: {problem}",
        { Firings: 0 } => "never",
        _ => $"{Count(replayed.Firings, "time")} on {replayed.Series} series, {Length(replayed.Total)} together, {Length(replayed.Longest)} at most",
    };

    private static string Length(TimeSpan time) => Duration.From(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds))).ToString();

    private static IReadOnlyList<ReportItem> Cost(CostDiff cost) => cost.Series.Before == cost.Series.After && cost.Firing.Before == cost.Firing.After && cost.Dearest.Count == 0 ? [] :
    [
        new($"{cost.Recordings.Before} → {cost.Recordings.After} recordings write at most {Number(cost.Series)} series", []),
        new($"{cost.Alerts.Before} → {cost.Alerts.After} alerts can fire at most {Number(cost.Firing)} times at once", []),
        .. cost.Dearest.Take(5).Select(rule => new ReportItem($"{rule.Name}: {Number((rule.Before, rule.After))}", [])),
    ];

    private static string Number((long Before, long After) counts) =>
        string.Create(CultureInfo.InvariantCulture, $"{counts.Before} → {counts.After}{(counts.After == counts.Before ? string.Empty : $" ({counts.After - counts.Before:+0;-0})")}");

    private static string Heard(IReadOnlyList<string>? told) => told is null ? "no such alert" : told.Count == 0 ? "nobody" : string.Join("; ", told);

    private static IReadOnlyList<string> Some(IReadOnlyList<string> lines) => lines.Count <= 8 ? lines : [.. lines.Take(7), $"and {lines.Count - 7} more"];

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    internal static string Word(ChangeKind kind) => kind.ToString().ToLowerInvariant();
}
