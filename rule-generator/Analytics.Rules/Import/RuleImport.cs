using System.Text;
using Analytics.PromQL;
using Analytics.Rules.Lint;
using Analytics.Rules.Output;

namespace Analytics.Rules.Import;

/// <summary>Prints a rule file of others as C# in this house's DSL, ready to compile beside <c>alert-rules</c>.</summary>
public static class RuleImport
{
    /// <summary>One source file with a class of rules, or what is wrong with the file and where.</summary>
    /// <param name="text">A rule file, or a PrometheusRule.</param>
    /// <param name="file">Its name.</param>
    public static (string? Code, IReadOnlyList<Finding> Findings) Print(string text, string file)
    {
        var (groups, findings) = RuleFileReader.Read(text, file);
        if (findings.Any(finding => finding.Severity == FindingSeverity.Error))
        {
            return (null, findings);
        }

        var type = CSharpText.Name(Path.GetFileName(file).Split('.')[0]);
        var taken = new HashSet<string>(StringComparer.Ordinal) { type, "File", "Owner" };
        var fields = new StringBuilder();
        var lists = new List<string>();
        foreach (var group in groups)
        {
            var names = new List<string>();
            foreach (var rule in group.Rules)
            {
                names.Add(CSharpText.Unique(CSharpText.Name(rule.Name), taken));
                Field(fields, rule, names[^1]);
            }

            var interval = group.Interval is { } given ? $" {{ Interval = {CSharpText.Time(given)} }}" : string.Empty;
            lists.Add($"        new RuleGroup({CSharpText.Literal(group.Name)}, {string.Join(", ", names)}){interval}");
        }

        return ($$"""
            using Analytics.PromQL;
            using Analytics.PromQL.Syntax;
            using Analytics.Rules;

            namespace Analytics.AlertRules.Imported;

            /// <summary>Imported from {{Path.GetFileName(file)}}. Next: take metrics from the catalog, and a team from Teams.</summary>
            public static class {{type}}
            {
                private static readonly Team Owner = new("imported", {{CSharpText.Literal("rules imported from " + Path.GetFileName(file))}});

            {{fields.ToString().TrimEnd('\n')}}

                public static readonly RuleFile File = new(typeof({{type}}),
            {{string.Join(",\n", lists)}});
            }

            """.ReplaceLineEndings("\n"), findings);
    }

    private static void Field(StringBuilder code, PlainRule rule, string name)
    {
        var query = new CSharpQuery().Vector(rule.Expr);
        if (!rule.IsAlert)
        {
            var house = Recording.IsValidName(rule.Name) ? rule.Name : HouseName(rule.Name);
            var labels = CSharpText.Labels(rule.Labels);
            code.Append(house == rule.Name ? string.Empty : $"    // was {rule.Name}: a recording is level:metric:operation\n");
            code.Append($"    public static readonly Recording {name} = new({CSharpText.Literal(house)}, {query}){(labels.Length > 0 ? $" {{ {labels} }}" : string.Empty)};\n\n");
            return;
        }

        var own = rule.Labels.Where(label => label.Key is not ("severity" or "priority" or "urgency" or "team" or "signal")).ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);
        var settings = new List<string?>
        {
            rule.For > Duration.Zero ? $"For = {CSharpText.Time(rule.For)}" : null,
            rule.KeepFiringFor > Duration.Zero ? $"KeepFiringFor = {CSharpText.Time(rule.KeepFiringFor)}" : null,
            $"Priority = Priority.{PriorityOf(rule.Labels)}",
            "Team = Owner",
            $"Signal = {CSharpText.Literal(rule.Labels.GetValueOrDefault("signal") ?? "imported")}",
            $"Summary = {CSharpText.Literal(rule.Annotations.GetValueOrDefault("summary") ?? rule.Annotations.GetValueOrDefault("message") ?? rule.Name)}",
            $"Description = {CSharpText.Literal(rule.Annotations.GetValueOrDefault("description") ?? rule.Annotations.GetValueOrDefault("message") ?? rule.Annotations.GetValueOrDefault("summary") ?? rule.Name)}",
            own.Count > 0 ? CSharpText.Labels(own) : null,
        };
        code.Append($"    public static readonly Alert {name} = new({CSharpText.Literal(name)},\n        {query})\n    {{\n");
        settings.OfType<string>().ToList().ForEach(setting => code.Append("        ").Append(setting).Append(",\n"));
        code.Append("    };\n\n");
    }

    private static string PriorityOf(IReadOnlyDictionary<string, string> labels) =>
        labels.GetValueOrDefault("priority") is "P0" or "P1" or "P2" or "P3" ? labels["priority"]
        : labels.GetValueOrDefault("severity")?.ToLowerInvariant() switch { "critical" or "page" or "error" => "P1", "warning" or "ticket" => "P2", _ => "P3" };

    private static string HouseName(string name) => "imported:" + string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')) + ":value";
}
