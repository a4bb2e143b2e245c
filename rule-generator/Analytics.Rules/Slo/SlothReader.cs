using System.Globalization;
using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;
using PromqlParser = Analytics.PromQL.Parsing.Parser;

namespace Analytics.Rules.Slo;

/// <summary>Reads Sloth's specifications: <c>prometheus/v1</c>, and its Kubernetes resource <c>PrometheusServiceLevel</c>, one or more documents in a file.</summary>
public static class SlothReader
{
    /// <summary>Larger files are refused before they are read: nobody writes one.</summary>
    public const int LongestFile = YamlSource.LongestFile;

    /// <summary>The promises, or what is wrong with the file and where.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for findings.</param>
    /// <param name="periodDays">How long budgets last: 28, 30 or 90 days.</param>
    public static (IReadOnlyList<SloSpec> Slos, IReadOnlyList<Finding> Findings) Read(string text, string file, int periodDays = 30)
    {
        var (documents, wrong) = YamlSource.Load(text, file, "slo");
        if (wrong is not null)
        {
            return ([], [wrong]);
        }

        var slos = new List<SloSpec>();
        var findings = new List<Finding>();
        foreach (var document in documents)
        {
            new Reading(file, periodDays, slos, findings).Document(document);
        }

        foreach (var repeated in slos.GroupBy(slo => slo.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            findings.Add(Finding.Error("slo/duplicate", $"{repeated.Key} is declared {repeated.Count()} times", file));
        }

        if (slos.Count == 0 && findings.Count == 0)
        {
            findings.Add(Finding.Error("slo/empty", "the file declares no SLO", file));
        }

        return (slos, findings);
    }

    private sealed class Reading(string file, int periodDays, List<SloSpec> slos, List<Finding> findings)
    {
        public void Document(YamlNode node)
        {
            if (node is not YamlMappingNode root)
            {
                Wrong(node, "expected a mapping with version, service and slos");
                return;
            }

            var version = Text(root, "version") ?? Text(root, "apiVersion");
            var spec = version == "sloth.slok.dev/v1" && Child(root, "spec") is YamlMappingNode inner ? inner : root;
            if (version is not ("prometheus/v1" or "sloth.slok.dev/v1"))
            {
                Wrong(root, version is null ? "the version is missing: write version: prometheus/v1" : $"version '{version}' is not known: expected prometheus/v1 or sloth.slok.dev/v1");
                return;
            }

            var service = Required(spec, "service");
            var labels = Texts(spec, "labels");
            if (Child(spec, "slos") is not YamlSequenceNode list)
            {
                Wrong(Child(spec, "slos") ?? spec, "slos must be a list");
                return;
            }

            foreach (var item in list.Children)
            {
                if (item is YamlMappingNode slo)
                {
                    Slo(slo, service ?? "?", labels);
                }
                else
                {
                    Wrong(item, "expected a mapping with name, objective, sli and alerting");
                }
            }
        }

        private void Slo(YamlMappingNode node, string service, Dictionary<string, string> labels)
        {
            var before = findings.Count;
            var name = Required(node, "name") ?? "?";
            var objective = Objective(node);
            var sli = Child(node, "sli") is YamlMappingNode mapping ? ReadSli(mapping) : null;
            if (sli is null && findings.Count == before)
            {
                Wrong(Child(node, "sli") ?? node, $"{name} has no sli");
            }

            foreach (var (key, value) in Texts(node, "labels"))
            {
                labels = new(labels) { [key] = value };
            }

            var alerting = Alerting(Child(node, "alerting") as YamlMappingNode, name);
            if (findings.Count == before)
            {
                slos.Add(new SloSpec(service, name, objective, sli!, labels, alerting) { PeriodDays = periodDays });
            }
        }

        private decimal Objective(YamlMappingNode node)
        {
            if (decimal.TryParse(Required(node, "objective"), NumberStyles.Float, CultureInfo.InvariantCulture, out var objective) && objective is > 0 and < 100)
            {
                return objective;
            }

            Wrong(Child(node, "objective") ?? node, "the objective must be a percentage above 0 and below 100, such as 99.9");
            return 0;
        }

        private Sli? ReadSli(YamlMappingNode node)
        {
            if (Child(node, "events") is YamlMappingNode events)
            {
                var (errors, total) = (Query(events, "error_query", "errorQuery"), Query(events, "total_query", "totalQuery"));
                return errors is null || total is null ? null : new EventsSli(errors, total);
            }

            if (Child(node, "raw") is YamlMappingNode raw)
            {
                return Query(raw, "error_ratio_query", "errorRatioQuery") is { } ratio ? new RawSli(ratio) : null;
            }

            Wrong(node, Child(node, "plugin") is null ? "expected events or raw" : "plugins are Go programs of Sloth; write the queries as events or raw");
            return null;
        }

        private string? Query(YamlMappingNode node, string name, string other)
        {
            var query = Text(node, name) ?? Required(node, name, other);
            if (query is not null && PromqlParser.Parse(query.Replace("{{.window}}", "5m", StringComparison.Ordinal).Replace("{{ .window }}", "5m", StringComparison.Ordinal)).Error is { } error)
            {
                Wrong(Child(node, name) ?? Child(node, other) ?? node, $"{name} is no PromQL: {error.Message} (column {error.Column})");
                return null;
            }

            return query?.Trim();
        }

        private SloAlerting Alerting(YamlMappingNode? node, string name) => node is null
            ? new(name, Nothing, Nothing, null, null)
            : new(Text(node, "name") ?? name, Texts(node, "labels"), Texts(node, "annotations"), Alert(node, "page_alert", "pageAlert"), Alert(node, "ticket_alert", "ticketAlert"));

        private SloAlert? Alert(YamlMappingNode node, string name, string other) => (Child(node, name) ?? Child(node, other)) is not YamlMappingNode alert
            ? new(Nothing, Nothing)
            : Text(alert, "disable") == "true" ? null : new(Texts(alert, "labels"), Texts(alert, "annotations"));

        private static Dictionary<string, string> Nothing => [];

        private static YamlNode? Child(YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

        private static string? Text(YamlMappingNode node, string key) => (Child(node, key) as YamlScalarNode)?.Value;

        private string? Required(YamlMappingNode node, string key, string? other = null)
        {
            var text = Text(node, key) ?? (other is null ? null : Text(node, other));
            if (string.IsNullOrWhiteSpace(text))
            {
                Wrong(Child(node, key) ?? node, $"{key} is missing");
                return null;
            }

            return text;
        }

        private Dictionary<string, string> Texts(YamlMappingNode node, string key)
        {
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in (Child(node, key) as YamlMappingNode)?.Children ?? new YamlMappingNode().Children)
            {
                if (name is YamlScalarNode { Value: { } label } && value is YamlScalarNode { Value: { } text })
                {
                    texts[label] = text;
                }
                else
                {
                    Wrong(value, $"{key} must map names to texts");
                }
            }

            return texts;
        }

        private void Wrong(YamlNode node, string message) => findings.Add(Finding.Error("slo/spec", message, file, YamlSource.PlaceOf(node)));
    }
}
