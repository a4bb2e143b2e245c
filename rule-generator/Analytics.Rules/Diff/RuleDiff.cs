using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Diff;

/// <summary>The rules of two editions compared by what they mean. A rule is the same one as before when its name and, where several share it, its labels are.</summary>
public static class RuleDiff
{
    /// <summary>Everything that changed, in the order of files; alerts and recordings alike.</summary>
    public static IReadOnlyList<RuleChange> Of(Edition before, Edition after)
    {
        var changes = new List<RuleChange>();
        foreach (var name in before.Rules.Concat(after.Rules).GroupBy(rule => (rule.Rule.IsAlert, rule.Name)))
        {
            var was = before.Rules.Where(rule => (rule.Rule.IsAlert, rule.Name) == name.Key).ToList();
            var now = after.Rules.Where(rule => (rule.Rule.IsAlert, rule.Name) == name.Key).ToList();
            foreach (var (old, rule) in Pairs(was, now))
            {
                if (What(old, rule) is { Count: > 0 } what)
                {
                    changes.Add(new(ChangeKind.Changed, old, rule, what));
                }
            }

            changes.AddRange(was.Select(rule => new RuleChange(ChangeKind.Removed, rule, null, [])));
            changes.AddRange(now.Select(rule => new RuleChange(ChangeKind.Added, null, rule, [])));
        }

        return [.. changes.OrderBy(change => change.Rule.File, StringComparer.Ordinal).ThenBy(change => change.Rule.Rule.IsAlert ? 0 : 1)];
    }

    /// <summary>The changes of rules that belong to SLOs, by SLO.</summary>
    public static IReadOnlyList<SloChange> Slos(IReadOnlyList<RuleChange> changes, Edition before, Edition after) =>
    [
        .. from slo in changes.Where(change => change.Rule.Slo is not null).GroupBy(change => change.Rule.Slo!)
           orderby slo.Key
           let kind = before.Rules.All(rule => rule.Slo != slo.Key) ? ChangeKind.Added : after.Rules.All(rule => rule.Slo != slo.Key) ? ChangeKind.Removed : ChangeKind.Changed
           select new SloChange(kind, slo.Key, [.. slo.SelectMany(change => change.What).Distinct(StringComparer.Ordinal)], [.. slo]),
    ];

    /// <summary>The names of the recordings whose values can be others than before: those that changed, and those that read them.</summary>
    public static IReadOnlySet<string> TouchedSeries(IReadOnlyList<RuleChange> changes, Edition after)
    {
        var touched = changes.Where(change => !change.IsAlert && change.ChangesResult).Select(change => change.Name).ToHashSet(StringComparer.Ordinal);
        for (var size = -1; size != touched.Count;)
        {
            size = touched.Count;
            touched.UnionWith(after.Rules.Where(rule => !rule.Rule.IsAlert && Reads(rule, touched)).Select(rule => rule.Name));
        }

        return touched;
    }

    /// <summary>Whether a rule selects one of the series.</summary>
    public static bool Reads(EditionRule rule, IReadOnlySet<string> series) =>
        rule.Rule.Expr.Descend().OfType<VectorSelector>().Any(selector => selector.Name is { } name && series.Contains(name));

    internal static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>Takes from both lists the rules that belong together: equal ones first, then those with equal labels, then what is left in turn.</summary>
    private static IEnumerable<(EditionRule Old, EditionRule New)> Pairs(List<EditionRule> was, List<EditionRule> now)
    {
        Func<EditionRule, EditionRule, bool>[] alike =
        [
            (old, rule) => Same(old.Rule.Labels, rule.Rule.Labels) && old.Rule.Expr.Equals(rule.Rule.Expr) && old.File == rule.File,
            (old, rule) => Same(old.Rule.Labels, rule.Rule.Labels) && old.File == rule.File,
            (old, rule) => Same(old.Rule.Labels, rule.Rule.Labels),
            (old, rule) => old.Slo == rule.Slo,
        ];
        foreach (var match in alike)
        {
            foreach (var old in was.ToList())
            {
                if (now.Find(rule => match(old, rule)) is { } found)
                {
                    was.Remove(old);
                    now.Remove(found);
                    yield return (old, found);
                }
            }
        }
    }

    private static IReadOnlyList<string> What(EditionRule before, EditionRule after)
    {
        var (was, now) = (before.Rule, after.Rule);
        return
        [
            .. ExpressionDiff.Of(was.Expr, now.Expr),
            .. was.For == now.For ? (string[])[] : [$"for `{was.For}` → `{now.For}`"],
            .. was.KeepFiringFor == now.KeepFiringFor ? (string[])[] : [$"keep_firing_for `{was.KeepFiringFor}` → `{now.KeepFiringFor}`"],
            .. Texts("label", was.Labels, now.Labels, showValues: true),
            .. Texts("annotation", was.Annotations, now.Annotations, showValues: false),
            .. Equals(before.Interval, after.Interval) ? (string[])[] : [$"interval `{before.Interval?.ToString() ?? "the server's"}` → `{after.Interval?.ToString() ?? "the server's"}`"],
            .. before.File == after.File ? (string[])[] : [$"moved from {before.File} to {after.File}"],
            .. before.File != after.File || before.Group == after.Group ? (string[])[] : [$"moved from the group {before.Group} to {after.Group}"],
        ];
    }

    private static IEnumerable<string> Texts(string what, IReadOnlyDictionary<string, string> was, IReadOnlyDictionary<string, string> now, bool showValues)
    {
        foreach (var name in was.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            var (old, text) = (was.GetValueOrDefault(name), now.GetValueOrDefault(name));
            if (old != text)
            {
                yield return old is null ? $"{what} {name}{(showValues ? $"=`{text}`" : string.Empty)} added"
                    : text is null ? $"{what} {name}{(showValues ? $"=`{old}`" : string.Empty)} removed"
                    : showValues ? $"{what} {name} `{old}` → `{text}`" : $"{what} {name} reworded";
            }
        }
    }
}
