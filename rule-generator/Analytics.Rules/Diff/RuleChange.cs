namespace Analytics.Rules.Diff;

/// <summary>What happened to a thing between two editions.</summary>
public enum ChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>One rule that is not what it was.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Before">As it was; null for one that was added.</param>
/// <param name="After">As it is; null for one that was removed.</param>
/// <param name="What">What changed, one sentence each: threshold, <c>for</c>, labels, …; empty for what was added or removed.</param>
public sealed record RuleChange(ChangeKind Kind, EditionRule? Before, EditionRule? After, IReadOnlyList<string> What)
{
    /// <summary>The rule as it is, or was.</summary>
    public EditionRule Rule => After ?? Before!;

    public string Name => Rule.Name;

    public bool IsAlert => Rule.Rule.IsAlert;

    /// <summary>Whether its result can be another than before: not when only words or places changed.</summary>
    public bool ChangesResult => Kind != ChangeKind.Changed || !Before!.Rule.Expr.Equals(After!.Rule.Expr)
        || Before.Rule.For != After.Rule.For || Before.Rule.KeepFiringFor != After.Rule.KeepFiringFor || !RuleDiff.Same(Before.Rule.Labels, After.Rule.Labels);
}

/// <summary>What happened to an SLO, from what happened to its rules.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Name">Its name: the label <c>slo</c> or <c>sloth_slo</c>.</param>
/// <param name="What">What changed in its rules, each sentence once.</param>
/// <param name="Rules">Its rules that changed.</param>
public sealed record SloChange(ChangeKind Kind, string Name, IReadOnlyList<string> What, IReadOnlyList<RuleChange> Rules);
