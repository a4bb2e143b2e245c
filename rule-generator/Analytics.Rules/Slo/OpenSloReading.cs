using System.Globalization;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;
using PromqlParser = Analytics.PromQL.Parsing.Parser;

namespace Analytics.Rules.Slo;

/// <summary>
/// Reads OpenSLO v1 (https://github.com/OpenSLO/OpenSLO): kind SLO with an indicator of its own or one of the file's SLIs, over Prometheus.
/// A query says its range as <c>{{.window}}</c>; where it says none, counters are rated over it and other values looked at every minute.
/// </summary>
internal sealed class OpenSloReading(string file, List<SloSpec> slos, List<Finding> findings) : SpecReading(file, slos, findings)
{
    public const string Version = "openslo/v1";

    private const string Step = "1m";

    /// <summary>All objects of the file together, for an SLO may name an SLI that stands after it.</summary>
    public void Documents(IReadOnlyList<YamlMappingNode> objects)
    {
        var indicators = objects.Where(item => Text(item, "kind") == "SLI").ToLookup(item => Text(Map(item, "metadata"), "name") ?? string.Empty, StringComparer.Ordinal);
        foreach (var item in objects.Where(item => Text(item, "kind") == "SLO"))
        {
            Slo(item, indicators);
        }
    }

    private void Slo(YamlMappingNode root, ILookup<string, YamlMappingNode> indicators)
    {
        var before = Mistakes;
        var (metadata, spec) = (Map(root, "metadata"), Map(root, "spec"));
        if (metadata is null || spec is null)
        {
            Wrong(root, "an SLO needs metadata and spec");
            return;
        }

        var (name, service) = (Required(metadata, "name"), Required(spec, "service"));
        var window = TimeWindow(spec);
        var indicator = IndicatorOf(spec, indicators);
        if (spec.Child("objectives") is not YamlSequenceNode { Children.Count: > 0 } objectives)
        {
            Wrong(spec.Child("objectives") ?? spec, "objectives must be a list of at least one objective");
            return;
        }

        for (var i = 0; i < objectives.Children.Count; i++)
        {
            if (objectives.Children[i] is not YamlMappingNode objective)
            {
                Wrong(objectives.Children[i], "expected a mapping with target");
                continue;
            }

            var percent = objective.Child("targetPercent") is { } given
                ? Percentage(given, objective, 1, "targetPercent must be above 0 and below 100")
                : Percentage(objective.Child("target"), objective, 100, "the target must be a ratio above 0 and below 1, such as 0.999");
            var sli = indicator is null ? null : ReadSli(indicator, objective, Text(spec, "budgetingMethod") ?? "Occurrences");
            if (Mistakes == before)
            {
                var own = objectives.Children.Count == 1 ? name! : string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
                Add(new SloSpec(service!, own, percent!.Value, sli!, Nothing, Alerting(spec, own))
                {
                    PeriodDays = window!.Days, IsCalendarMonth = window.IsCalendar, Origin = new("cli-gen-openslo", Version),
                });
            }
        }
    }

    /// <summary>Which alerts there are is said elsewhere in OpenSLO; an SLO with a policy gets a page and a ticket.</summary>
    private static SloAlerting Alerting(YamlMappingNode spec, string name)
    {
        var alerts = spec.Child("alertPolicies") is YamlSequenceNode { Children.Count: > 0 } ? new SloAlert(Nothing, Nothing) : null;
        return new(string.Concat(name.Split('-', '_', '.', ' ').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + "BudgetBurn", Nothing, Nothing, alerts, alerts);
    }

    private BudgetWindow? TimeWindow(YamlMappingNode spec)
    {
        var node = spec.Child("timeWindow");
        var window = node is YamlSequenceNode { Children.Count: 1 } list ? list.Children[0] as YamlMappingNode : node as YamlMappingNode;
        if (window is null || Required(window, "duration") is not { } duration)
        {
            Wrong(node ?? spec, "timeWindow must be a list of one window with a duration");
            return null;
        }

        if (Text(window, "isRolling") != "true")
        {
            if (duration == "1M")
            {
                return BudgetWindow.CalendarMonth;
            }
        }
        else if (Duration.Parse(duration == "1M" ? "30d" : duration == "1Q" ? "90d" : duration) is { } length && length.Seconds / 86_400 is 28 or 30 or 90)
        {
            return BudgetWindow.Rolling((int)(length.Seconds / 86_400));
        }

        Wrong(window.Child("duration")!, $"a window of {duration} is not supported: rolling 28d, 30d or 90d, or the calendar month (1M)");
        return null;
    }

    private YamlMappingNode? IndicatorOf(YamlMappingNode spec, ILookup<string, YamlMappingNode> indicators)
    {
        if (Map(Map(spec, "indicator"), "spec") is { } inline)
        {
            return inline;
        }

        if (Text(spec, "indicatorRef") is { } name)
        {
            if (Map(indicators[name].FirstOrDefault(), "spec") is { } found)
            {
                return found;
            }

            Wrong(spec.Child("indicatorRef")!, $"the file has no SLI {name}");
            return null;
        }

        Wrong(spec, "an SLO needs an indicator or an indicatorRef");
        return null;
    }

    private Sli? ReadSli(YamlMappingNode indicator, YamlMappingNode objective, string budgeting)
    {
        var sli = Map(indicator, "ratioMetric") is { } ratio ? Ratio(ratio)
            : Map(indicator, "thresholdMetric") is { } threshold ? Threshold(threshold, objective)
            : null;
        if (sli is null || budgeting == "Occurrences")
        {
            if (sli is null && indicator.Child("ratioMetric") is null && indicator.Child("thresholdMetric") is null)
            {
                Wrong(indicator, "expected ratioMetric or thresholdMetric");
            }

            return sli;
        }

        return Slices(SloRules.Ratio(sli, Window), objective, budgeting);
    }

    private Sli? Ratio(YamlMappingNode ratio)
    {
        var counter = Text(ratio, "counter") == "true";
        if (Map(ratio, "raw") is { } raw)
        {
            return Source(raw, counter: false) is not { } query ? null
                : new RawSli(Text(ratio, "rawType") == "success" ? $"1 - ({query})" : query);
        }

        var total = Map(ratio, "total") is { } all ? Source(all, counter) : null;
        var bad = Map(ratio, "bad") is { } failures ? Source(failures, counter) : null;
        var good = bad is null && Map(ratio, "good") is { } successes ? Source(successes, counter) : null;
        if (total is null || (bad ?? good) is null)
        {
            if (ratio.Child("total") is null || ratio.Child("good") is null && ratio.Child("bad") is null)
            {
                Wrong(ratio, "a ratioMetric needs total and one of good and bad, or raw");
            }

            return null;
        }

        return bad is not null ? new EventsSli(bad, total) : new RawSli($"1 - (({good}) / ({total}))");
    }

    private Sli? Threshold(YamlMappingNode metric, YamlMappingNode objective)
    {
        var bad = Text(objective, "op") switch { "lte" => ">", "lt" => ">=", "gte" => "<", "gt" => "<=", _ => null };
        if (bad is null || !double.TryParse(Text(objective, "value"), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            Wrong(objective, "an objective over a thresholdMetric needs op (lte, lt, gte, gt) and a number as value");
            return null;
        }

        return Source(metric, counter: false, whole: true) is { } query
            ? new RawSli(string.Create(CultureInfo.InvariantCulture, $"avg_over_time((({query}) {bad} bool {value})[{Window}:{Step}])"))
            : null;
    }

    /// <summary>The share of slices that are bad, or the mean of the slices' ratios.</summary>
    private Sli? Slices(string ratio, YamlMappingNode objective, string budgeting)
    {
        if (budgeting is not ("Timeslices" or "RatioTimeslices") || Duration.Parse(Text(objective, "timeSliceWindow") ?? Step) is not { } slice || slice <= Duration.Zero)
        {
            Wrong(objective, $"budgetingMethod {budgeting} with this timeSliceWindow is not known: Occurrences, Timeslices or RatioTimeslices");
            return null;
        }

        var each = ratio.Replace(Window, slice.ToString(), StringComparison.Ordinal);
        if (budgeting == "RatioTimeslices")
        {
            return new RawSli($"avg_over_time(({each})[{Window}:{slice}])");
        }

        return Percentage(objective.Child("timeSliceTarget"), objective, 100, "timeSliceTarget must be a ratio above 0 and below 1") is not { } target ? null
            : new RawSli($"avg_over_time((({each}) > bool {SloSpec.Number(1 - target / 100)})[{Window}:{slice}])");
    }

    private string? Source(YamlMappingNode holder, bool counter, bool whole = false)
    {
        if (Map(holder, "metricSource") is not { } source || Map(source, "spec") is not { } spec)
        {
            Wrong(holder, "expected metricSource with spec");
            return null;
        }

        if (Text(source, "type") is { } type && !type.Equals("Prometheus", StringComparison.OrdinalIgnoreCase))
        {
            Wrong(source.Child("type")!, $"{type} is no Prometheus: only its queries can become its rules");
            return null;
        }

        return Query(spec, "query") is not { } query ? null
            : whole || query.Contains(Window, StringComparison.Ordinal) ? query.Replace(Window, Step, StringComparison.Ordinal) is var fixedRange && whole ? fixedRange : query
            : counter ? Rated(query)
            : $"avg_over_time(({query})[{Window}:{Step}])";
    }

    /// <summary>Every selector of an instant becomes its rate over the window.</summary>
    private static string Rated(string query)
    {
        foreach (var span in Instants(PromqlParser.Parse(query).Expression!).Select(selector => selector.Span).OrderByDescending(span => span.Start))
        {
            query = $"{query[..span.Start]}rate({query[span.Start..span.End]}[{Window}]){query[span.End..]}";
        }

        return query;
    }

    private static IEnumerable<VectorSelector> Instants(Expr expr) =>
        expr.DescendantsAndSelf().OfType<VectorSelector>().Except(expr.DescendantsAndSelf().OfType<MatrixSelector>().Select(matrix => matrix.Selector), ReferenceEqualityComparer.Instance).Cast<VectorSelector>();
}
