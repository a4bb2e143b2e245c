using System.Globalization;
using Analytics.Catalog;

namespace Analytics.Gateway.Queries;

/// <summary>A name that a query string may have.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="About">What it says, with an example.</param>
/// <param name="Required">Whether a question without it is refused.</param>
internal sealed record QueryParameter(string Name, string About, bool Required = false)
{
    /// <summary>How <see cref="QueryText.Range"/> is asked.</summary>
    public static readonly IReadOnlyList<QueryParameter> Range =
    [
        new("timeRange", "A span until now such as 24h, 7d or 4w, or two times such as 2026-11-01/2026-11-08; 30d when nothing is said."),
        new("from", "Where the range begins: a day or an RFC 3339 time."),
        new("to", "Where it ends; now when nothing is said."),
    ];
}

/// <summary>Reads values out of a query string, and collects what is wrong with them: all mistakes at once, each with what was expected.</summary>
internal sealed class QueryText
{
    public static readonly TimeSpan DefaultRange = TimeSpan.FromDays(30);

    private readonly IQueryCollection _query;
    private readonly List<string> _mistakes = [];

    public QueryText(IQueryCollection query, IReadOnlyList<QueryParameter> parameters)
    {
        _query = query;
        var known = parameters.Select(parameter => parameter.Name).ToList();
        foreach (var name in query.Keys.Where(name => !known.Contains(name)))
        {
            Mistake($"{name}: unknown; expected {string.Join(", ", known)}");
        }
    }

    public IReadOnlyList<string> Mistakes => _mistakes;

    public void Mistake(string text) => _mistakes.Add(text);

    /// <summary>The value of a name that stands at most once; null without one.</summary>
    public string? One(string name)
    {
        if (_query[name].Count > 1)
        {
            Mistake($"{name}: expected once");
        }

        return _query[name].FirstOrDefault() is { Length: > 0 } text ? text : null;
    }

    /// <summary>All values of a name, as they stand.</summary>
    public IEnumerable<string> Each(string name) => _query[name].Select(text => text ?? "");

    /// <summary>All values of a name, with commas between or repeated.</summary>
    public string[] List(string name) =>
        [.. Each(name).SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    public bool Flag(string name, bool preset)
    {
        switch (One(name))
        {
            case null:
                return preset;
            case "true":
                return true;
            case "false":
                return false;
            default:
                Mistake($"{name}: expected true or false");
                return preset;
        }
    }

    public int Number(string name, int preset, int least, int most)
    {
        if (One(name) is not { } text)
        {
            return preset;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Mistake($"{name}: expected a number from {least} to {most}");
        return preset;
    }

    public T Choice<T>(string name, T preset)
        where T : struct, Enum => One(name) is { } text ? Choices<T>(name, [text]).FirstOrDefault(preset) : preset;

    /// <summary>The members of a closed set that are named.</summary>
    public List<T> Choices<T>(string name, IEnumerable<string> texts)
        where T : struct, Enum
    {
        var names = WireName.All<T>().ToList();
        var found = new List<T>();
        foreach (var place in texts.Select(text => names.IndexOf(text)))
        {
            if (place < 0)
            {
                Mistake($"{name}: expected one of {string.Join(", ", names)}");
            }
            else
            {
                found.Add(Enum.GetValues<T>()[place]);
            }
        }

        return found;
    }

    /// <summary>From <c>timeRange=7d</c> (until now), <c>timeRange=2026-11-01/2026-11-08</c>, or <c>from</c> and <c>to</c>; when nothing is said, as far back as the preset.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Range(DateTimeOffset now, string preset = "now-30d")
    {
        var (first, last) = (One("from"), One("to"));
        if (One("timeRange") is { } range)
        {
            if (first is not null || last is not null)
            {
                Mistake("timeRange: expected either it, or from and to");
            }
            else if (Span(range) is { } span)
            {
                return (now - span, now);
            }
            else if (range.Split('/') is [var start, var end])
            {
                (first, last) = (start, end);
            }
            else
            {
                Mistake("timeRange: expected a span such as 24h, 7d or 4w, or two times such as 2026-11-01/2026-11-08");
            }
        }

        var to = Time("to", last, now);
        var from = Time("from", first, to - (Span(preset.Replace("now-", "", StringComparison.Ordinal)) ?? DefaultRange));
        if (from >= to)
        {
            Mistake("from: expected a time before to");
        }

        return (from, to);
    }

    private DateTimeOffset Time(string name, string? text, DateTimeOffset preset)
    {
        if (text is null)
        {
            return preset;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year is > 2000 and < 2200)
        {
            return time;
        }

        Mistake($"{name}: expected a day such as 2026-11-20, or a time such as 2026-11-20T08:00:00Z");
        return preset;
    }

    private static TimeSpan? Span(string text)
    {
        if (text.Length is < 2 or > 5 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
        {
            return null;
        }

        return text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            'w' => TimeSpan.FromDays(7 * count),
            _ => null,
        };
    }
}
