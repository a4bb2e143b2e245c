using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Analytics.Integration.Tests.PromQL;

/// <summary>What two parsers disagree on, by kind, with examples.</summary>
internal sealed class DifferenceTable
{
    /// <summary>The server's formatted text does not say the tree it was made from.</summary>
    public const string TheirTextIsAnother = "text: the server does not read its own text back to the tree";

    /// <summary>Of two mistakes the server names the other one first: it reads one token further before it judges.</summary>
    public const string OtherMistakeFirst = "place: another one of several mistakes is named";

    private readonly ConcurrentQueue<(string Kind, string Source, string Theirs, string Ours)> _rows = new();
    private int _accepted;
    private int _refused;
    private int _places;
    private int _samePlaces;

    public int Compared => _accepted + _refused;

    public int Accepted => _accepted;

    /// <summary>Differences that must not be.</summary>
    public IEnumerable<string> Unexplained => _rows.Where(r => r.Kind is not (TheirTextIsAnother or OtherMistakeFirst)).Select(Text).Take(20);

    public void Count(bool accepted) => _ = accepted ? Interlocked.Increment(ref _accepted) : Interlocked.Increment(ref _refused);

    public void CountPlace(bool same)
    {
        Interlocked.Increment(ref _places);
        if (same)
        {
            Interlocked.Increment(ref _samePlaces);
        }
    }

    public void Add(string kind, string source, string theirs, string ours) => _rows.Enqueue((kind, source, theirs, ours));

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"{Compared} expressions: {_accepted} accepted, {_refused} refused; the place of {_samePlaces} of {_places} errors is the same\n");
        foreach (var kind in _rows.GroupBy(r => r.Kind))
        {
            text.Append(CultureInfo.InvariantCulture, $"{kind.Count(),6}  {kind.Key}\n");
            foreach (var row in kind.Take(12))
            {
                text.Append("        ").Append(Text(row)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Text((string Kind, string Source, string Theirs, string Ours) row) =>
        $"{row.Kind}: {Short(row.Source)}  theirs: {Short(row.Theirs)}  ours: {Short(row.Ours)}";

    private static string Short(string text) => (text.Length > 300 ? text[..300] + "…" : text).Replace("\n", "\\n", StringComparison.Ordinal);
}
