using Analytics.Catalog;
using Analytics.PromQL;
using Analytics.PromQL.Syntax;
using Analytics.Rules;
using Analytics.Rules.Routing;

namespace Analytics.Tests.Routing;

/// <summary>A small plan over a few alerts: what is right, for tests to break one thing of.</summary>
internal static class SomeRouting
{
    public static readonly Team Platform = new("platform", "everything");

    public static readonly SecretFile Secret = new("slack.url", "an address");

    public static readonly Receiver Default = Channel("default");

    public static readonly Receiver OnCall = Channel("on-call");

    public static readonly Receiver Others = Channel("others");

    public static readonly TimeInterval Nights = new("nights", new TimeSpans { Times = [MinuteRange.Hours(0, 6)] });

    /// <summary>P0, with the label <c>service</c>.</summary>
    public static readonly Alert Worse = Make("Worse", Priority.P0, PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy(l => l.Service) > 100);

    /// <summary>P1, with the label <c>service</c>.</summary>
    public static readonly Alert Bad = Make("Bad", Priority.P1, PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy(l => l.Service) > 10);

    /// <summary>P3, without labels of its own.</summary>
    public static readonly Alert Mild = Make("Mild", Priority.P3, PlatformMetrics.ApiRequests.Rate(5.Minutes()).SumBy() > 1, "traffic");

    public static RoutingPlan Plan => new(new Route(Default)
    {
        Routes =
        [
            new Route(OnCall) { Matchers = [AlertLabels.Priority.Is(Priority.P0)] },
            new Route(Others) { Matchers = [AlertLabels.Priority.IsNot(Priority.P0)], Mute = [Nights] },
        ],
    })
    {
        Receivers = [Default, OnCall, Others],
        Intervals = [Nights],
        Inhibitions = [new("the worse is told", [AlertLabels.Name.Is(Worse)], [AlertLabels.Name.Is(Bad)], ["service"])],
        Source = "Some.Routing",
    };

    public static RuleBook Book(RoutingPlan plan) => new([new RuleFile(typeof(SomeRouting), new RuleGroup("some", Worse, Bad, Mild))])
    {
        Links = new Links("", "http://localhost:3000"),
        Routing = plan,
    };

    public static Receiver Channel(string name) => new(name, name) { Deliveries = [new SlackChannel("#" + name, Secret)] };

    public static Dictionary<string, string> Labels(params (string Name, string Value)[] labels) => labels.ToDictionary(label => label.Name, label => label.Value, StringComparer.Ordinal);

    public static LabelMatcher Is(string name, string value) => LabelMatcher.Equal(name, value);

    private static Alert Make(string name, Priority priority, InstantVector expr, string signal = "errors") =>
        new(name, expr) { Priority = priority, Team = Platform, Signal = signal, Summary = "s", Description = "d" };
}
