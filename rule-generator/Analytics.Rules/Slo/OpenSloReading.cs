using System.Globalization;
using Analytics.PromQL;
using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Slo;

/// <summary>
/// Reads OpenSLO v1 (https://github.com/OpenSLO/OpenSLO): kind SLO with an indicator of its own or one of the file's SLIs, over Prometheus.
/// How its queries become ratios: <see cref="OpenSloIndicator"/>.
/// </summary>
internal sealed class OpenSloReading(string file, List<SloSpec> slos, HashSet<string> ids, List<Finding> findings) : SpecReading(file, slos, ids, findings)
{
    public const string Version = "openslo/v1";

    private readonly OpenSloIndicator _indicator = new(file, slos, ids, findings);

    /// <summary>All objects of the file together, for an SLO may name an SLI that stands after it.</summary>
    public void Documents(IReadOnlyList<YamlMappingNode> objects)
    {
        var indicators = objects.Where(item => Text(item, "kind") == "SLI").ToLookup(item => Text(Map(item, "metadata"), "name") ?? string.Empty, StringComparer.Ordinal);
        foreach (var item in objects.Where(item => Text(item, "kind") == "SLO"))
        {
            Slo(item, indicators);
        }
    }

    private void Slo(YamlMappingNode root, ILookup<string, YamlMappingNode> indicators)
    {
        var before = Mistakes;
        var (metadata, spec) = (Map(root, "metadata"), Map(root, "spec"));
        if (metadata is null || spec is null)
        {
            Wrong(root, "an SLO needs metadata and spec");
            return;
        }

        var (name, service) = (Name(metadata, "name"), Name(spec, "service"));
        var window = TimeWindow(spec);
        var indicator = IndicatorOf(spec, indicators);
        if (spec.Child("objectives") is not YamlSequenceNode { Children.Count: > 0 } objectives)
        {
            Wrong(spec.Child("objectives") ?? spec, "objectives must be a list of at least one objective");
            return;
        }

        for (var i = 0; i < objectives.Children.Count; i++)
        {
            if (objectives.Children[i] is not YamlMappingNode objective)
            {
                Wrong(objectives.Children[i], "expected a mapping with target");
                continue;
            }

            var percent = objective.Child("targetPercent") is { } given
                ? Percentage(given, objective, 1, "targetPercent must be above 0 and below 100")
                : Percentage(objective.Child("target"), objective, 100, "the target must be a ratio above 0 and below 1, such as 0.999");
            var sli = indicator is null ? null : _indicator.Read(indicator, objective, Text(spec, "budgetingMethod") ?? "Occurrences");
            if (Mistakes == before)
            {
                var own = objectives.Children.Count == 1 ? name! : string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
                Add(new SloSpec(service!, own, percent!.Value, sli!, Nothing, Alerting(spec, own))
                {
                    PeriodDays = window!.Days, IsCalendarMonth = window.IsCalendar, Origin = new("cli-gen-openslo", Version),
                }, objective);
            }
        }
    }

    /// <summary>Which alerts there are is said elsewhere in OpenSLO; an SLO with a policy gets a page and a ticket.</summary>
    private static SloAlerting Alerting(YamlMappingNode spec, string name)
    {
        var alerts = spec.Child("alertPolicies") is YamlSequenceNode { Children.Count: > 0 } ? new SloAlert(Nothing, Nothing) : null;
        return new(string.Concat(name.Split('-', '_', '.', ' ').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + "BudgetBurn", Nothing, Nothing, alerts, alerts);
    }

    private BudgetWindow? TimeWindow(YamlMappingNode spec)
    {
        var node = spec.Child("timeWindow");
        var window = node is YamlSequenceNode { Children.Count: 1 } list ? list.Children[0] as YamlMappingNode : node as YamlMappingNode;
        if (window is null || Required(window, "duration") is not { } duration)
        {
            Wrong(node ?? spec, "timeWindow must be a list of one window with a duration");
            return null;
        }

        if (Text(window, "isRolling") != "true")
        {
            if (duration == "1M")
            {
                return BudgetWindow.CalendarMonth;
            }
        }
        else if (Duration.Parse(duration == "1M" ? "30d" : duration == "1Q" ? "90d" : duration) is { } length && length.Seconds / 86_400 is 28 or 30 or 90)
        {
            return BudgetWindow.Rolling((int)(length.Seconds / 86_400));
        }

        Wrong(window.Child("duration")!, $"a window of {duration} is not supported: rolling 28d, 30d or 90d, or the calendar month (1M)");
        return null;
    }

    private YamlMappingNode? IndicatorOf(YamlMappingNode spec, ILookup<string, YamlMappingNode> indicators)
    {
        if (Map(Map(spec, "indicator"), "spec") is { } inline)
        {
            return inline;
        }

        if (Text(spec, "indicatorRef") is { } name)
        {
            if (Map(indicators[name].FirstOrDefault(), "spec") is { } found)
            {
                return found;
            }

            Wrong(spec.Child("indicatorRef")!, $"the file has no SLI {name}");
            return null;
        }

        Wrong(spec, "an SLO needs an indicator or an indicatorRef");
        return null;
    }
}
