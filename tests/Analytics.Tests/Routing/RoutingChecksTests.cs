using Analytics.Catalog;
using Analytics.PromQL.Syntax;
using Analytics.Rules;
using Analytics.Rules.Routing;

namespace Analytics.Tests.Routing;

/// <summary>One seeded mistake each, and the finding that names it.</summary>
public sealed class RoutingChecksTests
{
    private static readonly RoutingPlan Plan = SomeRouting.Plan;

    [Fact]
    public void What_is_right_has_no_finding() => Assert.Empty(Run(Plan));

    [Fact]
    public void A_route_that_nobody_receives() => Finds("routing/nobody-receives", "nobody receives what the route {priority=\"P0\"} routes",
        With(new Route(new Receiver("empty", "nobody")) { Matchers = [AlertLabels.Priority.Is(Priority.P0)] }) with { Receivers = [SomeRouting.Default, SomeRouting.Others, new Receiver("empty", "nobody")] });

    [Fact]
    public void A_receiver_that_means_to_reach_nobody_says_so()
    {
        var boards = new Receiver("boards", "nobody") { BoardsOnly = true };
        Assert.Empty(Run(With(new Route(boards) { Matchers = [AlertLabels.Priority.Is(Priority.P0)] }) with { Receivers = [SomeRouting.Default, SomeRouting.Others, boards] }));
    }

    [Fact]
    public void A_receiver_that_no_route_uses() => Finds("routing/unused-receiver", "no route leads to the receiver spare", Plan with { Receivers = [.. Plan.Receivers, SomeRouting.Channel("spare")] });

    [Fact]
    public void A_route_to_a_receiver_that_is_not_declared() => Finds("routing/unknown-receiver", "a route leads to on-call", Plan with { Receivers = [SomeRouting.Default, SomeRouting.Others] });

    [Fact]
    public void Two_receivers_of_one_name() => Finds("routing/duplicate-receiver", "two receivers are called on-call", Plan with { Receivers = [.. Plan.Receivers, SomeRouting.OnCall] });

    [Fact]
    public void An_alert_that_reaches_only_the_default_receiver() => Finds("routing/falls-through", "Mild (team platform, P3) reaches only the default receiver default",
        With(new Route(SomeRouting.OnCall) { Matchers = [AlertLabels.Priority.Is(Priority.P0)] }, new Route(SomeRouting.Others) { Matchers = [AlertLabels.Priority.Is(Priority.P1)], Mute = [SomeRouting.Nights] }));

    [Fact]
    public void An_alert_may_reach_the_default_receiver_on_purpose() => Assert.Empty(Run(
        With(new Route(SomeRouting.OnCall) { Matchers = [AlertLabels.Priority.Is(Priority.P0)] }, new Route(SomeRouting.Others) { Matchers = [AlertLabels.Priority.Is(Priority.P1)], Mute = [SomeRouting.Nights] })
            with { Unrouted = [SomeRouting.Mild] }));

    [Fact]
    public void A_mute_interval_that_does_not_exist() => Finds("routing/unknown-interval", "muted by the time interval nights, which the plan does not declare", Plan with { Intervals = [] });

    [Fact]
    public void A_time_zone_that_does_not_exist()
    {
        var far = new TimeInterval("far", new TimeSpans { Location = "Mars/Olympus" });
        Finds("routing/unknown-time-zone", "Mars/Olympus is no time zone",
            With(new Route(SomeRouting.OnCall) { Matchers = [AlertLabels.Priority.Is(Priority.P0)] }, new Route(SomeRouting.Others) { Matchers = [AlertLabels.Priority.IsNot(Priority.P0)], Mute = [far] }) with { Intervals = [far] });
    }

    [Fact]
    public void An_inhibition_whose_source_is_no_alert() => Finds("routing/dead-inhibition", "never happens: no alert can be its source {signal=\"eror\"}", Inhibits([AlertLabels.Signal.Is("eror")], [AlertLabels.Name.Is(SomeRouting.Bad)]));

    [Fact]
    public void An_inhibition_whose_target_is_no_alert() => Finds("routing/dead-inhibition", "no alert can be its target", Inhibits([AlertLabels.Name.Is(SomeRouting.Worse)], [AlertLabels.Team.Is(new Team("sales", ""))]));

    [Fact]
    public void An_inhibition_whose_sides_can_never_be_equal() => Finds("routing/dead-inhibition", "no source and target can be equal in service", Inhibits([AlertLabels.Name.Is(SomeRouting.Worse)], [AlertLabels.Name.Is(SomeRouting.Mild)], "service"));

    [Fact]
    public void An_inhibition_of_an_alert_by_itself() => Finds("routing/dead-inhibition", "never happens", Inhibits([AlertLabels.Name.Is(SomeRouting.Worse)], [AlertLabels.Name.Is(SomeRouting.Worse)]));

    [Fact]
    public void An_inhibition_that_would_let_somebody_sleep() => Finds("routing/inhibits-upwards", "lets Bad (P1) silence Worse (P0)", Inhibits([AlertLabels.Name.Is(SomeRouting.Bad)], [AlertLabels.Name.Is(SomeRouting.Worse)], "service"));

    [Fact]
    public void An_inhibition_whose_outcome_depends_on_the_order_of_arrival() =>
        Assert.Contains(Run(Inhibits([AlertLabels.Signal.Is("errors")], [AlertLabels.Name.IsIn(SomeRouting.Bad, SomeRouting.Mild)])), finding => finding.Rule == "routing/order-dependent" && finding.Severity == FindingSeverity.Warning);

    [Fact]
    public void A_matcher_on_a_label_that_no_alert_carries() => Finds("routing/unknown-label", "the route {prioriti=\"P0\"} looks at the label prioriti, which no alert carries",
        With(new Route(SomeRouting.OnCall) { Matchers = [LabelMatcher.Equal("prioriti", "P0")] }, new Route(SomeRouting.Others) { Matchers = [AlertLabels.Team.Is(SomeRouting.Platform)], Mute = [SomeRouting.Nights] }));

    [Fact]
    public void Grouping_by_a_label_that_no_alert_carries() => Finds("routing/unknown-label", "the grouping of the route to default looks at the label cluster", Plan with { Root = Plan.Root with { GroupBy = ["alertname", "cluster"] } });

    [Fact]
    public void A_label_that_scrapes_add_is_known_where_nothing_is_known_of_the_metric() => Assert.DoesNotContain(
        RoutingChecks.Run(Plan with { Root = Plan.Root with { GroupBy = ["zone"] } }, Scraped(Plan with { ScrapeLabels = ["zone"] })), finding => finding.Message.Contains("zone", StringComparison.Ordinal));

    [Fact]
    public void A_route_that_an_earlier_one_hides() => Finds("routing/unreachable-route", "no alert can reach the route {priority=\"P3\"}",
        With([.. Plan.Root.Routes, new Route(SomeRouting.OnCall) { Matchers = [AlertLabels.Priority.Is(Priority.P3)] }]));

    [Fact]
    public void A_ladder_that_leads_nowhere() => Finds("routing/ladder", "the ladder calls cto, but no route leads there", Plan with { Ladder = [new EscalationStep(SomeRouting.Worse, Priority.P0, SomeRouting.Channel("cto"))] });

    [Fact]
    public void Mail_without_a_relay()
    {
        var mailed = new Receiver("mailed", "by mail") { Deliveries = [new MailTo("a@example.com", SomeRouting.Secret)] };
        Finds("routing/no-mail-relay", "mail to a@example.com has no relay", With(new Route(mailed) { Matchers = [AlertLabels.Priority.Is(Priority.P0)] }) with { Receivers = [SomeRouting.Default, SomeRouting.Others, mailed] });
    }

    private static RoutingPlan With(params Route[] routes) => Plan with { Root = Plan.Root with { Routes = routes.Length == 1 ? [routes[0], Plan.Root.Routes[1]] : routes } };

    private static RoutingPlan Inhibits(IReadOnlyList<LabelMatcher> source, IReadOnlyList<LabelMatcher> target, params string[] equal) => Plan with { Inhibitions = [new("seeded", source, target, equal)] };

    private static IReadOnlyList<Finding> Run(RoutingPlan plan) => RoutingChecks.Run(plan, SomeRouting.Book(plan).Shapes(CatalogIndex.Default));

    private static IReadOnlyList<AlertShape> Scraped(RoutingPlan plan) => new RuleBook(
        [new RuleFile(typeof(SomeRouting), new RuleGroup("some", new Alert("Down", ExternalMetrics.Up.Series().EqualTo(0)) { Priority = Priority.P0, Team = SomeRouting.Platform, Signal = "s", Summary = "s", Description = "d" }))])
    {
        Links = new Links("", ""), Routing = plan,
    }.Shapes(CatalogIndex.Default);

    private static void Finds(string rule, string message, RoutingPlan plan)
    {
        var found = Run(plan);
        Assert.Contains(found, finding => finding.Rule == rule && finding.Message.Contains(message, StringComparison.Ordinal) && finding.Severity == FindingSeverity.Error);
    }
}
