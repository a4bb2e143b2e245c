namespace Analytics.Catalog;

/// <summary>Where in the event envelope a field stands.</summary>
public enum FieldPlace
{
    /// <summary><c>properties.name</c></summary>
    Properties,

    /// <summary><c>deviceInfo.name</c></summary>
    Device,

    /// <summary><c>userSegment.name</c></summary>
    Segment,
}

/// <summary>
/// One typed attribute of events, declared once and shared by all event kinds that carry it. A field with a closed set of values, or with a
/// budget, may also be a metric label of the same name.
/// </summary>
public abstract class Field
{
    private protected Field(string name, string help, Sensitivity sensitivity, FieldPlace place, string? jsonName)
    {
        Name = name;
        Help = help;
        Sensitivity = sensitivity;
        Place = place;
        JsonName = jsonName ?? name;
    }

    /// <summary>snake_case; also the label's name.</summary>
    public string Name { get; }

    public string Help { get; }

    public Sensitivity Sensitivity { get; }

    public FieldPlace Place { get; }

    /// <summary>The property's name in JSON: camelCase in the envelope's own objects, <see cref="Name"/> in <c>properties</c>.</summary>
    public string JsonName { get; }

    /// <summary>The path in the event, as errors name it: <c>properties.duration</c>.</summary>
    public string Path => Place switch
    {
        FieldPlace.Device => "deviceInfo.",
        FieldPlace.Segment => "userSegment.",
        _ => "properties.",
    } + JsonName;

    /// <summary>The type in words, for errors and for catalog.md.</summary>
    public abstract string TypeInWords { get; }

    /// <summary>A valid value as JSON text, for the catalog's examples.</summary>
    public abstract string ExampleJson { get; }

    /// <summary>The field as a kind carries it that refuses events without it.</summary>
    public EventField Required => new(this, Required: true);

    /// <summary>The field as a kind carries it that does without.</summary>
    public EventField Optional => new(this, Required: false);

    public override string ToString() => Path;
}

/// <summary>A field that can be a metric label.</summary>
public interface ILabelled
{
    Label Label { get; }
}

/// <summary>A text from a closed set, typed as an enum.</summary>
public sealed class ChoiceField<T> : ChoiceField, ILabelled
    where T : struct, Enum
{
    public ChoiceField(string name, string help, Sensitivity sensitivity = Sensitivity.Public, FieldPlace place = FieldPlace.Properties, string? jsonName = null)
        : base(name, help, WireName.All<T>(), sensitivity, place, jsonName)
    {
        Label = new Label<T>(name, help, Values, this);
    }

    public Label<T> Label { get; }

    Label ILabelled.Label => Label;
}

/// <summary>A text from a closed set.</summary>
public abstract class ChoiceField : Field
{
    private protected ChoiceField(string name, string help, IReadOnlyList<string> values, Sensitivity sensitivity, FieldPlace place, string? jsonName)
        : base(name, help, sensitivity, place, jsonName) => Values = values;

    /// <summary>The allowed values; a stored value is its index in this list.</summary>
    public IReadOnlyList<string> Values { get; }

    public override string TypeInWords => "one of " + string.Join(", ", Values);

    public override string ExampleJson => $"\"{Values[0]}\"";
}

/// <summary>A short text without line breaks: an identifier or a name, at most <see cref="MaxLength"/> characters (UTF-16 units).</summary>
public sealed class TextField(
    string name, string help, int maxLength = 100, Sensitivity sensitivity = Sensitivity.Public, FieldPlace place = FieldPlace.Properties, string? jsonName = null, string example = "example",
    TextContent content = TextContent.Words)
    : Field(name, help, sensitivity, place, jsonName)
{
    public int MaxLength { get; } = maxLength;

    /// <summary>How it is searched for personal data.</summary>
    public TextContent Content { get; } = content;

    public override string TypeInWords => $"text of at most {MaxLength} characters";

    public override string ExampleJson => $"\"{example}\"";
}

/// <summary>A text that may be a metric label because at most <see cref="Label.Budget"/> different values are let through; the rest count as <c>other</c>.</summary>
public sealed class BudgetedField : Field, ILabelled
{
    private readonly string _example;

    public BudgetedField(
        string name, string help, int budget, int maxLength = 100, FieldPlace place = FieldPlace.Properties, string? jsonName = null, string example = "example",
        TextContent content = TextContent.Words)
        : base(name, help, Sensitivity.Public, place, jsonName)
    {
        MaxLength = maxLength;
        Content = content;
        _example = example;
        Label = new Label<string>(name, help, budget, this);
    }

    public int MaxLength { get; }

    /// <summary>How it is searched for personal data.</summary>
    public TextContent Content { get; }

    public Label<string> Label { get; }

    Label ILabelled.Label => Label;

    public override string TypeInWords => $"text of at most {MaxLength} characters, {Label.Budget} different values as a label";

    public override string ExampleJson => $"\"{_example}\"";
}

/// <summary>A number between <see cref="Minimum"/> and <see cref="Maximum"/> (both allowed), in <see cref="Unit"/>.</summary>
public sealed class NumberField(string name, string help, Unit unit, double minimum, double maximum, bool integral = false, Sensitivity sensitivity = Sensitivity.Internal)
    : Field(name, help, sensitivity, FieldPlace.Properties, null)
{
    public Unit Unit { get; } = unit;

    public double Minimum { get; } = minimum;

    public double Maximum { get; } = maximum;

    /// <summary>Whether only whole numbers are allowed.</summary>
    public bool Integral { get; } = integral;

    public override string TypeInWords => FormattableString.Invariant($"{(Integral ? "whole number" : "number")} from {Minimum} to {Maximum} ({Unit.Ucum})");

    public override string ExampleJson => FormattableString.Invariant($"{Math.Clamp(Integral ? 3 : 1.5, Minimum, Maximum)}");
}

/// <summary>An amount of money in major units as a decimal (never binary floating point): 0 to 1,000,000,000 with at most 4 decimals.</summary>
public sealed class MoneyField(string name, string help)
    : Field(name, help, Sensitivity.Internal, FieldPlace.Properties, null)
{
    public const decimal Maximum = 1_000_000_000m;

    public const int MaxDecimals = 4;

    public override string TypeInWords => "amount of money, at least 0, at most 4 decimals";

    public override string ExampleJson => "9.99";
}
