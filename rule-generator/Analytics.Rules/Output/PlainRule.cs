using Analytics.PromQL.Printing;
using Analytics.PromQL.Syntax;

namespace Analytics.Rules.Output;

/// <summary>A rule as any rule file may have it, without what this house asks of its own alerts: for rules made from somebody's specification.</summary>
/// <param name="IsAlert">An alert, else a recording.</param>
/// <param name="Name">The alert's or the recorded name.</param>
/// <param name="Expr">What is evaluated.</param>
/// <param name="Labels">Labels that the rule adds.</param>
/// <param name="Annotations">Only for alerts.</param>
public sealed record PlainRule(bool IsAlert, string Name, Expr Expr, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations);

/// <summary>A group of <see cref="PlainRule"/>s.</summary>
public sealed record PlainGroup(string Name, IReadOnlyList<PlainRule> Rules);

/// <summary>Prints plain rules for Prometheus, or for the Prometheus operator.</summary>
public static class PlainRules
{
    /// <summary>A rule file, which Prometheus, Mimir, Thanos and vmalert read.</summary>
    public static string Prometheus(IReadOnlyList<PlainGroup> groups, string header)
    {
        var yaml = new YamlText().Comment(header);
        Groups(yaml, groups);
        return yaml.ToString();
    }

    /// <summary>A <c>PrometheusRule</c> of the Prometheus operator (monitoring.coreos.com/v1).</summary>
    public static string Operator(IReadOnlyList<PlainGroup> groups, string name, string header)
    {
        var yaml = new YamlText().Comment(header).Entry("apiVersion", "monitoring.coreos.com/v1").Entry("kind", "PrometheusRule");
        yaml.Map("metadata", () => yaml.Entry("name", name)).Map("spec", () => Groups(yaml, groups));
        return yaml.ToString();
    }

    private static void Groups(YamlText yaml, IReadOnlyList<PlainGroup> groups) => yaml.Map("groups", () =>
    {
        foreach (var group in groups)
        {
            yaml.Item(() => yaml.Entry("name", group.Name).Map("rules", () =>
            {
                foreach (var rule in group.Rules)
                {
                    yaml.Item(() =>
                    {
                        yaml.Entry(rule.IsAlert ? "alert" : "record", rule.Name).Entry("expr", PrettyPrinter.Print(rule.Expr));
                        Texts(yaml, "labels", rule.Labels);
                        Texts(yaml, "annotations", rule.Annotations);
                    });
                }
            }));
        }
    });

    private static void Texts(YamlText yaml, string key, IReadOnlyDictionary<string, string> texts)
    {
        if (texts.Count > 0)
        {
            yaml.Map(key, () =>
            {
                foreach (var (name, text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    yaml.Entry(name, text);
                }
            });
        }
    }
}
