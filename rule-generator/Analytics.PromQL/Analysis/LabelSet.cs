using System.Collections.Immutable;
using Analytics.PromQL.Syntax;

namespace Analytics.PromQL.Analysis;

/// <summary>Whether the series of a result have a label.</summary>
public enum Presence
{
    /// <summary>No series has it.</summary>
    Impossible,

    /// <summary>Some may.</summary>
    Possible,

    /// <summary>Every series has it, with a value.</summary>
    Guaranteed,
}

/// <summary>What is known of one label of a result.</summary>
/// <param name="Presence">Whether it is there.</param>
/// <param name="Why">The reason, as the second half of a sentence: <c>sum by (job) keeps only job</c>.</param>
/// <param name="Place">What in the source made it so.</param>
/// <param name="Value">Its one value, where a selector fixes it.</param>
public sealed record LabelFact(Presence Presence, string Why, Span Place, string? Value = null);

/// <summary>The labels of a result: what is known of each by name, and of all others. The metric's name is not counted as one.</summary>
public sealed class LabelSet
{
    private readonly ImmutableSortedDictionary<string, LabelFact> _named;

    private LabelSet(ImmutableSortedDictionary<string, LabelFact> named, LabelFact others)
    {
        _named = named;
        Others = others;
    }

    /// <summary>What is known of every label not named.</summary>
    public LabelFact Others { get; }

    /// <summary>What is known of a label.</summary>
    public LabelFact this[string label] => _named.GetValueOrDefault(label, Others);

    /// <summary>Labels that every series has.</summary>
    public IEnumerable<string> Guaranteed => Named(Presence.Guaranteed);

    /// <summary>Labels that series may have; those not named come on top when <see cref="Others"/> are possible.</summary>
    public IEnumerable<string> Possible => Named(Presence.Possible);

    /// <summary>Labels that no series has, though others not named may be there.</summary>
    public IEnumerable<string> Impossible => Others.Presence == Presence.Impossible ? [] : Named(Presence.Impossible);

    /// <summary>Labels named anywhere below, with what became of them.</summary>
    public IEnumerable<KeyValuePair<string, LabelFact>> Known => _named;

    internal static LabelSet Of(LabelFact others) => new(ImmutableSortedDictionary.Create<string, LabelFact>(StringComparer.Ordinal), others);

    internal LabelSet With(string label, LabelFact fact) => label == LabelMatcher.MetricName ? this : new(_named.SetItem(label, fact), Others);

    /// <summary>Only these labels, as they are here.</summary>
    internal LabelSet Only(IEnumerable<string> labels, LabelFact rest)
    {
        var kept = labels.ToHashSet(StringComparer.Ordinal);
        return new LabelSet(_named.Select(l => kept.Contains(l.Key) || l.Value.Presence == Presence.Impossible ? l : new(l.Key, rest))
            .ToImmutableSortedDictionary(StringComparer.Ordinal), rest).WithAll(kept, label => this[label]);
    }

    internal LabelSet Without(IEnumerable<string> labels, LabelFact gone) =>
        WithAll(labels, label => this[label].Presence == Presence.Impossible ? this[label] : gone);

    /// <summary>The labels of series that come from here or from there.</summary>
    internal LabelSet Or(LabelSet other) => Merge(other, (a, b) =>
        a.Presence == b.Presence ? a with { Value = a.Value == b.Value ? a.Value : null }
        : a.Presence == Presence.Possible ? a with { Value = null }
        : b.Presence == Presence.Possible ? b with { Value = null }
        : new LabelFact(Presence.Possible, "only one side of or has it", a.Place));

    /// <summary>The labels of series of this that have a partner with equal labels: what one side knows holds for both.</summary>
    internal LabelSet MatchedWith(LabelSet other, Func<string, bool> isMatched)
    {
        var merged = Merge(other, Stronger);
        return new LabelSet(
            merged._named.Where(l => isMatched(l.Key) || _named.ContainsKey(l.Key)).Select(l => isMatched(l.Key) ? l : new(l.Key, this[l.Key]))
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
            isMatched("") ? merged.Others : Others);
    }

    private static LabelFact Stronger(LabelFact a, LabelFact b) =>
        a.Presence == Presence.Possible || (a.Presence == b.Presence && a.Value is null) ? b : a;

    private LabelSet Merge(LabelSet other, Func<LabelFact, LabelFact, LabelFact> merge)
    {
        var result = Of(merge(Others, other.Others));
        return result.WithAll(_named.Keys.Union(other._named.Keys), label => merge(this[label], other[label]));
    }

    private LabelSet WithAll(IEnumerable<string> labels, Func<string, LabelFact> fact)
    {
        var builder = _named.ToBuilder();
        foreach (var label in labels)
        {
            if (label != LabelMatcher.MetricName)
            {
                builder[label] = fact(label);
            }
        }

        return new LabelSet(builder.ToImmutable(), Others);
    }

    private IEnumerable<string> Named(Presence presence) => _named.Where(l => l.Value.Presence == presence).Select(l => l.Key);
}
