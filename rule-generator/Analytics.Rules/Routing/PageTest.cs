namespace Analytics.Rules.Routing;

/// <summary>
/// One scenario and all that must follow from it: what is not expected must not happen. Who is told is exact, per receiver; so are what is inhibited and what
/// is muted.
/// </summary>
/// <param name="Name">A sentence.</param>
/// <param name="At">When the alerts fire.</param>
/// <param name="Firing">They fire together.</param>
public sealed record PageTest(string Name, DateTimeOffset At, IReadOnlyList<FiringAlert> Firing)
{
    /// <summary>Where it stands in its file.</summary>
    public Place Place { get; init; }

    /// <summary>Receivers, in the order in which they first hear something, each with the alerts that it is told of.</summary>
    public IReadOnlyList<(string Receiver, IReadOnlyList<string> Alerts)> Told { get; init; } = [];

    /// <summary>Alerts that notify nobody because others fire, with those others.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Inhibited { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Alerts that wait for the end of a silence, with the intervals.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Muted { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Who is called while nobody answers: <c>senior-engineer 15m</c>; null when the test does not say.</summary>
    public IReadOnlyList<string>? Escalates { get; init; }

    /// <summary>What happens otherwise than expected, one sentence each; empty when the test passes.</summary>
    public IReadOnlyList<string> Failures(RoutingPlan plan)
    {
        var verdicts = PageSimulation.Run(plan, Firing, At);
        var own = verdicts.SelectMany(verdict => verdict.Notifications.Where(told => told.Step is null).Select(told => (verdict.Alert, Told: told))).ToList();
        var told = own.Where(pair => pair.Told.MutedBy.Count == 0).OrderBy(pair => pair.Told.After).GroupBy(pair => pair.Told.Receiver.Name, StringComparer.Ordinal)
            .Select(group => $"{group.Key}: {Join(group.Select(pair => pair.Alert.Name))}").ToList();
        var inhibited = verdicts.Where(verdict => verdict.InhibitedBy.Count > 0)
            .Select(verdict => $"{verdict.Alert.Name} by {Join(verdict.InhibitedBy.Select(pair => pair.Source.Name))}");
        var muted = own.Where(pair => pair.Told.MutedBy.Count > 0).Select(pair => $"{pair.Alert.Name} by {Join(pair.Told.MutedBy)}");
        var climbing = verdicts.SelectMany(verdict => verdict.Notifications).Where(told => told.Step is not null && told.MutedBy.Count == 0)
            .Select(told => (told.Step!.After, Text: $"{told.Receiver.Name} {told.Step.After}")).OrderBy(step => step.After).Select(step => step.Text).Distinct(StringComparer.Ordinal);
        return
        [
            .. Differences("told", [.. Told.Select(line => $"{line.Receiver}: {Join(line.Alerts)}")], told, inOrder: true),
            .. Differences("inhibited", [.. Inhibited.Select(line => $"{line.Key} by {Join(line.Value)}")], [.. inhibited.Distinct(StringComparer.Ordinal)]),
            .. Differences("muted", [.. Muted.Select(line => $"{line.Key} by {Join(line.Value)}")], [.. muted.Distinct(StringComparer.Ordinal)]),
            .. Escalates is { } expected ? Differences("escalates", expected, [.. climbing], inOrder: true) : [],
        ];
    }

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Differences(string what, IReadOnlyList<string> expected, IReadOnlyList<string> actual, bool inOrder = false)
    {
        foreach (var missing in expected.Except(actual, StringComparer.Ordinal))
        {
            yield return $"{what}: expected \"{missing}\", which does not happen";
        }

        foreach (var more in actual.Except(expected, StringComparer.Ordinal))
        {
            yield return $"{what}: \"{more}\" was not expected";
        }

        if (inOrder && !expected.SequenceEqual(actual, StringComparer.Ordinal) && expected.ToHashSet(StringComparer.Ordinal).SetEquals(actual))
        {
            yield return $"{what}: expected in the order {string.Join("; ", expected)}, but it is {string.Join("; ", actual)}";
        }
    }
}
