namespace Analytics.Catalog;

/// <summary>How a selector compares a label's value.</summary>
public enum LabelComparison
{
    Equal,
    NotEqual,
    MatchesRegex,
    DoesNotMatchRegex,
}

/// <summary>One condition of a selector, typed by the label that made it: <c>labels.StatusClass.Is(StatusClass.ServerError)</c>.</summary>
public sealed record LabelCondition(Label Label, LabelComparison Comparison, string Value);

/// <summary>A label of metrics: either a closed set of values, or free values within a budget, or given by the platform (job, instance).</summary>
public abstract class Label
{
    /// <summary>Stands for a value that an event did not carry.</summary>
    public const string Unknown = "unknown";

    /// <summary>Stands for all values beyond a budget.</summary>
    public const string Other = "other";

    private protected Label(string name, string help, IReadOnlyList<string>? values, int budget, Field? field)
    {
        Name = name;
        Help = help;
        Values = values;
        Budget = budget;
        Field = field;
    }

    public string Name { get; }

    public string Help { get; }

    /// <summary>The closed set of values; null when the label has only a budget.</summary>
    public IReadOnlyList<string>? Values { get; }

    /// <summary>How many different values may exist at most, not counting <see cref="Unknown"/> and <see cref="Other"/>.</summary>
    public int Budget { get; }

    /// <summary>The event field that gives the value; null for labels that no event carries.</summary>
    public Field? Field { get; }

    public bool IsClosed => Values is not null;

    public LabelCondition Matches(string regex) => new(this, LabelComparison.MatchesRegex, regex);

    public LabelCondition DoesNotMatch(string regex) => new(this, LabelComparison.DoesNotMatchRegex, regex);

    public override string ToString() => Name;
}

/// <summary>A label whose values have a C# type: an enum for closed sets, else string.</summary>
public sealed class Label<T> : Label
    where T : notnull
{
    internal Label(string name, string help, IReadOnlyList<string> values, Field? field = null)
        : base(name, help, values, values.Count, field)
    {
    }

    internal Label(string name, string help, int budget, Field? field = null)
        : base(name, help, null, budget, field)
    {
    }

    public LabelCondition Is(T value) => new(this, LabelComparison.Equal, Text(value));

    public LabelCondition IsNot(T value) => new(this, LabelComparison.NotEqual, Text(value));

    /// <summary>Any of the values; they are escaped, so that a dot in a value is a dot.</summary>
    public LabelCondition IsIn(params ReadOnlySpan<T> values) => new(this, LabelComparison.MatchesRegex, Alternatives(values));

    public LabelCondition IsNotIn(params ReadOnlySpan<T> values) => new(this, LabelComparison.DoesNotMatchRegex, Alternatives(values));

    private string Alternatives(ReadOnlySpan<T> values)
    {
        var texts = new string[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            texts[i] = System.Text.RegularExpressions.Regex.Escape(Text(values[i]));
        }

        return string.Join('|', texts);
    }

    private string Text(T value) => value is Enum member ? Values![Convert.ToInt32(member, null)] : value.ToString()!;
}
