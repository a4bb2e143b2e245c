using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Analytics.Rules.Lint;

/// <summary>Reads YAML that others wrote: any text gives documents or one finding, never a crash. Its length and depth are bounded before the tree is built.</summary>
internal static class YamlSource
{
    /// <summary>The most characters that are read.</summary>
    public const int LongestFile = 4 * 1024 * 1024;

    private const int Deepest = 50;

    /// <summary>The documents that are not empty, or what is wrong.</summary>
    public static (IReadOnlyList<YamlNode> Documents, Finding? Wrong) Load(string text, string file, string family)
    {
        if (text.Length > LongestFile)
        {
            return ([], Finding.Error(family + "/too-large", $"the file has {text.Length} characters; {LongestFile} is the most that is read", file));
        }

        try
        {
            if (TooDeep(text) is { } deep)
            {
                return ([], Finding.Error(family + "/yaml", $"nested deeper than {Deepest} levels", file, deep));
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return ([.. stream.Documents.Select(document => document.RootNode).Where(root => root is not YamlScalarNode { Value: "" or null })], null);
        }
        catch (YamlException problem)
        {
            return ([], Finding.Error(family + "/yaml", $"no YAML: {problem.Message}", file, PlaceOf(problem.Start)));
        }
    }

    public static Place PlaceOf(YamlNode node) => PlaceOf(node.Start);

    public static YamlNode? Child(this YamlMappingNode node, string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static Place PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);

    /// <summary>The tree is built by recursion; the parser's events come without.</summary>
    private static Place? TooDeep(string text)
    {
        var parser = new Parser(new StringReader(text));
        for (var depth = 0; parser.MoveNext(); depth += parser.Current!.NestingIncrease)
        {
            if (depth > Deepest)
            {
                return PlaceOf(parser.Current!.Start);
            }
        }

        return null;
    }
}
