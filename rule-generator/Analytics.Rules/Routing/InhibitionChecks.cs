namespace Analytics.Rules.Routing;

/// <summary>Inhibitions that never happen, and those that would keep quiet what should wake somebody.</summary>
internal static class InhibitionChecks
{
    public static IEnumerable<Finding> Run(RoutingPlan plan, IReadOnlyList<AlertShape> alerts)
    {
        alerts = [.. alerts.Where(alert => !alert.IsRung)];
        foreach (var rule in plan.Inhibitions.Where(rule => !rule.Target.Any(matcher => matcher.Name == AlertLabels.Escalated.Key)))
        {
            var sources = alerts.Where(alert => alert.MayMatch(rule.Source)).ToList();
            var targets = alerts.Where(alert => alert.MayMatch(rule.Target)).ToList();
            if (sources.Count == 0 || targets.Count == 0)
            {
                yield return Error("routing/dead-inhibition",
                    $"\"{rule.Why}\" never happens: no alert can be its {(sources.Count == 0 ? $"source {{{string.Join(", ", rule.Source)}}}" : $"target {{{string.Join(", ", rule.Target)}}}")}");
                continue;
            }

            var pairs = (from source in sources
                         from target in targets
                         where !(source.MustMatch(rule.Target) && target.MustMatch(rule.Source)) && rule.Equal.All(label => source.MayAgree(target, label))
                         select (source, target)).ToList();
            if (pairs.Count == 0)
            {
                yield return Error("routing/dead-inhibition", $"\"{rule.Why}\" never happens: no source and target can be equal in {string.Join(", ", rule.Equal)}");
            }

            if (targets.FirstOrDefault(alert => alert.MayMatch(rule.Source)) is { } both && sources.Any(alert => !alert.MustMatch(rule.Target)))
            {
                yield return Finding.Warning("routing/order-dependent",
                    $"\"{rule.Why}\": {both.Alert.Name} can be source and target. Alertmanager remembers one source for each set of equal labels, so what it keeps quiet depends on which came last; tell the sides apart", RoutingPlan.Path);
            }

            foreach (var (source, target) in pairs.Where(pair => pair.source.Alert.Priority > pair.target.Alert.Priority).Take(1))
            {
                yield return Error("routing/inhibits-upwards",
                    $"\"{rule.Why}\" lets {source.Alert.Name} ({source.Alert.Priority}) silence {target.Alert.Name} ({target.Alert.Priority}), which is more urgent: whoever should be woken would sleep");
            }
        }
    }

    private static Finding Error(string rule, string message) => Finding.Error(rule, message, RoutingPlan.Path);
}
