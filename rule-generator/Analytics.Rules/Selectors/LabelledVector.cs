using Analytics.Catalog;
using Analytics.PromQL;

namespace Analytics.Rules;

/// <summary>An instant vector that still has the labels of its metric: aggregations name them as C# properties.</summary>
public class LabelledVector<TLabels> : InstantVector
    where TLabels : LabelSet
{
    internal LabelledVector(InstantVector vector, TLabels labels)
        : base(vector.Syntax) => Labels = labels;

    internal TLabels Labels { get; }

    /// <summary>The sum of each group, or of everything when no label is named.</summary>
    public InstantVector SumBy(params Func<TLabels, Label>[] labels) => this.Sum().By(Names(labels));

    /// <summary>The mean of each group, or of everything when no label is named.</summary>
    public InstantVector AvgBy(params Func<TLabels, Label>[] labels) => this.Avg().By(Names(labels));

    /// <summary>The smallest of each group, or of everything when no label is named.</summary>
    public InstantVector MinBy(params Func<TLabels, Label>[] labels) => this.Min().By(Names(labels));

    /// <summary>The largest of each group, or of everything when no label is named.</summary>
    public InstantVector MaxBy(params Func<TLabels, Label>[] labels) => this.Max().By(Names(labels));

    /// <summary>The number of series of each group, or of everything when no label is named.</summary>
    public InstantVector CountBy(params Func<TLabels, Label>[] labels) => this.Count().By(Names(labels));

    private string[] Names(ReadOnlySpan<Func<TLabels, Label>> labels) => SeriesConditions.Names(Labels, labels);
}

/// <summary>Matching by labels of the catalog.</summary>
public static class LabelledMatching
{
    /// <summary>Series are partners when these labels are equal.</summary>
    public static MatchedJoin On(this Join join, params ReadOnlySpan<Label> labels) => join.On(Names(labels));

    /// <summary>Series are partners when these labels are equal; none at all: everything is a partner of everything.</summary>
    public static InstantVector On(this SetJoin join, params ReadOnlySpan<Label> labels) => join.On(Names(labels));

    private static string[] Names(ReadOnlySpan<Label> labels)
    {
        var names = new string[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            names[i] = labels[i].Name;
        }

        return names;
    }
}
