using Analytics.PromQL;
using Analytics.PromQL.Parsing;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Output;

namespace Analytics.Rules.Slo;

/// <summary>
/// The rules of a promise in Sloth's shape (https://sloth.dev, version 0.16), so that boards and habits made for it go on working: error ratios per window, objective,
/// budget and burn rates, and two alerts. Numbers are decimal: 14.4 * 0.001, where Sloth prints 0.0009999999999999432.
/// </summary>
public static class SloRules
{
    private const string WindowLabel = "sloth_window";

    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Three groups: error ratios, facts, alerts; the last only when there is an alert.</summary>
    /// <exception cref="FormatException">A query is no PromQL; <see cref="SloSpecReader"/> has checked that.</exception>
    public static IReadOnlyList<PlainGroup> Of(SloSpec slo) =>
    [
        new($"sloth-slo-sli-recordings-{slo.Id}", [.. Ratios(slo)]) { Interval = slo.Intervals.Ratios },
        new($"sloth-slo-meta-recordings-{slo.Id}", [.. Facts(slo)]) { Interval = slo.Intervals.Facts },
        .. Alerts(slo).ToList() is { Count: > 0 } alerts ? [new PlainGroup($"sloth-slo-alerts-{slo.Id}", alerts) { Interval = slo.Intervals.Alerts }] : (PlainGroup[])[],
    ];

    /// <summary>The error ratio over a window, as a text of PromQL.</summary>
    internal static string Ratio(Sli sli, string window) => sli switch
    {
        EventsSli events => $"({In(events.ErrorQuery, window)})\n/\n({In(events.TotalQuery, window)})",
        RawSli raw => $"({In(raw.ErrorRatioQuery, window)})",
        _ => throw new InvalidOperationException($"unknown SLI {sli.GetType().Name}"),
    };

    private static string In(string query, string window) => query.Replace(SpecReading.Window, window, StringComparison.Ordinal);

    private static IEnumerable<PlainRule> Ratios(SloSpec slo)
    {
        var windows = BurnWindow.All.SelectMany(pair => new[] { pair.Short, pair.Long }).Distinct().Order().Select(Text);
        foreach (var window in windows)
        {
            yield return Record($"slo:sli_error:ratio_rate{window}", Ratio(slo.Sli, window), With(Labels(slo), WindowLabel, window));
        }

        yield return Record(
            $"slo:sli_error:ratio_rate{Period(slo)}",
            $"{OverPeriod(slo, "sum_over_time", "sum_over_time")} / ignoring ({WindowLabel}) {OverPeriod(slo, "count_over_time", "sum_over_time")}",
            With(Labels(slo), WindowLabel, Period(slo)));
    }

    private static string Period(SloSpec slo) => slo.IsCalendarMonth ? "1mo" : $"{slo.PeriodDays}d";

    /// <summary>Sloth knows rolling periods only; the calendar month is walked in hours, as <see cref="ObjectiveRecordings"/> explains.</summary>
    private static string OverPeriod(SloSpec slo, string function, string total)
    {
        var series = Series(slo, "slo:sli_error:ratio_rate5m");
        return slo.IsCalendarMonth
            ? $"{total}(({function}({series}[1h]) and on () (month(vector(time() - 1)) == max(month(timestamp({series} @ end())))))[31d:1h])"
            : $"{function}({series}[{Period(slo)}])";
    }

    private static IEnumerable<PlainRule> Facts(SloSpec slo)
    {
        var labels = Labels(slo);
        var objective = SloSpec.Number(slo.Objective / 100);
        const string join = "/ on (sloth_id, sloth_slo, sloth_service) group_left ()";
        yield return Record("slo:objective:ratio", $"vector({objective})", labels);
        yield return Record("slo:error_budget:ratio", $"vector(1 - {objective})", labels);
        yield return Record("slo:time_period:days", $"vector({slo.PeriodDays})", labels);
        yield return Record("slo:current_burn_rate:ratio", $"{Series(slo, "slo:sli_error:ratio_rate5m")} {join} {Series(slo, "slo:error_budget:ratio")}", labels);
        yield return Record("slo:period_burn_rate:ratio", $"{Series(slo, $"slo:sli_error:ratio_rate{Period(slo)}")} {join} {Series(slo, "slo:error_budget:ratio")}", labels);
        yield return Record("slo:period_error_budget_remaining:ratio", $"1 - {Series(slo, "slo:period_burn_rate:ratio")}", labels);
        yield return Record("sloth_slo_info", "vector(1)", Merge(labels, new Dictionary<string, string>
        {
            ["sloth_mode"] = slo.Origin.Mode,
            ["sloth_objective"] = SloSpec.Number(slo.Objective),
            ["sloth_spec"] = slo.Origin.Version,
            ["sloth_version"] = "analytics",
        }));
    }

    private static IEnumerable<PlainRule> Alerts(SloSpec slo)
    {
        if (slo.Alerting.Page is { } page)
        {
            yield return Burning(slo, page, "page", pages: true);
        }

        if (slo.Alerting.Ticket is { } ticket)
        {
            yield return Burning(slo, ticket, "ticket", pages: false);
        }
    }

    private static PlainRule Burning(SloSpec slo, SloAlert alert, string severity, bool pages)
    {
        var tiers = BurnWindow.All.Where(pair => pair.Pages == pages).Select(pair => $"({Above(slo, pair, pair.Short)} and {Above(slo, pair, pair.Long)})");
        var labels = Merge(slo.Alerting.Labels, alert.Labels);
        var annotations = Merge(
            new Dictionary<string, string>
            {
                ["summary"] = "{{$labels.sloth_service}} {{$labels.sloth_slo}} SLO error budget burn rate is over expected.",
                ["title"] = $"({severity}) {{{{$labels.sloth_service}}}} {{{{$labels.sloth_slo}}}} SLO error budget burn rate is too fast.",
            },
            Merge(slo.Alerting.Annotations, alert.Annotations));
        return new(true, slo.Alerting.Name, Parse(string.Join(" or ", tiers)), With(labels, "sloth_severity", severity), annotations);
    }

    private static string Above(SloSpec slo, BurnWindow pair, TimeSpan window) =>
        $"max({Series(slo, "slo:sli_error:ratio_rate" + Text(window))} > ({SloSpec.Number(pair.Factor(slo.PeriodDays))} * {SloSpec.Number(slo.Budget)})) without ({WindowLabel})";

    private static string Series(SloSpec slo, string name) => Promql.Metric(
        name, LabelMatcher.Equal("sloth_id", slo.Id), LabelMatcher.Equal("sloth_service", slo.Service), LabelMatcher.Equal("sloth_slo", slo.Name)).ToString();

    private static Dictionary<string, string> Labels(SloSpec slo) => Merge(slo.Labels, new Dictionary<string, string>
    {
        ["sloth_id"] = slo.Id,
        ["sloth_service"] = slo.Service,
        ["sloth_slo"] = slo.Name,
    });

    private static PlainRule Record(string name, string expr, IReadOnlyDictionary<string, string> labels) => new(false, name, Parse(expr), labels, Nothing);

    private static Expr Parse(string text) => Parser.Parse(text) is { Expression: { } expr } ? expr : throw new FormatException(Parser.Parse(text).Error!.ToString());

    private static string Text(TimeSpan window) => Duration.From(window).ToString();

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> labels, string name, string value) => new(labels) { [name] = value };

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        var all = new Dictionary<string, string>(first);
        foreach (var (name, value) in second)
        {
            all[name] = value;
        }

        return all;
    }
}
