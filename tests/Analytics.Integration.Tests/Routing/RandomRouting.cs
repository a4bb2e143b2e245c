using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Routing;

namespace Analytics.Integration.Tests.Routing;

/// <summary>Plans and labels that nobody would write: few names and values, so that they meet often.</summary>
internal sealed class RandomRouting(int seed)
{
    private static readonly string[] Names = ["a", "b", "c", "d"];
    private static readonly string[] Values = ["x", "y", "z", "xy", ""];
    private static readonly string[] Patterns = ["x|y", ".+", ".*", "x.*", "(y|z)", "[xy]", "", "x|", "(?i)X", ".", "x?y", "[^x]+"];

    private readonly Random _random = new(seed);
    private readonly Receiver[] _receivers = [.. Enumerable.Range(0, 6).Select(number => new Receiver($"r{number}", "nobody") { BoardsOnly = true })];

    /// <summary>Different sets of labels, each with an alert's name.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> AllLabels { get; } =
    [
        .. Enumerable.Range(0, (int)Math.Pow(Values.Length, Names.Length)).Select(number =>
        {
            var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["alertname"] = "n" + number % 3 };
            foreach (var name in Names)
            {
                if (Values[number % Values.Length] is { Length: > 0 } value)
                {
                    labels[name] = value;
                }

                number /= Values.Length;
            }

            return labels;
        }),
    ];

    public RoutingPlan Plan() => new(Tree(new Route(Pick(_receivers)), depth: 3))
    {
        Receivers = _receivers,
        Inhibitions = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(number => new Inhibition($"rule {number}", Matchers(1), Matchers(1), [.. Names.Where(_ => _random.Next(4) == 0)]))],
        Source = "a test",
    };

    private Route Tree(Route route, int depth) => depth == 0 ? route : route with
    {
        Routes = [.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => Tree(new Route(Pick(_receivers)) { Matchers = Matchers(0), Continue = _random.Next(3) == 0, GroupBy = _random.Next(3) == 0 ? [Pick(Names)] : null, GroupWait = 1.Hours() }, depth - 1))],
    };

    private IReadOnlyList<LabelMatcher> Matchers(int least) => [.. Enumerable.Range(0, _random.Next(least, 3)).Select(_ => Matcher())];

    private LabelMatcher Matcher() => (MatchOperator)_random.Next(4) switch
    {
        MatchOperator.Equal => LabelMatcher.Equal(Pick(Names), Pick(Values)),
        MatchOperator.NotEqual => LabelMatcher.NotEqual(Pick(Names), Pick(Values)),
        MatchOperator.Matches => LabelMatcher.Matches(Pick(Names), Pick(Patterns)),
        _ => LabelMatcher.DoesNotMatch(Pick(Names), Pick(Patterns)),
    };

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
