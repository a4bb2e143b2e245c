using System.Text.RegularExpressions;
using Analytics.Catalog;
using Analytics.PromQL.Analysis;
using MetricKind = Analytics.PromQL.Analysis.MetricKind;

namespace Analytics.Rules.Lint;

/// <summary>
/// What the catalog and the recordings know of a series by its name, for the analysis of expressions: which labels it has, what they can be, its unit,
/// and whether it only grows. Exact where other tools must ask a live server.
/// </summary>
/// <param name="catalog">The metrics.</param>
/// <param name="recordings">The recordings; what is known of them follows from their expressions.</param>
public sealed partial class CatalogKnowledge(CatalogIndex catalog, IEnumerable<Recording> recordings)
{
    private readonly ILookup<string, Recording> _recordings = recordings.ToLookup(recording => recording.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, MetricKnowledge?> _known = new(StringComparer.Ordinal);

    /// <summary>What is known of a name; null for nothing.</summary>
    public MetricKnowledge? Of(string name)
    {
        if (!_known.TryGetValue(name, out var known))
        {
            _known[name] = null; // a recording that uses itself knows nothing of itself
            _known[name] = known = Find(name);
        }

        return known;
    }

    private MetricKnowledge? Find(string name)
    {
        if (_recordings.Contains(name))
        {
            return _recordings[name].Select(OfRecording).Aggregate(Either);
        }

        if (catalog.FindMetric(name) is { } metric)
        {
            return OfMetric(metric, metric.Kind == Catalog.MetricKind.Counter ? MetricKind.Counter : MetricKind.Gauge, metric.Unit.Ucum, []);
        }

        var suffix = HistogramSuffix().Match(name);
        return suffix.Success && catalog.FindMetric(name[..suffix.Index]) is { Kind: Catalog.MetricKind.Histogram } histogram
            ? OfMetric(histogram, MetricKind.Counter, suffix.Value == "_sum" ? histogram.Unit.Ucum : "{observation}", suffix.Value == "_bucket" ? ["le"] : [])
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

    private MetricKnowledge OfRecording(Recording recording)
    {
        var facts = ExpressionAnalysis.Of(recording.Expr.Syntax, Of).Result;
        return new()
        {
            Kind = facts.Kind == MetricKind.Counter ? MetricKind.Counter : MetricKind.Gauge,
            Unit = facts.Unit?.ToString(),
            Labels = [.. facts.Labels!.Guaranteed, .. recording.Labels.Keys],
            OptionalLabels = [.. facts.Labels.Possible],
            OtherLabels = facts.Labels.Others.Presence != Presence.Impossible,
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
        };
    }

    [GeneratedRegex("_(bucket|sum|count)\\z")]
    private static partial Regex HistogramSuffix();
}
