using System.Globalization;
using Analytics.PromQL;
using Analytics.PromQL.Printing;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;
using PromqlParser = Analytics.PromQL.Parsing.Parser;

namespace Analytics.Rules.Slo;

/// <summary>
/// Makes an error ratio of OpenSLO's ways to measure: good, bad and all events, ready ratios, values against a threshold; counted one by one or in slices
/// of time. A query says its range as <c>{{.window}}</c>; where it says none, counters are rated over it and other values looked at every minute.
/// </summary>
internal sealed class OpenSloIndicator(string file, List<SloSpec> slos, HashSet<string> ids, List<Finding> findings) : SpecReading(file, slos, ids, findings)
{
    private const string Step = "1m";

    /// <summary>The indicator as ratio or events; null after a finding.</summary>
    /// <param name="indicator">The spec of an SLI.</param>
    /// <param name="objective">Whose comparison and slices they are.</param>
    /// <param name="budgeting">What the budget counts: Occurrences, Timeslices or RatioTimeslices.</param>
    public Sli? Read(YamlMappingNode indicator, YamlMappingNode objective, string budgeting)
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
        var reading = Text(ratio, "counter") == "true" ? Reading.Counted : Reading.Summed;
        if (Map(ratio, "raw") is { } raw)
        {
            return Source(raw, Reading.Averaged) is not { } query ? null
                : new RawSli(Text(ratio, "rawType") == "success" ? $"1 - ({query})" : query);
        }

        var total = Map(ratio, "total") is { } all ? Source(all, reading) : null;
        var bad = Map(ratio, "bad") is { } failures ? Source(failures, reading) : null;
        var good = bad is null && Map(ratio, "good") is { } successes ? Source(successes, reading) : null;
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

        return Source(metric, Reading.Momentary) is { } query
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

    private string? Source(YamlMappingNode holder, Reading reading)
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

        if (Query(spec, "query") is not { } query)
        {
            return null;
        }

        return reading == Reading.Momentary ? query.Replace(Window, Step, StringComparison.Ordinal)
            : query.Contains(Window, StringComparison.Ordinal) ? query
            : reading == Reading.Counted ? Rated(query)
            : reading == Reading.Summed && PromqlParser.Parse(query).Expression!.Bare() is VectorSelector ? $"avg_over_time((sum({query}))[{Window}:{Step}])"
            : $"avg_over_time(({query})[{Window}:{Step}])";
    }

    /// <summary>Every selector of an instant becomes its rate over the window. One that nothing adds up is added up: bad and all events must meet as one number.</summary>
    private static string Rated(string query)
    {
        foreach (var (selector, summed) in Selectors(PromqlParser.Parse(query).Expression!, summed: false).OrderByDescending(found => found.Selector.Span.Start))
        {
            var rate = $"rate({CanonicalPrinter.Print(new MatrixSelector(selector, new DurationVariable(Window)))})";
            query = $"{query[..selector.Span.Start]}{(summed ? rate : $"sum({rate})")}{query[selector.Span.End..]}";
        }

        return query;
    }

    private static IEnumerable<(VectorSelector Selector, bool Summed)> Selectors(Expr expr, bool summed) => expr switch
    {
        VectorSelector selector => [(selector, summed)],
        MatrixSelector => [],
        _ => expr.Children().ToArray().SelectMany(child => Selectors(child, summed || expr is Aggregation)),
    };

    private enum Reading
    {
        /// <summary>A counter: its rate over the window.</summary>
        Counted,

        /// <summary>A number of events that is no counter: its mean over the window.</summary>
        Summed,

        /// <summary>A ratio: its mean over the window, each series for itself.</summary>
        Averaged,

        /// <summary>A value that is compared each time it is looked at.</summary>
        Momentary,
    }
}
