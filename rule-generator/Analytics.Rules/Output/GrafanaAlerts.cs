using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.PromQL;
using Analytics.PromQL.Printing;

namespace Analytics.Rules.Output;

/// <summary>
/// Prints alerts for Grafana's own alerting, as a provisioning file (https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/).
/// Recordings stay with Prometheus: Grafana asks it for their series.
/// </summary>
public static partial class GrafanaAlerts
{
    private const string Query = "A";
    private const string Condition = "B";

    /// <summary>Grafana's scheduler ticks every 10 seconds: intervals are multiples of it.</summary>
    private const long TickSeconds = 10;

    /// <summary>The longest uid that Grafana takes.</summary>
    private const int LongestUid = 40;

    /// <summary>One file with all alerts, a folder a domain.</summary>
    /// <param name="book">The rules.</param>
    /// <param name="dataSource">The uid of Grafana's data source for Prometheus.</param>
    /// <param name="header">A comment before it.</param>
    public static string Print(RuleBook book, string dataSource, string header)
    {
        var yaml = new YamlText().Comment(header).Plain("apiVersion", "1");
        yaml.Map("groups", () =>
        {
            foreach (var file in book.Files)
            {
                foreach (var group in file.Groups.Where(group => group.Rules.OfType<Alert>().Any()))
                {
                    yaml.Item(() => Group(yaml, file, group, book.Links, dataSource));
                }
            }
        });
        return yaml.ToString();
    }

    private static void Group(YamlText yaml, RuleFile file, RuleGroup group, Links links, string dataSource)
    {
        yaml.Plain("orgId", "1").Entry("name", group.Name).Entry("folder", "Analytics " + file.Folder).Entry("interval", OnTick(group.Interval ?? 1.Minutes()).ToString());
        yaml.Map("rules", () =>
        {
            foreach (var alert in group.Rules.OfType<Alert>())
            {
                yaml.Item(() => Rule(yaml, alert, links, dataSource));
            }
        });
    }

    private static void Rule(YamlText yaml, Alert alert, Links links, string dataSource)
    {
        yaml.Entry("uid", Uid(alert.Name)).Entry("title", alert.Name).Entry("condition", Condition);
        yaml.Map("data", () =>
        {
            yaml.Item(() =>
            {
                yaml.Entry("refId", Query).Map("relativeTimeRange", () => yaml.Plain("from", "600").Plain("to", "0")).Entry("datasourceUid", dataSource);
                yaml.Map("model", () => yaml.Entry("refId", Query).Entry("expr", PrettyPrinter.Print(alert.Expr.Syntax)).Plain("instant", "true").Plain("range", "false"));
            });

            // A series that is there is the alert, whatever its value: 0 is what `up == 0` gives.
            yaml.Item(() => yaml.Entry("refId", Condition).Entry("datasourceUid", "__expr__")
                .Map("model", () => yaml.Entry("refId", Condition).Entry("type", "math").Entry("expression", $"is_number(${Query})")));
        });
        yaml.Entry("noDataState", "OK").Entry("execErrState", "Error").Entry("for", alert.For.ToString());
        if (alert.KeepFiringFor > Duration.Zero)
        {
            yaml.Entry("keepFiringFor", alert.KeepFiringFor.ToString());
        }

        RuleText.Texts(yaml, "labels", PlainRule.LabelsOf(alert));
        RuleText.Texts(yaml, "annotations", PlainRule.AnnotationsOf(alert, links).ToDictionary(pair => pair.Key, pair => InGrafana(pair.Value), StringComparer.Ordinal));
        yaml.Plain("isPaused", "false");
    }

    private static Duration OnTick(Duration interval) =>
        Duration.FromMilliseconds(Math.Max(1, (interval.Milliseconds + TickSeconds * 1_000 - 1) / (TickSeconds * 1_000)) * TickSeconds * 1_000);

    private static string Uid(string name) => name.Length <= LongestUid ? name
        : name[..(LongestUid - 9)] + "-" + name.Aggregate(2_166_136_261u, (hash, letter) => unchecked((hash ^ letter) * 16_777_619)).ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>In Grafana <c>$value</c> is a sentence about all queries; the number itself is that of the query.</summary>
    private static string InGrafana(string template) => Value().Replace(template, $"$$values.{Query}.Value");

    [GeneratedRegex("\\$value\\b")]
    private static partial Regex Value();
}
