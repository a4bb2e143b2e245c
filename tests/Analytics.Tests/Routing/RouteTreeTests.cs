using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules;
using Analytics.Rules.Routing;

namespace Analytics.Tests.Routing;

/// <summary>Matching, the walk through the tree, and inhibition, each rule of Alertmanager's once. That the whole agrees with the real one: Analytics.Integration.Tests.</summary>
public sealed class RouteTreeTests
{
    [Theory]
    [InlineData(MatchOperator.Equal, "", true)] // missing is empty
    [InlineData(MatchOperator.Equal, "x", false)]
    [InlineData(MatchOperator.NotEqual, "x", true)]
    [InlineData(MatchOperator.NotEqual, "", false)]
    [InlineData(MatchOperator.Matches, ".*", true)]
    [InlineData(MatchOperator.Matches, ".+", false)]
    [InlineData(MatchOperator.DoesNotMatch, ".+", true)]
    [InlineData(MatchOperator.DoesNotMatch, "a|", false)]
    public void A_label_that_is_missing_is_an_empty_one(MatchOperator how, string value, bool matches) =>
        Assert.Equal(matches, new LabelMatcher("gone", how, value).Matches(SomeRouting.Labels(("other", "1"))));

    [Theory]
    [InlineData("api|web", "api", true)]
    [InlineData("api|web", "api2", false)] // the whole value
    [InlineData("a.i", "api", true)]
    [InlineData("a.i", "a\ni", false)]
    [InlineData("(?i)API", "api", true)]
    [InlineData("api$", "api\n", false)]
    public void Expressions_match_the_whole_value(string pattern, string value, bool matches) => Assert.Equal(matches, LabelMatcher.Matches("service", pattern).MatchesValue(value));

    [Fact]
    public void Children_come_first_and_the_parent_takes_what_no_child_does()
    {
        var plan = Tree(new Route(Named("parent")) { Matchers = [SomeRouting.Is("a", "1")], Routes = [new Route(Named("child")) { Matchers = [SomeRouting.Is("b", "1")] }] });
        Assert.Equal(["child"], To(plan, ("a", "1"), ("b", "1")));
        Assert.Equal(["parent"], To(plan, ("a", "1")));
        Assert.Equal(["root"], To(plan, ("b", "1"))); // the child is not asked when the parent does not match
    }

    [Fact]
    public void A_route_that_goes_on_lets_its_siblings_have_the_alert_too()
    {
        var plan = Tree(
            new Route(Named("first")) { Matchers = [SomeRouting.Is("a", "1")], Continue = true },
            new Route(Named("second")) { Matchers = [SomeRouting.Is("a", "1")] },
            new Route(Named("third")) { Matchers = [SomeRouting.Is("a", "1")] });
        Assert.Equal(["first", "second"], To(plan, ("a", "1")));
    }

    [Fact]
    public void Pace_and_grouping_are_inherited_and_silence_is_not()
    {
        var child = new Route(Named("child")) { Matchers = [SomeRouting.Is("a", "1")] };
        var plan = new RoutingPlan(new Route(Named("root")) { Routes = [new Route(Named("parent")) { GroupWait = 7.Seconds(), GroupBy = ["x"], Mute = [SomeRouting.Nights], Routes = [child] }] }) { Receivers = [], Source = "" };
        var match = Assert.Single(plan.Match(SomeRouting.Labels(("a", "1"))));
        Assert.Equal((7.Seconds(), Route.Default.GroupInterval, Route.Default.RepeatInterval), (match.GroupWait, match.GroupInterval, match.RepeatInterval));
        Assert.Equal(["x"], match.GroupBy);
        Assert.Empty(match.MutedBy(new DateTimeOffset(2026, 3, 10, 3, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void Outside_of_all_active_intervals_a_route_is_silent()
    {
        var plan = Tree(new Route(Named("night")) { Matchers = [SomeRouting.Is("a", "1")], Active = [SomeRouting.Nights] });
        var match = Assert.Single(plan.Match(SomeRouting.Labels(("a", "1"))));
        Assert.Equal(["outside nights"], match.MutedBy(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero)));
        Assert.Empty(match.MutedBy(new DateTimeOffset(2026, 3, 10, 3, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void Labels_that_both_sides_lack_are_equal()
    {
        var rule = new Inhibition("", [SomeRouting.Is("a", "1")], [SomeRouting.Is("b", "1")], ["zone"]);
        Assert.True(rule.Inhibits(SomeRouting.Labels(("a", "1")), SomeRouting.Labels(("b", "1"))));
        Assert.False(rule.Inhibits(SomeRouting.Labels(("a", "1"), ("zone", "x")), SomeRouting.Labels(("b", "1"))));
        Assert.True(rule.Inhibits(SomeRouting.Labels(("a", "1"), ("zone", "x")), SomeRouting.Labels(("b", "1"), ("zone", "x"))));
    }

    [Fact]
    public void Two_alerts_that_are_both_source_and_target_do_not_silence_each_other()
    {
        var rule = new Inhibition("", [SomeRouting.Is("a", "1")], [SomeRouting.Is("b", "1")], []);
        var both = SomeRouting.Labels(("a", "1"), ("b", "1"));
        Assert.False(rule.Inhibits(both, both));
        Assert.True(rule.Inhibits(SomeRouting.Labels(("a", "1")), both)); // a source that is no target does
        Assert.True(rule.Inhibits(both, SomeRouting.Labels(("b", "1"))));
    }

    [Theory]
    [InlineData(Priority.P0, "5s", "1m", "15m")]
    [InlineData(Priority.P1, "30s", "5m", "1h")]
    [InlineData(Priority.P2, "2m", "20m", "4h")]
    [InlineData(Priority.P3, "12m", "2h", "1d")]
    public void The_pace_follows_from_the_response_time(Priority priority, string wait, string change, string again)
    {
        var pace = NotificationPace.Of(priority);
        Assert.Equal((wait, change, again), (pace.GroupWait.ToString(), pace.GroupInterval.ToString(), pace.RepeatInterval.ToString()));
    }

    private static RoutingPlan Tree(params Route[] routes) => new(new Route(Named("root")) { Routes = routes }) { Receivers = [], Source = "" };

    private static Receiver Named(string name) => new(name, name);

    private static IEnumerable<string> To(RoutingPlan plan, params (string, string)[] labels) => plan.Match(SomeRouting.Labels(labels)).Select(match => match.Receiver.Name);
}
