using Analytics.AlertRules.Platform;
using Analytics.PromQL.Parsing;
using Analytics.Rules;
using Analytics.Rules.Mutation;

namespace Analytics.Tests.Rules;

/// <summary>Each mutant has one mistake that people make, and only one.</summary>
public sealed class MutantTests
{
    [Theory]
    [InlineData("x > 5", "x < 5", "x > 50", "x > 0.5")]
    [InlineData("x == 0", "x != 0")]
    [InlineData("sum by (a, b) (x{c=\"d\"})", "sum by (b) (x{c=\"d\"})", "sum by (a) (x{c=\"d\"})", "sum by (a, b) (x)")]
    [InlineData("x{origin=\"\"}[5m]")]
    [InlineData("x > bool 5")]
    [InlineData("rate(x{a=\"b\"}[5m]) and y{a=\"b\",c=\"d\"}", "rate(x{a=\"b\"}[5m]) and y{a=\"b\"}")] // either a="b" is enough
    [InlineData("x{a=\"b\"} and on () y{a=\"b\"}", "x and on () y{a=\"b\"}", "x{a=\"b\"} and on () y")]
    [InlineData("max_over_time(rate(x{a=\"b\"}[5m])[1h:1m]) / -(y <= 2)", "max_over_time(rate(x[5m])[1h:1m]) / -(y <= 2)",
        "max_over_time(rate(x{a=\"b\"}[5m])[1h:1m]) / -(y > 2)", "max_over_time(rate(x{a=\"b\"}[5m])[1h:1m]) / -(y <= 20)", "max_over_time(rate(x{a=\"b\"}[5m])[1h:1m]) / -(y <= 0.2)")]
    public void An_expression_is_wrong_in_one_place(string right, params string[] wrong) =>
        Assert.Equal(wrong.Order(), ExpressionMistakes.Of(Parser.Parse(right).Expression!).Select(change => change.Expr.ToString()!).Order());

    [Fact]
    public void All_alerts_of_a_file_are_changed_and_the_others_left_alone()
    {
        var mutants = Mutant.Of(Databases.File, new Links("", "")).ToList();
        Assert.Equal(Databases.File.Alerts.Select(alert => alert.Name), mutants.Select(mutant => mutant.Name).Distinct());
        Assert.Contains(mutants, mutant => mutant.Change.StartsWith("for ", StringComparison.Ordinal));
        Assert.All(mutants, mutant => Assert.Equal(Databases.File.Rules.Count(), mutant.Groups.Sum(group => group.Rules.Count)));
    }
}
