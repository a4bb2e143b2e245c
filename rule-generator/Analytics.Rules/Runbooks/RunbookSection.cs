using System.Text;
using System.Text.RegularExpressions;
using Analytics.PromQL.Printing;

namespace Analytics.Rules.Runbooks;

/// <summary>What the code knows of one alert, as a reader who was woken by it needs it.</summary>
internal static partial class RunbookSection
{
    public static void Write(StringBuilder text, Alert alert, RunbookFacts facts)
    {
        var file = facts.FileOf(alert);
        text.Append("| | |\n|---|---|\n");
        Row(text, "priority", $"{alert.Priority}: answer {alert.Priority.ResponseTime()} (severity `{alert.Priority.Severity()}`, routed as {alert.Priority.RoutingName()})");
        Row(text, "owner", $"team {alert.Team.Name}: {alert.Team.Owns}");
        foreach (var (line, first) in facts.Hearing(alert).Select((line, at) => (line, at == 0)))
        {
            Row(text, first ? "who hears" : string.Empty, line);
        }

        Row(text, "fires", (alert.For > default(PromQL.Duration) ? $"when the condition has held for {alert.For}" : "as soon as the condition holds")
            + (alert.KeepFiringFor > default(PromQL.Duration) ? $"; goes on for {alert.KeepFiringFor} after it ended" : string.Empty));
        Row(text, "board", $"<{facts.Links.Board(alert)}>");
        Row(text, "silence", $"<{facts.Links.Silence(alert)}> or `amtool silence add alertname={alert.Name} --duration=1h --comment=\"who, why\"`");
        Row(text, "declared in", $"[{file.Folder}/{file.Name}.cs](../{file.Folder}/{file.Name}.cs)");
        var tests = facts.Tests(alert).ToList();
        Row(text, "proved by", $"[{file.Name}.tests.yml](../{file.Folder}/{file.Name}.tests.yml){(tests.Count == 0 ? string.Empty : $": {string.Join("; ", tests)}")} (`./analytics test {file.Name}`)");

        text.Append("\n**").Append(Plain(alert.Summary)).Append(".** ").Append(Plain(alert.Description)).Append('\n');
        text.Append(alert.Impact.Length > 0 ? $"\nWhat it means: {Plain(alert.Impact)}\n" : string.Empty);
        text.Append("\n```promql\n").Append(PrettyPrinter.Print(alert.Expr.Syntax)).Append("\n```\n");

        var labels = facts.Labels(alert).ToList();
        if (labels.Count > 0)
        {
            text.Append("\n| label | meaning |\n|---|---|\n");
            labels.ForEach(label => Row(text, $"`{label.Label}`", label.Meaning));
        }

        text.Append('\n');
    }

    private static void Row(StringBuilder text, string name, string value) => text.Append("| ").Append(name).Append(" | ").Append(value).Append(" |\n");

    /// <summary>A template as people read it: labels in angle brackets, the value as a word.</summary>
    private static string Plain(string template) =>
        ValueUse().Replace(LabelUse().Replace(template, match => $"‹{match.Groups[1].Value}›"), "‹value›");

    [GeneratedRegex("\\{\\{\\s*\\$labels\\.([a-z_]+)[^}]*\\}\\}")]
    private static partial Regex LabelUse();

    [GeneratedRegex("\\{\\{\\s*\\$value[^}]*\\}\\}")]
    private static partial Regex ValueUse();
}
