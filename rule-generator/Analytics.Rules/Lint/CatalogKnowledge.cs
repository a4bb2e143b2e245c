using System.Text.RegularExpressions;
using Analytics.Catalog;
using Analytics.PromQL.Analysis;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Output;
using MetricKind = Analytics.PromQL.Analysis.MetricKind;

namespace Analytics.Rules.Lint;

/// <summary>
/// What the catalog and the recordings know of a series by its name, for the analysis of expressions: which labels it has, what they can be, its unit,
/// and whether it only grows. Exact where other tools must ask a live server.
/// </summary>
/// <param name="catalog">The metrics.</param>
/// <param name="recordings">The recordings; what is known of them follows from their expressions.</param>
public sealed partial class CatalogKnowledge(CatalogIndex catalog, IEnumerable<PlainRule> recordings)
{
    private readonly ILookup<string, PlainRule> _recordings = recordings.ToLookup(recording => recording.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, MetricKnowledge?> _metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<PlainRule, MetricKnowledge?> _recorded = new(ReferenceEqualityComparer.Instance);

    public CatalogKnowledge(CatalogIndex catalog, IEnumerable<Recording> recordings)
        : this(catalog, recordings.Select(PlainRule.Of))
    {
    }

    /// <summary>What is known of the series that a selector finds; null for nothing. Of recordings that share a name only those count whose labels it asks for.</summary>
    public MetricKnowledge? Of(VectorSelector selector)
    {
        if (ExpressionAnalysis.NameOf(selector) is not { } name)
        {
            return null;
        }

        if (_recordings.Contains(name))
        {
            var meant = _recordings[name].Where(recording => IsMeant(recording, selector)).ToList();
            return (meant.Count > 0 ? meant : _recordings[name]).Select(OfRecording).OfType<MetricKnowledge>().Aggregate((MetricKnowledge?)null, (all, next) => all is null ? next : Either(all, next));
        }

        if (!_metrics.TryGetValue(name, out var known))
        {
            _metrics[name] = known = OfCatalog(name);
        }

        return known;
    }

    private static bool IsMeant(PlainRule recording, VectorSelector selector) => selector.Matchers.All(matcher =>
        matcher.Operator != MatchOperator.Equal || !recording.Labels.TryGetValue(matcher.Name, out var value) || value == matcher.Value);

    private MetricKnowledge? OfCatalog(string name)
    {
        if (catalog.FindMetric(name) is { } metric)
        {
            return OfMetric(metric, metric.Kind == Catalog.MetricKind.Counter ? MetricKind.Counter : MetricKind.Gauge, metric.Unit.Ucum, []);
        }

        var suffix = HistogramSuffix().Match(name);
        return suffix.Success && catalog.FindMetric(name[..suffix.Index]) is { Kind: Catalog.MetricKind.Histogram } histogram
            ? OfMetric(histogram, MetricKind.Counter, suffix.Value == "_sum" ? histogram.Unit.Ucum : "{observation}", suffix.Value == "_bucket" ? ["le"] : []) with
            {
                Observed = suffix.Value == "_bucket" ? new(histogram.Unit.Ucum, histogram.Buckets[0], histogram.Buckets[^1]) : null,
            }
            : null;
    }

    private static MetricKnowledge OfMetric(Metric metric, MetricKind kind, string unit, string[] more) => new()
    {
        Kind = kind,
        Unit = unit,
        Labels = [.. metric.LabelSet.Own.Select(label => label.Name), .. more, .. metric.Origin == MetricOrigin.Worker ? (string[])[] : ["job", "instance"]],
        OptionalLabels = metric.Origin switch
        {
            MetricOrigin.Events => ["origin"],
            MetricOrigin.Worker => ["job", "instance"],
            _ => [],
        },

        // A scrape configuration may add labels of its own.
        OtherLabels = metric.Origin == MetricOrigin.Scrape,
        Values = metric.LabelSet.Own.Where(label => label.IsClosed).ToDictionary(label => label.Name, label => (IReadOnlyCollection<string>)metric.ValuesOf(label)!, StringComparer.Ordinal),
        Minimum = kind == MetricKind.Counter ? 0 : double.NegativeInfinity,
    };

    private MetricKnowledge? OfRecording(PlainRule recording)
    {
        if (_recorded.TryGetValue(recording, out var known))
        {
            return known;
        }

        _recorded[recording] = null; // a recording that uses itself knows nothing of itself
        var facts = ExpressionAnalysis.Of(recording.Expr, Of).Result;
        return _recorded[recording] = new()
        {
            Kind = facts.Kind == MetricKind.Counter ? MetricKind.Counter : MetricKind.Gauge,
            Unit = facts.Unit?.ToString(),
            Labels = [.. (facts.Labels?.Guaranteed ?? []).Union(recording.Labels.Keys, StringComparer.Ordinal)],
            OptionalLabels = [.. (facts.Labels?.Possible ?? []).Except(recording.Labels.Keys, StringComparer.Ordinal)],
            OtherLabels = facts.Labels is { } labels && labels.Others.Presence != Presence.Impossible,
            Values = recording.Labels.ToDictionary(label => label.Key, label => (IReadOnlyCollection<string>)[label.Value], StringComparer.Ordinal),
        };
    }

    /// <summary>Rules that record one name under different labels, as those of all SLOs do: sure is what is sure of each.</summary>
    private static MetricKnowledge Either(MetricKnowledge one, MetricKnowledge other)
    {
        var always = one.Labels.Intersect(other.Labels, StringComparer.Ordinal).ToList();
        return new()
        {
            Kind = one.Kind == other.Kind ? one.Kind : MetricKind.Gauge,
            Unit = one.Unit == other.Unit ? one.Unit : null,
            Labels = always,
            OptionalLabels = [.. one.Labels.Concat(other.Labels).Concat(one.OptionalLabels).Concat(other.OptionalLabels).Distinct(StringComparer.Ordinal).Except(always, StringComparer.Ordinal)],
            OtherLabels = one.OtherLabels || other.OtherLabels,
            Values = always.Where(label => one.Values.ContainsKey(label) && other.Values.ContainsKey(label))
                .ToDictionary(label => label, label => (IReadOnlyCollection<string>)[.. one.Values[label].Union(other.Values[label], StringComparer.Ordinal)], StringComparer.Ordinal),
        };
    }

    [GeneratedRegex("_(bucket|sum|count)\\z")]
    private static partial Regex HistogramSuffix();
}
