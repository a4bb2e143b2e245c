using Analytics.Catalog;
using Analytics.PromQL.Analysis;
using Analytics.PromQL.Syntax;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Lint;

/// <summary>Looks at a rule file that others wrote: its shape, its PromQL, and what labels, units and kinds of metrics say about it.</summary>
public static class RuleFileLint
{
    /// <summary>All findings, in the order of the file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for findings.</param>
    /// <param name="catalog">What is known of metrics; of others nothing is assumed.</param>
    /// <param name="recordings">What is known of recordings.</param>
    public static IReadOnlyList<Finding> Run(string text, string file, CatalogIndex catalog, IEnumerable<Recording> recordings)
    {
        var known = new CatalogKnowledge(catalog, recordings);
        var (_, findings, rules) = RuleFileReader.ReadWithPlaces(text, file);
        foreach (var (rule, name, expr) in rules.Where(rule => rule.Rule.Expr.Type is ValueKind.InstantVector or ValueKind.Scalar))
        {
            void Report(string id, string message, FindingSeverity severity, YamlNode? place = null) =>
                findings.Add(new Finding(id, severity, $"{rule.Name}: {message}", file, YamlSource.PlaceOf(place ?? expr)));

            if (!rule.IsAlert && !Recording.IsValidName(rule.Name))
            {
                Report("recording/name", "not level:metric:operation", FindingSeverity.Warning, name);
            }

            var analysis = ExpressionAnalysis.Of(rule.Expr, known.Of);
            foreach (var found in analysis.Findings)
            {
                Report(found.Rule, found.Message, found.IsError ? FindingSeverity.Error : FindingSeverity.Warning);
            }

            // A rule of one number, such as vector-free time(), has no labels to follow.
            foreach (var (label, why) in analysis.Result.Labels is { } labels ? LabelFlowChecks.Missing(string.Join(' ', rule.Annotations.Values.Concat(rule.Labels.Values)), labels) : [])
            {
                Report("alert/template-label", $"a template says $labels.{label}, which the result does not have: {why}", FindingSeverity.Error);
            }
        }

        return [.. findings.OrderBy(finding => finding.Place?.Line).ThenBy(finding => finding.Place?.Column)];
    }
}
