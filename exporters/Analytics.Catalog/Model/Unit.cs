namespace Analytics.Catalog;

/// <summary>
/// A unit in UCUM notation, as OpenTelemetry asks for (https://ucum.org/ucum), with the suffix that it gives a Prometheus name.
/// Curly braces are annotations: <c>{session}</c> counts sessions and adds nothing to a name.
/// </summary>
public sealed record Unit
{
    public static readonly Unit One = new("1", "ratio", "a ratio between 0 and 1");
    public static readonly Unit Seconds = new("s", "seconds", "seconds");
    public static readonly Unit Milliseconds = new("ms", "milliseconds", "milliseconds");
    public static readonly Unit Days = new("d", "days", "days");
    public static readonly Unit Bytes = new("By", "bytes", "bytes");
    public static readonly Unit Percent = new("%", "percent", "percent, 0 to 100");

    private Unit(string ucum, string prometheusSuffix, string meaning)
    {
        Ucum = ucum;
        PrometheusSuffix = prometheusSuffix;
        Meaning = meaning;
    }

    /// <summary>The UCUM code: <c>s</c>, <c>By</c>, <c>1</c>, <c>{session}</c>.</summary>
    public string Ucum { get; }

    /// <summary>What Prometheus' naming appends for the unit, without underscore; empty for annotations.</summary>
    public string PrometheusSuffix { get; }

    /// <summary>The unit in words.</summary>
    public string Meaning { get; }

    public bool IsAnnotation => Ucum[0] == '{';

    /// <summary>A count of things: <c>Unit.Of("session")</c> is <c>{session}</c>.</summary>
    public static Unit Of(string thing) => new("{" + thing + "}", string.Empty, thing.Replace('_', ' ') + "s");

    /// <summary>Whether a code is one of ours or a well-formed annotation: the catalog's own gate, not a parser of all of UCUM.</summary>
    public static bool IsKnown(string ucum) =>
        ucum is "1" or "s" or "ms" or "d" or "By" or "%"
        || (ucum.Length > 2 && ucum[0] == '{' && ucum[^1] == '}' && ucum[1..^1].All(letter => char.IsAsciiLetterLower(letter) || letter == '_'));

    public override string ToString() => Ucum;
}
