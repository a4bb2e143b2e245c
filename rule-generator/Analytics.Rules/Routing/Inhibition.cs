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

/// <summary>
/// A cause and its symptoms. It becomes one inhibition for each priority that a cause can have, whose targets are no more urgent: a cause that only writes to a
/// channel never silences a symptom that would wake somebody.
/// </summary>
/// <param name="Why">In words.</param>
/// <param name="Cause">What fires.</param>
/// <param name="Symptoms">What is kept quiet.</param>
public sealed record Correlation(string Why, IReadOnlyList<LabelMatcher> Cause, IReadOnlyList<LabelMatcher> Symptoms)
{
    /// <summary>Labels in which cause and symptom must agree.</summary>
    public IReadOnlyList<string> Equal { get; init; } = [];

    /// <summary>Only symptoms less urgent than the cause: the worse of two tellings of one thing.</summary>
    public bool OnlyLessUrgent { get; init; }

    /// <summary>The inhibitions, for the alerts there are.</summary>
    public IEnumerable<Inhibition> Expand(IReadOnlyList<AlertShape> alerts)
    {
        foreach (var urgency in Enum.GetValues<Priority>())
        {
            var targets = Enum.GetValues<Priority>().Where(other => OnlyLessUrgent ? other > urgency : other >= urgency).ToList();
            IReadOnlyList<LabelMatcher> source = [AlertLabels.Priority.Is(urgency), .. Cause];
            IReadOnlyList<LabelMatcher> target = targets.Count is 0 or 4 ? Symptoms : [AlertLabels.Priority.IsIn(targets), .. Symptoms];
            if (targets.Count > 0 && alerts.Any(alert => alert.MayMatch(source)) && alerts.Any(alert => alert.MayMatch(target)))
            {
                yield return new(Why, source, target, Equal);
            }
        }
    }
}
