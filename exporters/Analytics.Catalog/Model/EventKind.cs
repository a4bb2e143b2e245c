namespace Analytics.Catalog;

/// <summary>A field as one event kind carries it.</summary>
/// <param name="Field">The shared declaration.</param>
/// <param name="Required">Whether an event without it is refused.</param>
public sealed record EventField(Field Field, bool Required)
{
    /// <summary>What to send instead; null: the field stays. A field goes only after a release in which it was deprecated.</summary>
    public string? Deprecated { get; init; }
}

/// <summary>One kind of event: what clients may send, which fields it has, how long it is kept.</summary>
public sealed class EventKind
{
    private EventKind(Domain domain, EventType type, string category, string action, string help, DataClass dataClass, IReadOnlyList<EventField> fields)
    {
        Domain = domain;
        Type = type;
        Category = category;
        Action = action;
        Help = help;
        DataClass = dataClass;
        Fields = fields;
    }

    /// <summary>Declares a kind; the context fields (device and segment) that it does not name are optional on it.</summary>
    internal static EventKind Declare(Domain domain, EventType type, DataClass dataClass, string name, string help, params EventField[] fields)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var context = ContextFields.All.Where(field => fields.All(own => own.Field != field)).Select(field => field.Optional);
        return new EventKind(domain, type, name[..dot], name[(dot + 1)..], help, dataClass, [.. fields, .. context]);
    }

    /// <summary>The same kind, marked: it is still taken, and may go in the release after the next.</summary>
    internal EventKind DeprecatedFor(string instead) => new(Domain, Type, Category, Action, Help, DataClass, Fields) { Deprecated = instead };

    /// <summary><c>category.action</c>, and the event name of OTLP log records: <c>session.started</c>.</summary>
    public string Name => $"{Category}.{Action}";

    public Domain Domain { get; }

    public EventType Type { get; }

    public string Category { get; }

    public string Action { get; }

    public string Help { get; }

    public DataClass DataClass { get; }

    /// <summary>What to send instead; null: the kind stays. A kind goes only after a release in which it was deprecated.</summary>
    public string? Deprecated { get; private init; }

    /// <summary>All fields, in the order in which they are stored.</summary>
    public IReadOnlyList<EventField> Fields { get; }

    /// <summary>The highest sensitivity among the fields.</summary>
    public Sensitivity Sensitivity => Fields.Count == 0 ? Sensitivity.Public : Fields.Max(own => own.Field.Sensitivity);

    /// <summary>The position of a field in <see cref="Fields"/>, or -1.</summary>
    public int IndexOf(Field field)
    {
        for (var i = 0; i < Fields.Count; i++)
        {
            if (ReferenceEquals(Fields[i].Field, field))
            {
                return i;
            }
        }

        return -1;
    }

    public override string ToString() => Name;
}
