using Analytics.Catalog;

namespace Analytics.Cli.Events.World;

/// <summary>One value of an event: text for choices and texts, a number, or an amount of money.</summary>
internal readonly record struct FieldValue(Field Field, string? Text, double Number, decimal Amount);

/// <summary>
/// An event before it becomes JSON. Values go in through the catalog's typed fields, so a choice outside its closed set does not compile, and a
/// number outside its range is pulled to the nearest bound.
/// </summary>
internal sealed class Happening(EventKind kind, DateTimeOffset at, string id, Actor actor)
{
    private readonly List<FieldValue> _values = new(5);

    public EventKind Kind { get; } = kind;

    /// <summary>To the millisecond, as it is written.</summary>
    public DateTimeOffset At { get; } = new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    public string Id { get; } = id;

    public Actor Actor { get; } = actor;

    public IReadOnlyList<FieldValue> Values => _values;

    public Happening With<T>(ChoiceField<T> field, T value)
        where T : struct, Enum => Add(new(field, WireName.Of(value), 0, 0));

    public Happening With(BudgetedField field, string value) => Add(new(field, value, 0, 0));

    public Happening With(TextField field, string value) => Add(new(field, value, 0, 0));

    public Happening With(MoneyField field, decimal value) => Add(new(field, null, 0, value));

    public Happening With(NumberField field, double value) =>
        Add(new(field, null, Math.Round(Math.Clamp(value, field.Minimum, field.Maximum), field.Integral ? 0 : 4), 0));

    private Happening Add(FieldValue value)
    {
        _values.Add(value);
        return this;
    }
}
