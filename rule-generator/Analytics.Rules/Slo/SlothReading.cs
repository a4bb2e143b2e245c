using Analytics.PromQL;
using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Slo;

/// <summary>Reads Sloth's specifications: <c>prometheus/v1</c>, and its Kubernetes resource <c>PrometheusServiceLevel</c> (sloth.slok.dev/v1).</summary>
internal sealed class SlothReading(string file, int periodDays, List<SloSpec> slos, HashSet<string> ids, List<Finding> findings) : SpecReading(file, slos, ids, findings)
{
    public const string Plain = "prometheus/v1";

    public const string Resource = "sloth.slok.dev/v1";

    private const string PluginsRefused = "plugins are Go programs of Sloth, which nothing else can run";

    public void Document(YamlMappingNode root, string version)
    {
        var spec = root;
        var origin = new SpecOrigin("cli-gen-prom", Plain);
        if (version == Resource)
        {
            if (Map(root, "spec") is not { } inner)
            {
                Wrong(root.Child("spec") ?? root, "spec is missing");
                return;
            }

            spec = inner;
            var metadata = Map(root, "metadata");
            origin = new("cli-gen-k8s", Resource) { Name = Text(metadata, "name"), Namespace = Text(metadata, "namespace") };
        }

        var service = Name(spec, "service");
        var labels = Texts(spec, "labels");
        if (Map(spec, "slo_plugins") is { } plugins)
        {
            Wrong(plugins, PluginsRefused);
        }

        if (spec.Child("slos") is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            Wrong(spec.Child("slos") ?? spec, "slos must be a list of at least one SLO");
            return;
        }

        foreach (var item in list.Children)
        {
            if (item is YamlMappingNode slo)
            {
                Slo(slo, service ?? "?", labels, origin);
            }
            else
            {
                Wrong(item, "expected a mapping with name, objective, sli and alerting");
            }
        }
    }

    private void Slo(YamlMappingNode node, string service, Dictionary<string, string> labels, SpecOrigin origin)
    {
        var before = Mistakes;
        var name = Name(node, "name") ?? "?";
        var objective = Percentage(node.Child("objective"), node, 1, "the objective must be a percentage above 0 and below 100, such as 99.9");
        var sli = Map(node, "sli") is { } mapping ? ReadSli(mapping) : null;
        if (sli is null && Mistakes == before)
        {
            Wrong(node.Child("sli") ?? node, $"{name} has no sli");
        }

        if (Map(node, "plugins") is { } plugins)
        {
            Wrong(plugins, PluginsRefused);
        }

        var all = new Dictionary<string, string>(labels, StringComparer.Ordinal);
        foreach (var (key, value) in Texts(node, "labels"))
        {
            all[key] = value;
        }

        var alerting = Alerting(node, name);
        var intervals = Intervals(Map(node, "interval"));
        if (Mistakes == before)
        {
            Add(new SloSpec(service, name, objective!.Value, sli!, all, alerting) { PeriodDays = periodDays, Origin = origin, Intervals = intervals }, node);
        }
    }

    private Sli? ReadSli(YamlMappingNode node)
    {
        if (node.Child("events") is not null && node.Child("raw") is { } second)
        {
            Wrong(second, "expected either events or raw, not both");
            return null;
        }

        if (Map(node, "events") is { } events)
        {
            var (errors, total) = (Windowed(events, "error_query", "errorQuery"), Windowed(events, "total_query", "totalQuery"));
            return errors is null || total is null ? null : new EventsSli(errors, total);
        }

        if (Map(node, "raw") is { } raw)
        {
            return Windowed(raw, "error_ratio_query", "errorRatioQuery") is { } ratio ? new RawSli(ratio) : null;
        }

        Wrong(node, node.Child("plugin") is null ? "expected events or raw" : $"{PluginsRefused}; write the queries as events or raw");
        return null;
    }

    /// <summary>Sloth refuses a query without the window too: its value would be the same over five minutes and over three days.</summary>
    private string? Windowed(YamlMappingNode node, string name, string other)
    {
        var query = Query(node, name, other);
        if (query is null || query.Contains(Window, StringComparison.Ordinal))
        {
            return query;
        }

        Wrong(node.Child(name) ?? node.Child(other)!, $"{name} does not say its range as {Window}, so it would be the same over every window");
        return null;
    }

    private SloAlerting Alerting(YamlMappingNode slo, string name)
    {
        var node = Map(slo, "alerting") ?? new YamlMappingNode();
        var (page, ticket) = (Alert(node, "page_alert", "pageAlert"), Alert(node, "ticket_alert", "ticketAlert"));
        var alert = Text(node, "name");
        if (alert is null && (page ?? ticket) is not null)
        {
            Wrong(slo.Child("alerting") ?? slo, $"{name} does not say what its alerts are called: write alerting.name, or disable page_alert and ticket_alert");
        }

        return new(alert ?? name, Texts(node, "labels"), Texts(node, "annotations"), page, ticket);
    }

    private SloAlert? Alert(YamlMappingNode node, string name, string other) => (Map(node, name) ?? Map(node, other)) is not { } alert
        ? new(Nothing, Nothing)
        : string.Equals(Text(alert, "disable"), "true", StringComparison.OrdinalIgnoreCase) ? null : new(Texts(alert, "labels"), Texts(alert, "annotations"));

    private SloIntervals Intervals(YamlMappingNode? node)
    {
        var all = Interval(node, "all");
        return new(Interval(node, "slierror") ?? all, Interval(node, "metadata") ?? all, Interval(node, "alert") ?? all);
    }

    private Duration? Interval(YamlMappingNode? node, string key)
    {
        var interval = Time(node, key);
        if (interval is { } given && given <= Duration.Zero)
        {
            Wrong(node!.Child(key)!, $"{key} must be longer than nothing");
        }

        return interval;
    }
}
