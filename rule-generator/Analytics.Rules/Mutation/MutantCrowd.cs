using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.PromQL.Parsing;
using Analytics.PromQL.Syntax;
using Analytics.Rules.Lint;
using Analytics.Rules.Output;
using Analytics.Rules.Routing;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Mutation;

/// <summary>
/// All mutants of a file side by side under names of their own, so that promtool evaluates the recordings once and not once a mutant; every expectation of
/// the tests is asked once a mutant, with the mutant in the alert's place. A failure names the mutant, for its name stands in the question.
/// </summary>
public static partial class MutantCrowd
{
    private const string Mark = "__mutant";

    /// <summary>Whether the rules of a file do not look at alerts themselves: else mutants would see each other.</summary>
    public static bool Fits(IReadOnlyList<PlainGroup> groups) => groups.SelectMany(group => group.Rules).All(rule => !rule.Expr.ReadsAlerts())
        && groups.SelectMany(group => group.Rules).Where(rule => rule.IsAlert).GroupBy(rule => rule.Name, StringComparer.Ordinal).All(same => same.Count() == 1);

    /// <summary>The groups with the mutants after the rule that each is made from.</summary>
    public static IReadOnlyList<PlainGroup> Groups(IReadOnlyList<PlainGroup> groups, IReadOnlyList<Mutant> mutants)
    {
        var made = mutants.Select((mutant, number) => (mutant.Name, Rule: mutant.Rule with { Name = NameOf(mutant, number) })).ToLookup(pair => pair.Name, pair => pair.Rule, StringComparer.Ordinal);
        return [.. groups.Select(group => group with { Rules = [.. group.Rules.SelectMany(rule => rule.IsAlert ? made[rule.Name].Prepend(rule) : [rule])] })];
    }

    /// <summary>The tests, each expectation that can see an alert once a mutant of it.</summary>
    /// <param name="tests">A file of promtool's tests, which pass.</param>
    /// <param name="mutants">The mutants, in the order of <see cref="Groups"/>.</param>
    public static string Tests(string tests, IReadOnlyList<Mutant> mutants)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(tests));
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        foreach (var test in ((YamlSequenceNode)root.Child("tests")!).Children.Cast<YamlMappingNode>())
        {
            Multiply(test, "promql_expr_test", "expr", mutants, (text, mutant, number) => Asked(Parser.Parse(text).Expression!, mutant.Name, NameOf(mutant, number))?.ToString());
            Multiply(test, "alert_rule_test", "alertname", mutants, (text, mutant, number) => text == mutant.Name ? NameOf(mutant, number) : null);
        }

        var writer = new StringWriter(CultureInfo.InvariantCulture);
        stream.Save(writer, assignAnchors: false);
        return writer.ToString();
    }

    /// <summary>The numbers of the mutants that cannot even be evaluated; before them promtool passes over the expectations.</summary>
    public static IReadOnlySet<int> Failing(string complaint) =>
        Failure().Matches(complaint).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToHashSet();

    /// <summary>The numbers of the mutants that promtool complained of.</summary>
    public static IReadOnlySet<int> Noticed(string complaint) =>
        MutantName().Matches(complaint).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToHashSet();

    private static void Multiply(YamlMappingNode test, string list, string key, IReadOnlyList<Mutant> mutants, Func<string, Mutant, int, string?> ask)
    {
        if (test.Child(list) is not YamlSequenceNode expectations)
        {
            return;
        }

        var asked = new YamlSequenceNode();
        foreach (var expectation in expectations.Children.Cast<YamlMappingNode>())
        {
            for (var number = 0; number < mutants.Count; number++)
            {
                if (ask(((YamlScalarNode)expectation.Child(key)!).Value!, mutants[number], number) is { } question)
                {
                    var copy = new YamlMappingNode(expectation.Children);
                    copy.Children[new YamlScalarNode(key)] = new YamlScalarNode(question);
                    asked.Add(copy);
                }
            }
        }

        test.Children[new YamlScalarNode(list)] = asked;
    }

    /// <summary>The question with a mutant in the alert's place; null when it cannot see the alert.</summary>
    private static Expr? Asked(Expr expr, string alert, string mutant)
    {
        var seen = false;
        var asked = Replace(expr);
        return seen ? asked : null;

        Expr Replace(Expr node)
        {
            if (OfAlerts(node) is not { } selector)
            {
                return node.WithChildren([.. node.Children().ToArray().Select(Replace)]);
            }

            var (named, other) = (selector.Matchers.Where(matcher => matcher.Name == "alertname").ToList(), selector.Matchers.Where(matcher => matcher.Name != "alertname"));
            var others = With(node, new(selector.Name, [.. selector.Matchers, LabelMatcher.NotEqual("alertname", alert), LabelMatcher.DoesNotMatch("alertname", $".*{Mark}.*")], selector.Shift));
            if (!named.All(matcher => matcher.MatchesValue(alert)))
            {
                return others;
            }

            seen = true;
            var own = With(node, new(selector.Name, [.. other, LabelMatcher.Equal("alertname", mutant)], selector.Shift));
            var renamed = new Call(Functions.Find("label_replace")!, [own, new StringLiteral("alertname"), new StringLiteral(alert), new StringLiteral(string.Empty), new StringLiteral(string.Empty)]);
            return new Paren(new Binary(renamed, BinaryOperator.Or, others));
        }
    }

    /// <summary>The selector of alerts that a node is, or that it is a function of a range of.</summary>
    private static VectorSelector? OfAlerts(Expr node) => node switch
    {
        VectorSelector selector when selector.IsOfAlerts() => selector,
        Call call => call.Arguments.OfType<MatrixSelector>().Select(matrix => matrix.Selector).FirstOrDefault(AlertSeries.IsOfAlerts),
        _ => null,
    };

    private static Expr With(Expr node, VectorSelector selector) => node is Call call
        ? call with { Arguments = call.Arguments.Select(argument => argument is MatrixSelector matrix ? matrix with { Selector = selector } : argument).ToValueList() }
        : selector;

    private static string NameOf(Mutant mutant, int number) => string.Create(CultureInfo.InvariantCulture, $"{mutant.Name}{Mark}{number}");

    [GeneratedRegex("rule: [A-Za-z0-9_]*__mutant([0-9]+), time: [^,]*, err: ")]
    private static partial Regex Failure();

    [GeneratedRegex("__mutant([0-9]+)")]
    private static partial Regex MutantName();
}
