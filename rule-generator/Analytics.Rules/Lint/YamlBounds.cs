using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Analytics.Rules.Lint;

/// <summary>
/// How deep a YAML text nests, and how large it is with every alias unfolded: known from the parser's events, before a tree is built. A few lines of aliases
/// of aliases unfold to billions of nodes, and whoever walks or hashes such a tree never comes back.
/// </summary>
internal static class YamlBounds
{
    private const int Deepest = 50;

    private const long MostNodes = 2_000_000;

    /// <summary>The first bound that is exceeded and where, or null.</summary>
    /// <exception cref="YamlException">The text is no YAML.</exception>
    public static (string Message, Mark At)? Exceeded(string text)
    {
        var parser = new Parser(new StringReader(text));
        var sizes = new Dictionary<AnchorName, long>();
        var open = new Stack<(AnchorName Anchor, long Size)>();
        while (parser.MoveNext())
        {
            var here = parser.Current!;
            switch (here)
            {
                case DocumentStart:
                    sizes.Clear();
                    open.Clear();
                    break;
                case MappingStart or SequenceStart:
                    open.Push((((NodeEvent)here).Anchor, 1));
                    if (open.Count > Deepest)
                    {
                        return ($"nested deeper than {Deepest} levels", here.Start);
                    }

                    break;
                case MappingEnd or SequenceEnd:
                    var (anchor, size) = open.Pop();
                    Note(anchor, size);
                    break;
                case AnchorAlias alias when open.Any(around => around.Anchor == alias.Value):
                    return ($"the alias {alias.Value} stands inside what it names", here.Start);
                case AnchorAlias alias:
                    Add(sizes.GetValueOrDefault(alias.Value, 1));
                    break;
                case Scalar scalar:
                    Note(scalar.Anchor, 1);
                    break;
            }

            if (open.TryPeek(out var top) && top.Size > MostNodes)
            {
                return ($"its aliases unfold to more than {MostNodes} nodes", here.Start);
            }
        }

        return null;

        void Note(AnchorName anchor, long size)
        {
            if (!anchor.IsEmpty)
            {
                sizes[anchor] = size;
            }

            Add(size);
        }

        void Add(long size)
        {
            if (open.TryPop(out var around))
            {
                open.Push((around.Anchor, around.Size + size));
            }
        }
    }
}
