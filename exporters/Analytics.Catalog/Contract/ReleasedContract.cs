using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Catalog;

/// <summary>
/// What clients of a release may send: the event kinds as data, printed as <c>release.json</c> when a release is made, so that later catalogs can be held
/// against it.
/// </summary>
/// <param name="Kinds">By name, in the order of names.</param>
public sealed record ReleasedContract(IReadOnlyList<ReleasedKind> Kinds)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A file that was merged or edited into something else would let breaking changes through.
        RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, AllowDuplicateProperties = false, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static ReleasedContract Of(CatalogIndex catalog) => new([.. catalog.Events.OrderBy(kind => kind.Name, StringComparer.Ordinal).Select(ReleasedKind.Of)]);

    /// <summary>Reads <see cref="Print"/>'s text.</summary>
    /// <exception cref="JsonException">The text is no contract.</exception>
    public static ReleasedContract Parse(string json)
    {
        var read = JsonSerializer.Deserialize<ReleasedContract>(json, Json) ?? throw new JsonException("null is no contract");
        if (read.Kinds.Any(kind => kind is null || kind.Fields.Any(field => field is null)))
        {
            throw new JsonException("null is neither a kind nor a field");
        }

        return Twice(read.Kinds, kind => kind.Name) is { } kind ? throw new JsonException($"{kind} stands there twice")
            : read.Kinds.Select(kind => Twice(kind.Fields, field => $"{kind.Name} {field.Path}")).FirstOrDefault(path => path is not null) is { } path ? throw new JsonException($"{path} stands there twice")
            : read;
    }

    private static string? Twice<T>(IEnumerable<T> all, Func<T, string> nameOf) => all.GroupBy(nameOf, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;

    public string Print() => JsonSerializer.Serialize(this, Json) + "\n";
}

/// <summary>A kind of event as it was released.</summary>
/// <param name="Name"><c>session.started</c>.</param>
/// <param name="EventType">The <c>eventType</c> that its events name.</param>
/// <param name="DataClass">How long it is kept.</param>
/// <param name="Fields">By path, in the order of paths.</param>
public sealed record ReleasedKind(string Name, string EventType, string DataClass, IReadOnlyList<ReleasedField> Fields)
{
    /// <summary>What to send instead; null: it stays.</summary>
    public string? Deprecated { get; init; }

    internal static ReleasedKind Of(EventKind kind) => new(
        kind.Name, WireName.Of(kind.Type), WireName.Of(kind.DataClass), [.. kind.Fields.OrderBy(own => own.Field.Path, StringComparer.Ordinal).Select(ReleasedField.Of)]) { Deprecated = kind.Deprecated };
}

/// <summary>A field of a kind as it was released.</summary>
/// <param name="Path">Where it stands: <c>properties.duration</c>.</param>
/// <param name="Name">Its name in the store.</param>
/// <param name="Type"><c>choice</c>, <c>text</c>, <c>number</c>, <c>integer</c> or <c>money</c>.</param>
/// <param name="Required">Whether an event without it is refused.</param>
/// <param name="Sensitivity">How much harm it could do.</param>
public sealed record ReleasedField(string Path, string Name, string Type, bool Required, string Sensitivity)
{
    public string? Deprecated { get; init; }

    /// <summary>Of a choice.</summary>
    public IReadOnlyList<string>? Values { get; init; }

    /// <summary>Of a text.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Of a number.</summary>
    public double? Minimum { get; init; }

    /// <summary>Of a number.</summary>
    public double? Maximum { get; init; }

    /// <summary>Of a number (UCUM).</summary>
    public string? Unit { get; init; }

    internal static ReleasedField Of(EventField own)
    {
        var field = own.Field;
        ReleasedField Made(string type) => new(field.Path, field.Name, type, own.Required, WireName.Of(field.Sensitivity)) { Deprecated = own.Deprecated };
        return field switch
        {
            ChoiceField choice => Made("choice") with { Values = choice.Values },
            TextField text => Made("text") with { MaxLength = text.MaxLength },
            BudgetedField text => Made("text") with { MaxLength = text.MaxLength },
            NumberField number => Made(number.Integral ? "integer" : "number") with { Minimum = number.Minimum, Maximum = number.Maximum, Unit = number.Unit.Ucum },
            _ => Made("money"),
        };
    }
}
