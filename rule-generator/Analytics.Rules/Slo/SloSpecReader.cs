using Analytics.Rules.Lint;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Slo;

/// <summary>Reads promises from specifications of others: Sloth's, plain or as a Kubernetes resource, and OpenSLO v1; one or more documents in a file.</summary>
public static class SloSpecReader
{
    /// <summary>Larger files are refused before they are read: nobody writes one.</summary>
    public const int LongestFile = YamlSource.LongestFile;

    /// <summary>The promises, or what is wrong with the file and where.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for findings.</param>
    /// <param name="periodDays">How long budgets last where the format does not say: 28, 30 or 90 days.</param>
    public static (IReadOnlyList<SloSpec> Slos, IReadOnlyList<Finding> Findings) Read(string text, string file, int periodDays = 30)
    {
        var (documents, wrong) = YamlSource.Load(text, file, "slo");
        if (wrong is not null)
        {
            return ([], [wrong]);
        }

        var slos = new List<SloSpec>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var findings = new List<Finding>();
        var openSlo = new List<YamlMappingNode>();
        foreach (var node in documents.SelectMany(document => document is YamlSequenceNode list ? list.Children : (IEnumerable<YamlNode>)[document]))
        {
            var root = node as YamlMappingNode;
            var version = (root?.Child("version") as YamlScalarNode ?? root?.Child("apiVersion") as YamlScalarNode)?.Value;
            switch (version)
            {
                case SlothReading.Plain or SlothReading.Resource:
                    new SlothReading(file, periodDays, slos, ids, findings).Document(root!, version);
                    break;
                case OpenSloReading.Version:
                    openSlo.Add(root!);
                    break;
                default:
                    findings.Add(Finding.Error("slo/spec", root is null ? "expected a mapping with version, service and slos"
                        : version is null ? $"the version is missing: write version: {SlothReading.Plain}"
                        : $"version '{version}' is not known: expected {SlothReading.Plain}, {SlothReading.Resource} or {OpenSloReading.Version}", file, YamlSource.PlaceOf(node)));
                    break;
            }
        }

        new OpenSloReading(file, slos, ids, findings).Documents(openSlo);
        if (slos.Count == 0 && findings.Count == 0)
        {
            findings.Add(Finding.Error("slo/empty", "the file declares no SLO", file));
        }

        return (slos, [.. findings.OrderBy(finding => finding.Place?.Line).ThenBy(finding => finding.Place?.Column)]);
    }
}
