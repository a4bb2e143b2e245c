using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Lint;

/// <summary>Reads YAML that others wrote: any text gives documents or one finding, never a crash. Its size is bounded by <see cref="YamlBounds"/> before the tree is built.</summary>
internal static class YamlSource
{
    /// <summary>The most characters that are read.</summary>
    public const int LongestFile = 4 * 1024 * 1024;

    /// <summary>The documents that are not empty, or what is wrong.</summary>
    public static (IReadOnlyList<YamlNode> Documents, Finding? Wrong) Load(string text, string file, string family)
    {
        if (text.Length > LongestFile)
        {
            return ([], Finding.Error(family + "/too-large", $"the file has {text.Length} characters; {LongestFile} is the most that is read", file));
        }

        text = text.TrimStart('\ufeff');
        try
        {
            if (YamlBounds.Exceeded(text) is { } bound)
            {
                return ([], Finding.Error(family + "/yaml", bound.Message, file, PlaceOf(bound.At)));
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return ([.. stream.Documents.Select(document => document.RootNode).Where(root => root is not YamlScalarNode { Value: "" or null })], null);
        }
        catch (YamlException problem)
        {
            return ([], Finding.Error(family + "/yaml", $"no YAML: {problem.Message}", file, TabIn(text, problem) ?? PlaceOf(problem.Start)));
        }
    }

    public static Place PlaceOf(YamlNode node) => PlaceOf(node.Start);

    public static YamlNode? Child(this YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static Place PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);

    /// <summary>The reader tells of a tab where the mapping around it begins, which may be far away.</summary>
    private static Place? TabIn(string text, YamlException problem)
    {
        if (!problem.Message.Contains("tab", StringComparison.Ordinal))
        {
            return null;
        }

        var lines = text.Split('\n');
        var line = Array.FindIndex(lines, Math.Clamp((int)problem.Start.Line - 1, 0, lines.Length - 1), candidate => candidate.TrimStart(' ').StartsWith('\t'));
        return line < 0 ? null : new Place(line + 1, lines[line].IndexOf('\t', StringComparison.Ordinal) + 1);
    }
}
