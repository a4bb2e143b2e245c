using Analytics.PromQL;

namespace Analytics.Rules.Routing;

/// <summary>A route that an alert ends at, with what it inherits filled in.</summary>
/// <param name="Route">The route; its own mute and active intervals hold, never its parents'.</param>
/// <param name="Path">From the root to it, both included.</param>
public sealed record RouteMatch(Route Route, IReadOnlyList<Route> Path)
{
    public Receiver Receiver => Route.Receiver;

    public Duration GroupWait => Nearest(route => route.GroupWait) ?? Route.Default.GroupWait;

    public Duration GroupInterval => Nearest(route => route.GroupInterval) ?? Route.Default.GroupInterval;

    public Duration RepeatInterval => Nearest(route => route.RepeatInterval) ?? Route.Default.RepeatInterval;

    public IReadOnlyList<string> GroupBy => Path.Reverse().Select(route => route.GroupBy).FirstOrDefault(labels => labels is not null) ?? [];

    /// <summary>The labels by which an alert is grouped here, and their values.</summary>
    public IReadOnlyDictionary<string, string> GroupOf(IReadOnlyDictionary<string, string> labels) => GroupBy.Contains(Route.EachAlone) ? labels
        : GroupBy.Where(labels.ContainsKey).ToDictionary(label => label, label => labels[label], StringComparer.Ordinal);

    /// <summary>Which intervals keep the route silent at an instant; empty when it speaks.</summary>
    public IReadOnlyList<string> MutedBy(DateTimeOffset at)
    {
        var muting = Route.Mute.Where(interval => interval.Contains(at)).Select(interval => interval.Name).ToList();
        return muting.Count > 0 || Route.Active.Count == 0 || Route.Active.Any(interval => interval.Contains(at)) ? muting
            : [.. Route.Active.Select(interval => "outside " + interval.Name)];
    }

    private Duration? Nearest(Func<Route, Duration?> setting) => Path.Reverse().Select(setting).FirstOrDefault(value => value is not null);
}

/// <summary>Alertmanager's walk through the tree.</summary>
public static class RouteTree
{
    /// <summary>
    /// Where an alert ends, in the order of the tree: of the children that take it the first, and those after it as long as each goes on; the route itself
    /// when no child takes it. The root takes everything.
    /// </summary>
    public static IReadOnlyList<RouteMatch> Match(this RoutingPlan plan, IReadOnlyDictionary<string, string> labels) => Walk(plan.Root, [plan.Root], labels);

    private static List<RouteMatch> Walk(Route route, IReadOnlyList<Route> path, IReadOnlyDictionary<string, string> labels)
    {
        var found = new List<RouteMatch>();
        foreach (var child in route.Routes)
        {
            if (child.Matchers.Matches(labels))
            {
                found.AddRange(Walk(child, [.. path, child], labels));
                if (!child.Continue)
                {
                    break;
                }
            }
        }

        return found.Count > 0 ? found : [new RouteMatch(route, path)];
    }
}
