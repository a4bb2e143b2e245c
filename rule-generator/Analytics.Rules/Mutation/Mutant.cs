using Analytics.Rules.Output;

namespace Analytics.Rules.Mutation;

/// <summary>A rule with one mistake in it. Tests that still pass with it would not notice the mistake either.</summary>
/// <param name="Name">The alert.</param>
/// <param name="Change">What was changed, in words.</param>
/// <param name="Rule">The alert, changed.</param>
/// <param name="Groups">All groups of its file, the alert changed.</param>
public sealed record Mutant(string Name, string Change, PlainRule Rule, IReadOnlyList<PlainGroup> Groups)
{
    /// <summary>Every mistake of one step in the alerts of a file, in the order of the file.</summary>
    public static IEnumerable<Mutant> Of(RuleFile file, Links links)
    {
        var groups = PlainGroup.Of(file, links);
        for (var at = 0; at < groups.Count; at++)
        {
            for (var number = 0; number < groups[at].Rules.Count; number++)
            {
                var rule = groups[at].Rules[number];
                foreach (var (words, changed) in rule.IsAlert ? Changes(rule) : [])
                {
                    yield return new Mutant(rule.Name, words, changed, [.. groups.Take(at), With(groups[at], number, changed), .. groups.Skip(at + 1)]);
                }
            }
        }
    }

    private static IEnumerable<(string Words, PlainRule Rule)> Changes(PlainRule rule)
    {
        if (rule.For.Nanoseconds > 0)
        {
            yield return ($"for {rule.For} became none", rule with { For = default });
            yield return ($"for {rule.For} became {rule.For * 10}", rule with { For = rule.For * 10 });
        }

        foreach (var (words, expr) in ExpressionMistakes.Of(rule.Expr))
        {
            yield return (words, rule with { Expr = expr });
        }
    }

    private static PlainGroup With(PlainGroup group, int number, PlainRule rule) => group with { Rules = [.. group.Rules.Select((old, at) => at == number ? rule : old)] };

    public override string ToString() => $"{Name}: {Change}";
}
