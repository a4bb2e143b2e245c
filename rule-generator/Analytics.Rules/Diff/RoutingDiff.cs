using Analytics.PromQL.Syntax;
using Analytics.Rules.Output;
using Analytics.Rules.Routing;

namespace Analytics.Rules.Diff;

/// <summary>An alert of which others hear, or at another pace, than before.</summary>
/// <param name="Alert">Its name.</param>
/// <param name="Before">Who heard, one sentence each; null when there was no such alert.</param>
/// <param name="After">Who hears; null when there is no such alert any more.</param>
public sealed record PageChange(string Alert, IReadOnlyList<string>? Before, IReadOnlyList<string>? After);

/// <summary>What changed in who hears of what.</summary>
/// <param name="Pages">Alerts that are told otherwise, new and removed ones too.</param>
/// <param name="Rules">Changes of what is muted, kept quiet and reached how, one sentence each.</param>
/// <param name="Unheard">Alerts of which nobody hears any more, or from the start.</param>
public sealed record RoutingChange(IReadOnlyList<PageChange> Pages, IReadOnlyList<string> Rules, IReadOnlyList<string> Unheard);

/// <summary>
/// The routing of two editions compared by what it does: each alert of both is sent through both trees, with the labels that its rule fixes. Labels that only
/// its series have are not known here; page tests hold those.
/// </summary>
public static class RoutingDiff
{
    /// <summary>What changed; an edition without routing tells nobody.</summary>
    public static RoutingChange Of(Edition before, Edition after)
    {
        var (was, now) = (Told(before), Told(after));
        var pages = was.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Select(name => new PageChange(name, was.GetValueOrDefault(name), now.GetValueOrDefault(name)))
            .Where(page => page.Before is null || page.After is null || !page.Before.SequenceEqual(page.After)).ToList();
        return new(pages, [.. Inhibitions(before, after), .. Intervals(before, after), .. Receivers(before, after)], after.Routing is null ? [] : [.. Unheard(after).Except(Unheard(before))]);
    }

    private static Dictionary<string, IReadOnlyList<string>> Told(Edition edition) => edition.Rules.Where(rule => rule.Rule.IsAlert)
        .GroupBy(rule => rule.Name, StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => (IReadOnlyList<string>)[.. same.SelectMany(rule => Matches(edition, rule.Rule).Select(Words)).Distinct(StringComparer.Ordinal)], StringComparer.Ordinal);

    private static IReadOnlyList<RouteMatch> Matches(Edition edition, PlainRule alert) => edition.Routing is { } plan ? plan.Match(LabelsOf(alert)) : [];

    private static Dictionary<string, string> LabelsOf(PlainRule alert) =>
        new(alert.Labels.Where(label => !label.Value.Contains("{{", StringComparison.Ordinal)), StringComparer.Ordinal) { ["alertname"] = alert.Name };

    private static string Words(RouteMatch match) =>
        $"{match.Receiver}{(match.Receiver.Deliveries.Count == 0 ? " (no delivery)" : string.Empty)} after {match.GroupWait}, again {match.RepeatInterval}"
        + (match.Route.Mute.Count == 0 ? string.Empty : $", silent: {string.Join(", ", match.Route.Mute)}")
        + (match.Route.Active.Count == 0 ? string.Empty : $", only: {string.Join(", ", match.Route.Active)}");

    private static IEnumerable<string> Unheard(Edition edition) => edition.Rules
        .Where(rule => rule.Rule.IsAlert && Matches(edition, rule.Rule).All(match => match.Receiver.Deliveries.Count == 0)).Select(rule => rule.Name).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Inhibitions(Edition before, Edition after)
    {
        var (was, now) = (Quiets(before), Quiets(after));
        return was.Keys.Except(now.Keys).Order(StringComparer.Ordinal).Select(rule => $"inhibition removed: {rule}; heard again: {was[rule]}")
            .Concat(now.Keys.Except(was.Keys).Order(StringComparer.Ordinal).Select(rule => $"inhibition added: {rule}; kept quiet: {now[rule]}"));
    }

    /// <summary>Each inhibition in words, and the alerts that it can keep quiet.</summary>
    private static Dictionary<string, string> Quiets(Edition edition)
    {
        var rules = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in edition.Routing?.Inhibitions ?? [])
        {
            var quiet = edition.Rules.Where(alert => alert.Rule.IsAlert && Decided(rule.Target, LabelsOf(alert.Rule))).Select(alert => alert.Name).Distinct(StringComparer.Ordinal).ToList();
            rules[$"`{string.Join(", ", rule.Source)}` ⊣ `{string.Join(", ", rule.Target)}`{(rule.Equal.Count == 0 ? string.Empty : $" with equal {string.Join(", ", rule.Equal)}")}"] =
                quiet.Count == 0 ? "no alert by its own labels" : Some(quiet);
        }

        return rules;
    }

    private static bool Decided(IReadOnlyList<LabelMatcher> matchers, Dictionary<string, string> labels) =>
        matchers.Where(matcher => labels.ContainsKey(matcher.Name)).ToList() is { Count: > 0 } known && known.Matches(labels);

    private static IEnumerable<string> Intervals(Edition before, Edition after) => Named(before.Routing?.Intervals ?? [], after.Routing?.Intervals ?? [], interval => interval.Name, Times, "time interval");

    private static string Times(TimeInterval interval) => string.Join("; ", interval.Spans.Select(span => string.Join(" ",
    [
        .. span.Times.Select(range => $"{range.From / 60:00}:{range.From % 60:00}-{range.Before / 60:00}:{range.Before % 60:00}"),
        .. span.Weekdays.Select(range => range.ToString()), .. span.DaysOfMonth.Select(range => "day " + range), .. span.Months.Select(range => "month " + range),
        .. span.Years.Select(range => "year " + range), span.Location ?? "UTC",
    ])));

    private static IEnumerable<string> Receivers(Edition before, Edition after) => Named(before.Routing?.Receivers ?? [], after.Routing?.Receivers ?? [], receiver => receiver.Name,
        receiver => receiver.Deliveries.Count == 0 ? "boards only" : string.Join(", ", receiver.Deliveries.Select(delivery => delivery.InWords)), "receiver");

    private static IEnumerable<string> Named<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> name, Func<T, string> words, string what)
    {
        var (was, now) = (before.ToDictionary(name, words, StringComparer.Ordinal), after.ToDictionary(name, words, StringComparer.Ordinal));
        foreach (var key in was.Keys.Union(now.Keys).Order(StringComparer.Ordinal).Where(key => was.GetValueOrDefault(key) != now.GetValueOrDefault(key)))
        {
            yield return !was.TryGetValue(key, out var old) ? $"{what} {key} added: {now[key]}"
                : !now.TryGetValue(key, out var text) ? $"{what} {key} removed: {old}"
                : $"{what} {key}: {old} → {text}";
        }
    }

    private static string Some(IReadOnlyList<string> names) => names.Count <= 6 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(5))} and {names.Count - 5} more";
}
