using Analytics.Catalog;
using Analytics.PromQL.Syntax;
using LabelSet = Analytics.PromQL.Analysis.LabelSet;

namespace Analytics.Rules.Cost;

/// <summary>
/// How many series a result can have at most, before the first sample exists: the product of what each of its labels can be, by the catalog's closed sets
/// and budgets.
/// </summary>
public sealed class SeriesBound
{
    /// <summary>What is assumed of a label that the catalog does not declare.</summary>
    public const int UnknownLabel = 10;

    private readonly Dictionary<string, int> _sizes;

    public SeriesBound(CatalogIndex catalog)
    {
        _sizes = catalog.Metrics
            .SelectMany(metric => metric.LabelSet.Own)
            .Concat([PlatformLabels.Job, PlatformLabels.Instance])
            .GroupBy(label => label.Name, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Max(label => label.Values?.Count ?? label.Budget), StringComparer.Ordinal);
    }

    /// <summary>Of the catalog that rules and boards are written against.</summary>
    public static SeriesBound Default { get; } = new(CatalogIndex.Default);

    /// <summary>How many values a label can have.</summary>
    public int ValuesOf(string label) => _sizes.GetValueOrDefault(label, UnknownLabel);

    /// <summary>The most series of a result with these labels; <c>topk(5, …)</c> gives no more than 5 for each of its groups.</summary>
    /// <param name="expression">What is evaluated.</param>
    /// <param name="labels">The labels that its series have or may have.</param>
    public long Of(Expr expression, IEnumerable<string> labels) =>
        TopOf(expression) ?? labels.Aggregate(1L, (product, label) => Math.Min(product * ValuesOf(label), long.MaxValue / 1_000_000));

    /// <summary>As the analysis followed its labels: one that a selector fixed has one value.</summary>
    internal long Of(Expr expression, LabelSet? labels) =>
        labels is null ? 1 : Of(expression, labels.Guaranteed.Concat(labels.Possible).Where(label => labels[label].Value is null));

    private long? TopOf(Expr expression) => expression switch
    {
        Aggregation { Operator: Aggregator.TopK or Aggregator.BottomK, Parameter: NumberLiteral k, Grouping: null or { Without: false } } top =>
            (top.Grouping?.Labels ?? []).Aggregate((long)k.Value, (product, label) => product * ValuesOf(label)),
        Paren paren => TopOf(paren.Inner),
        Call { Arguments: [var only] } => TopOf(only),
        _ => null,
    };
}
