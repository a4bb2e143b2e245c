using System.Text.Json;
using System.Text.RegularExpressions;

namespace Analytics.Grafana.Schema;

/// <summary>
/// The part of JSON Schema draft 7 that the schema of boards uses. A keyword outside it fails the loading, so that none is silently ignored, which is
/// what .NET's validators do with <c>if</c> and <c>maxProperties</c>.
/// </summary>
internal sealed class JsonSchema
{
    private readonly Lazy<JsonSchema>? _reference;
    private readonly string[]? _types;
    private readonly HashSet<string>? _values;
    private readonly Dictionary<string, JsonSchema> _properties = new(StringComparer.Ordinal);
    private readonly bool _closed;
    private readonly JsonSchema? _additional;
    private readonly string[] _required = [];
    private readonly int _maxProperties = int.MaxValue;
    private readonly JsonSchema? _items;
    private readonly JsonSchema[]? _anyOf;
    private readonly JsonSchema[] _allOf = [];
    private readonly JsonSchema? _if;
    private readonly JsonSchema? _then;
    private readonly Regex? _pattern;
    private readonly double _minimum = double.NegativeInfinity;
    private readonly double _maximum = double.PositiveInfinity;

    private JsonSchema(JsonElement schema, Func<string, JsonSchema> definition)
    {
        JsonSchema Child(JsonElement child) => new(child, definition);
        foreach (var keyword in schema.EnumerateObject())
        {
            var value = keyword.Value;
            switch (keyword.Name)
            {
                case "$schema" or "$comment" or "definitions":
                    break;
                case "$ref":
                    var name = value.GetString()!["#/definitions/".Length..];
                    _reference = new Lazy<JsonSchema>(() => definition(name));
                    break;
                case "type":
                    _types = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(type => type.GetString()!)] : [value.GetString()!];
                    break;
                case "enum":
                    _values = [.. value.EnumerateArray().Select(one => one.GetRawText())];
                    break;
                case "const":
                    _values = [value.GetRawText()];
                    break;
                case "properties":
                    _properties = value.EnumerateObject().ToDictionary(property => property.Name, property => Child(property.Value), StringComparer.Ordinal);
                    break;
                case "additionalProperties" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    _closed = value.ValueKind == JsonValueKind.False;
                    break;
                case "additionalProperties":
                    _additional = Child(value);
                    break;
                case "required":
                    _required = [.. value.EnumerateArray().Select(one => one.GetString()!)];
                    break;
                case "maxProperties":
                    _maxProperties = value.GetInt32();
                    break;
                case "items":
                    _items = Child(value);
                    break;
                case "anyOf":
                    _anyOf = [.. value.EnumerateArray().Select(Child)];
                    break;
                case "allOf":
                    _allOf = [.. value.EnumerateArray().Select(Child)];
                    break;
                case "if":
                    _if = Child(value);
                    break;
                case "then":
                    _then = Child(value);
                    break;
                case "pattern":
                    _pattern = new Regex(value.GetString()!, RegexOptions.CultureInvariant);
                    break;
                case "minimum":
                    _minimum = value.GetDouble();
                    break;
                case "maximum":
                    _maximum = value.GetDouble();
                    break;
                default:
                    throw new InvalidOperationException($"the schema uses the keyword '{keyword.Name}', which is not implemented here");
            }
        }
    }

    /// <exception cref="InvalidOperationException">The schema uses a keyword that is not implemented here.</exception>
    public static JsonSchema Load(JsonElement document)
    {
        var definitions = new Dictionary<string, JsonSchema>(StringComparer.Ordinal);
        if (document.TryGetProperty("definitions", out var own))
        {
            foreach (var definition in own.EnumerateObject())
            {
                definitions[definition.Name] = new JsonSchema(definition.Value, name => definitions[name]);
            }
        }

        return new JsonSchema(document, name => definitions[name]);
    }

    public IReadOnlyList<SchemaError> Check(JsonElement document)
    {
        var run = new SchemaRun(isQuiet: false);
        Check(document, run);
        return run.Errors;
    }

    private void Check(JsonElement value, SchemaRun run)
    {
        _reference?.Value.Check(value, run);
        if (_types is not null && !IsOfAny(_types, value))
        {
            run.Fail($"is {value:short}, but must be {string.Join(" or ", _types)}");
            return;
        }

        if (_values is { Count: > 12 } many && !many.Contains(value.GetRawText()))
        {
            run.Fail($"{value:short} is none of the {many.Count} known values");
        }
        else if (_values is { Count: <= 12 } few && !IsIn(few, value))
        {
            run.Fail($"is {value:short}, but must be {string.Join(" or ", few)}");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(value, run);
                break;
            case JsonValueKind.Array when _items is not null:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    run.Enter(index++);
                    _items.Check(item, run);
                    run.Leave();
                }

                break;
            case JsonValueKind.String when _pattern is not null && !_pattern.IsMatch(value.GetString()!):
                run.Fail($"{value:short} does not match {_pattern}");
                break;
            case JsonValueKind.Number when value.GetDouble() < _minimum || value.GetDouble() > _maximum:
                run.Fail($"is {value:short}, but must be between {_minimum} and {_maximum}");
                break;
        }

        CheckCombinations(value, run);
    }

    private void CheckObject(JsonElement value, SchemaRun run)
    {
        var count = 0;
        foreach (var property in value.EnumerateObject())
        {
            count++;
            run.Enter(property.Name);
            if (_properties.TryGetValue(property.Name, out var schema))
            {
                schema.Check(property.Value, run);
            }
            else if (_closed)
            {
                run.Fail($"is no key that is known here");
            }
            else
            {
                _additional?.Check(property.Value, run);
            }

            run.Leave();
        }

        foreach (var name in _required)
        {
            if (!value.TryGetProperty(name, out _))
            {
                run.Fail($"the key '{name}' is missing");
            }
        }

        if (count > _maxProperties)
        {
            run.Fail($"has {count} keys, but at most {_maxProperties} are allowed");
        }
    }

    private void CheckCombinations(JsonElement value, SchemaRun run)
    {
        foreach (var part in _allOf)
        {
            part.Check(value, run);
        }

        if (_if is not null && _then is not null && _if.Accepts(value))
        {
            _then.Check(value, run);
        }

        if (_anyOf is not null && !_anyOf.Any(branch => branch.Accepts(value)))
        {
            run.FailAsTheNearestOf(_anyOf.Select(branch => (Action<SchemaRun>)(alone => branch.Check(value, alone))));
        }
    }

    private bool Accepts(JsonElement value)
    {
        var run = new SchemaRun(isQuiet: true);
        Check(value, run);
        return !run.HasFailed;
    }

    private static bool IsOfAny(string[] types, JsonElement value)
    {
        foreach (var type in types)
        {
            if (IsOf(type, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(HashSet<string> values, JsonElement value) =>
        values.Count == 1 && value.ValueKind == JsonValueKind.String ? value.ValueEquals(values.First().AsSpan().Trim('"')) : values.Contains(value.GetRawText());

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new InvalidOperationException($"unknown type '{type}' in the schema"),
    };
}
