using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Routing;

/// <summary>
/// While a source fires, targets equal in some labels notify nobody: the cause is told, its symptoms are not. A symptom that is a cause by the same rule is
/// not kept quiet by another of that kind, so no two alerts silence each other.
/// </summary>
/// <param name="Why">In words, for the configuration's comment and for people who ask why they heard nothing.</param>
/// <param name="Source">What fires.</param>
/// <param name="Target">What is kept quiet.</param>
/// <param name="Equal">Labels in which the two must agree; a label that both lack agrees.</param>
public sealed record Inhibition(string Why, IReadOnlyList<LabelMatcher> Source, IReadOnlyList<LabelMatcher> Target, IReadOnlyList<string> Equal)
{
    /// <summary>Whether a firing alert keeps another quiet.</summary>
    public bool Inhibits(IReadOnlyDictionary<string, string> source, IReadOnlyDictionary<string, string> target) =>
        Target.Matches(target) && Source.Matches(source)
        && !(Source.Matches(target) && Target.Matches(source))
        && Equal.All(label => source.GetValueOrDefault(label, string.Empty) == target.GetValueOrDefault(label, string.Empty));
}
