namespace Analytics.PromQL.Analysis;

/// <summary>The unit of a result: base units with exponents, from UCUM codes. Two are equal when a value of one is a value of the other.</summary>
public sealed record Unit
{
    private readonly SortedDictionary<string, int> _factors;

    private Unit(SortedDictionary<string, int> factors) => _factors = factors;

    /// <summary>A pure number: a ratio or a count.</summary>
    public static Unit One { get; } = new([]);

    public static Unit Second { get; } = Parse("s");

    /// <summary>Reads <c>By/s</c>, <c>ms</c>, <c>{request}</c> (a pure number), <c>1</c>. Exponents and parentheses of UCUM are taken as part of a name.</summary>
    public static Unit Parse(string ucum)
    {
        var factors = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var sign = 1;
        var from = 0;
        var depth = 0;
        for (var i = 0; i <= ucum.Length; i++)
        {
            depth += i < ucum.Length ? (ucum[i] == '{' ? 1 : ucum[i] == '}' ? -1 : 0) : 0;
            if (i == ucum.Length || (depth == 0 && ucum[i] is '/' or '.'))
            {
                Add(factors, StripAnnotation(ucum[from..i]), sign);
                sign = i < ucum.Length && ucum[i] == '/' ? -1 : sign;
                from = i + 1;
            }
        }

        return new Unit(factors);
    }

    public static Unit operator *(Unit a, Unit b) => Combine(a, b, 1);

    public static Unit operator /(Unit a, Unit b) => Combine(a, b, -1);

    public bool Equals(Unit? other) => other is not null && _factors.SequenceEqual(other._factors);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary><c>By/s</c>; a pure number is <c>1</c>.</summary>
    public override string ToString()
    {
        var above = string.Join('.', _factors.Where(f => f.Value > 0).Select(Text));
        var below = string.Concat(_factors.Where(f => f.Value < 0).Select(f => "/" + Text(f)));
        return (above.Length > 0 ? above : below.Length > 0 ? "" : "1") + below;
    }

    private static string Text(KeyValuePair<string, int> factor) => Math.Abs(factor.Value) == 1 ? factor.Key : factor.Key + Math.Abs(factor.Value);

    private static string StripAnnotation(string name) => name.IndexOf('{', StringComparison.Ordinal) is >= 0 and var at ? name[..at] : name;

    private static Unit Combine(Unit a, Unit b, int sign)
    {
        var factors = new SortedDictionary<string, int>(a._factors, StringComparer.Ordinal);
        foreach (var (name, exponent) in b._factors)
        {
            Add(factors, name, sign * exponent);
        }

        return new Unit(factors);
    }

    private static void Add(SortedDictionary<string, int> factors, string name, int exponent)
    {
        if (name is "" or "1")
        {
            return;
        }

        var sum = factors.GetValueOrDefault(name) + exponent;
        _ = sum == 0 ? factors.Remove(name) : (factors[name] = sum) != 0;
    }
}
