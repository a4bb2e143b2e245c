using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Routing;

/// <summary>
/// A cause and its symptoms. It becomes one inhibition for each priority that a cause can have, whose targets are no more urgent: a cause that only writes to a
/// channel never silences a symptom that would wake somebody. What keeps an alert quiet keeps the rungs quiet that the escalation ladder makes of it.
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
        var plain = alerts.Where(alert => !alert.IsRung).ToList();
        foreach (var urgency in Enum.GetValues<Priority>())
        {
            var targets = Enum.GetValues<Priority>().Where(other => OnlyLessUrgent ? other > urgency : other >= urgency).ToList();
            IReadOnlyList<LabelMatcher> source = [AlertLabels.Priority.Is(urgency), .. Cause];
            IReadOnlyList<LabelMatcher> target = targets.Count is 0 or 4 ? Symptoms : [AlertLabels.Priority.IsIn(targets), .. Symptoms];
            var hit = plain.Where(alert => alert.MayMatch(target)).ToList();
            if (targets.Count == 0 || hit.Count == 0 || !plain.Any(alert => alert.MayMatch(source)))
            {
                continue;
            }

            yield return new(Why, source, OfAlerts(target), Equal);
            if (target.Any(IsOfName) && alerts.Any(rung => rung.IsRung && hit.Any(alert => alert.Alert.Priority == rung.Alert.Priority)))
            {
                yield return new(Why, source, OfRungs(target), Equal);
            }
        }
    }

    /// <summary>Every alert has another name than some alert, its rungs too: they are told apart.</summary>
    private static IReadOnlyList<LabelMatcher> OfAlerts(IReadOnlyList<LabelMatcher> target) =>
        target.Any(matcher => IsOfName(matcher) && matcher.Operator is MatchOperator.NotEqual or MatchOperator.DoesNotMatch) ? [.. target, AlertLabels.Escalation.IsMissing] : target;

    /// <summary>A rung bears the labels of its alert, but the name stands in another one.</summary>
    private static IReadOnlyList<LabelMatcher> OfRungs(IReadOnlyList<LabelMatcher> target) =>
        [.. target.Select(matcher => IsOfName(matcher) ? matcher with { Name = AlertLabels.Escalated.Key } : matcher), AlertLabels.Escalation.IsThere];

    private static bool IsOfName(LabelMatcher matcher) => matcher.Name == AlertLabels.Name.Key;
}
