using Analytics.PromQL.Parsing;
using Analytics.Rules.Diff;

namespace Analytics.Tests.Rules.Diff;

/// <summary>What a reviewer reads of a changed expression.</summary>
public sealed class ExpressionDiffTests
{
    [Theory]
    [InlineData("rate(x{a=\"1\",b=\"2\"}[5m]) > 5", "(rate(x{b='2', a='1'}[5m])) > 5.0")]
    [InlineData("x > 5", "x > 7", "threshold `5` → `7`")]
    [InlineData("x * 5", "x * 7", "number `5` → `7`")]
    [InlineData("x > 5", "x >= 5", "operator `>` → `>=`")]
    [InlineData("rate(x[5m]) > 5", "rate(x[10m]) > 6", "range `[5m]` → `[10m]`", "threshold `5` → `6`")]
    [InlineData("max_over_time(x[1h:1m])", "max_over_time(x[1h:5m])", "range `[1h:1m]` → `[1h:5m]`")]
    [InlineData("sum by (a) (x)", "sum by (a, b) (x)", "grouping `by (a)` → `by (a, b)`")]
    [InlineData("sum(x)", "sum without (b) (x)", "grouping `by ()` → `without (b)`")]
    [InlineData("x{a=\"1\"}", "x{a=\"2\",b=\"3\"}", "matcher `a=\"1\"` → `a=\"2\"` of x", "matcher `b=\"3\"` of x added")]
    [InlineData("x{a=\"1\"}", "x", "matcher `a=\"1\"` of x removed")]
    [InlineData("x", "x offset 1d", "`x` → `x offset 1d`")]
    [InlineData("sum(x) > 5", "max(x) > 5", "`sum(x)` → `max(x)`")]
    [InlineData("x > 5", "x > 5 and on (job) up == 1", "added: `and on (job) up == 1`")]
    [InlineData("x > 5 unless y", "x > 5", "removed: `unless y`")]
    [InlineData("a / b > 1", "c / b > 1", "`a` → `c`")]
    public void Says_what_is_different_and_nothing_of_layout(string before, string after, params string[] words) =>
        Assert.Equal(words, ExpressionDiff.Of(Parser.Parse(before).Expression!, Parser.Parse(after).Expression!));
}
