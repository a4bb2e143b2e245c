using System.Text.RegularExpressions;

namespace Analytics.Catalog;

/// <summary>A contradiction in the catalog.</summary>
/// <param name="Rule">Which rule is broken, in kebab-case.</param>
/// <param name="Subject">The metric, event kind or field that breaks it.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record CatalogProblem(string Rule, string Subject, string Message)
{
    public override string ToString() => $"{Subject}: {Message} [{Rule}]";
}

/// <summary>The catalog's rules about itself, run by <c>analytics check</c> and by a test.</summary>
public static partial class CatalogValidation
{
    /// <summary>All contradictions in a catalog; none in ours.</summary>
    public static IReadOnlyList<CatalogProblem> Validate(CatalogIndex catalog) =>
    [
        .. Duplicates(catalog),
        .. catalog.Events.SelectMany(kind => EventRules(kind, catalog)),
        .. catalog.Metrics.SelectMany(MetricRules),
    ];

    private static IEnumerable<CatalogProblem> Duplicates(CatalogIndex catalog)
    {
        foreach (var group in catalog.Events.GroupBy(kind => kind.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new("duplicate-event", group.Key, $"is declared {group.Count()} times; keep one");
        }

        var series = catalog.Metrics.SelectMany(metric => SeriesNames(metric).Select(name => (Name: name, Metric: metric)));
        foreach (var group in series.GroupBy(pair => pair.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new("duplicate-metric", group.Key, $"is the Prometheus name of {string.Join(" and ", group.Select(pair => pair.Metric.Name))}; rename one");
        }
    }

    private static IEnumerable<CatalogProblem> EventRules(EventKind kind, CatalogIndex catalog)
    {
        if (!EventName().IsMatch(kind.Name))
        {
            yield return new("event-name", kind.Name, "must be category.action in snake_case");
        }

        foreach (var group in kind.Fields.GroupBy(own => own.Field.Path, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new("duplicate-field", kind.Name, $"carries two fields at {group.Key}; keep one");
        }

        foreach (var field in kind.Fields.Select(own => own.Field).Where(field => !LabelName().IsMatch(field.Name)))
        {
            yield return new("field-name", kind.Name, $"field {field.Name} must be snake_case");
        }

        var counters = catalog.Metrics.Count(metric => metric.Kind == MetricKind.Counter && metric.Feeds.Any(feed => feed.Kind == kind && feed.Value is null));
        if (counters != 1)
        {
            yield return new("event-not-counted-once", kind.Name, $"is counted by {counters} metrics; exactly one counter must count its rows");
        }
    }

    private static IEnumerable<CatalogProblem> MetricRules(Metric metric) =>
        NameRules(metric).Concat(OriginRules(metric)).Concat(LabelRules(metric)).Concat(BucketRules(metric));

    private static IEnumerable<CatalogProblem> NameRules(Metric metric)
    {
        var valid = metric.Origin switch
        {
            MetricOrigin.Worker => RecordingName().IsMatch(metric.Name),
            MetricOrigin.Scrape => LabelName().IsMatch(metric.Name.ToLowerInvariant()),
            _ => MetricName().IsMatch(metric.Name),
        };

        if (!valid)
        {
            yield return new("metric-name", metric.Name, metric.Origin == MetricOrigin.Worker
                ? "must be level:metric:operation"
                : "must be dotted snake_case below analytics.<domain>");
        }

        if (!Unit.IsKnown(metric.Unit.Ucum))
        {
            yield return new("bad-unit", metric.Name, $"unit {metric.Unit.Ucum} is not a UCUM code that the catalog knows; use one of Unit's");
        }

        if (string.IsNullOrWhiteSpace(metric.Help) || metric.Help[^1] != '.')
        {
            yield return new("help", metric.Name, "needs a sentence that says what it measures, ended by a full stop");
        }
    }

    private static IEnumerable<CatalogProblem> OriginRules(Metric metric)
    {
        if (metric.Origin == MetricOrigin.Events && metric.Feeds.Count == 0)
        {
            yield return new("nothing-feeds", metric.Name, "nothing feeds it; name an event kind by CountOf or ValueOf, or remove it");
        }

        if (metric.Origin != MetricOrigin.Events && (metric.Feeds.Count > 0 || metric.Source.Length == 0))
        {
            yield return new("nothing-feeds", metric.Name, "must name the job or program that measures it, and no event kinds");
        }

        foreach (var feed in metric.Feeds)
        {
            if (feed.Value is not null && feed.Kind.IndexOf(feed.Value) < 0)
            {
                yield return new("feed-field", metric.Name, $"takes its value from {feed.Value.Path}, which {feed.Kind.Name} does not carry");
            }

            if (feed.Value is not (null or NumberField or MoneyField))
            {
                yield return new("feed-field", metric.Name, $"takes its value from {feed.Value.Path}, which is no number");
            }

            if (feed.Value is null && metric.Kind != MetricKind.Counter)
            {
                yield return new("feed-field", metric.Name, "only a counter can count events; name the field whose values are recorded");
            }

            if (feed.Value is NumberField number && number.Unit != metric.Unit)
            {
                yield return new("feed-unit", metric.Name, $"is in {metric.Unit.Ucum} but {number.Path} is in {number.Unit.Ucum}");
            }
        }
    }

    private static IEnumerable<CatalogProblem> LabelRules(Metric metric)
    {
        foreach (var label in metric.LabelSet.Own)
        {
            if (!LabelName().IsMatch(label.Name) || label.Name is "le" or "job" or "instance" or "origin" or "quantile")
            {
                yield return new("label-name", metric.Name, $"label {label.Name} must be snake_case and none of le, quantile, job, instance, origin");
            }

            if (label.Budget <= 0)
            {
                yield return new("label-budget", metric.Name, $"label {label.Name} has neither a closed set of values nor a budget");
            }

            if (label.Field is { Sensitivity: > Sensitivity.Internal } secret)
            {
                yield return new("label-sensitivity", metric.Name, $"label {label.Name} would publish {secret.Path}, which is {secret.Sensitivity.ToString().ToLowerInvariant()}");
            }

            foreach (var feed in metric.Feeds.Where(feed => label.Field is null || feed.Kind.IndexOf(label.Field) < 0))
            {
                yield return new("label-field", metric.Name, $"label {label.Name} is no field of {feed.Kind.Name}");
            }
        }

        if (metric.MaxSeries > metric.SeriesBudget)
        {
            yield return new("series-budget", metric.Name, $"its labels allow {metric.MaxSeries} series, its budget is {metric.SeriesBudget}; drop a label or raise the budget knowingly");
        }
    }

    private static IEnumerable<CatalogProblem> BucketRules(Metric metric)
    {
        var ascending = metric.Buckets.Zip(metric.Buckets.Skip(1)).All(pair => pair.First < pair.Second);
        if (metric.Kind == MetricKind.Histogram && (metric.Buckets.Count == 0 || !ascending || metric.Buckets.Any(bound => !double.IsFinite(bound))))
        {
            yield return new("buckets", metric.Name, "needs finite bucket bounds in ascending order");
        }
    }

    private static IEnumerable<string> SeriesNames(Metric metric) => metric.Kind == MetricKind.Histogram
        ? [metric.PrometheusName + "_bucket", metric.PrometheusName + "_sum", metric.PrometheusName + "_count"]
        : [metric.PrometheusName];

    [GeneratedRegex("^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$")]
    private static partial Regex EventName();

    [GeneratedRegex("^[a-z_][a-z0-9_]*$")]
    private static partial Regex LabelName();

    [GeneratedRegex("^analytics(\\.[a-z][a-z0-9_]*){2,}$")]
    private static partial Regex MetricName();

    [GeneratedRegex("^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$")]
    private static partial Regex RecordingName();
}
