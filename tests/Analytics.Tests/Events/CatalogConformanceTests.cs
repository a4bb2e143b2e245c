using System.Text;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Intake.Contract;

namespace Analytics.Tests.Events;

/// <summary>Every generated event says what the catalog allows, and every kind of the catalog occurs. The check is written apart from the gateway's.</summary>
public sealed class CatalogConformanceTests
{
    [Fact]
    public void Every_kind_of_the_catalog_occurs()
    {
        var seen = SyntheticLife.Long.Value.Select(SyntheticLife.KindOf).ToHashSet();

        Assert.Equal(CatalogIndex.Default.Events.Select(kind => kind.Name).Order(), seen.Order());
    }

    [Fact]
    public void Every_closed_value_of_a_property_occurs()
    {
        var seen = SyntheticLife.Long.Value
            .SelectMany(line => line.GetProperty("properties").EnumerateObject())
            .Where(property => property.Value.ValueKind == JsonValueKind.String)
            .Select(property => (property.Name, property.Value.GetString()!))
            .ToHashSet();
        string[] neverOrRarely = ["injury_severity:severe", "severity:high", "severity:critical", "issue:violation", "issue:medical_contradiction", "method:patch", "method:delete", "method:head", "method:options", "status_class:1xx", "status_class:3xx", "operation:delete", "operation:other"];
        var expected = CatalogIndex.Default.Events
            .SelectMany(kind => kind.Fields).Select(own => own.Field).OfType<ChoiceField>().Where(field => field.Place == FieldPlace.Properties).Distinct()
            .SelectMany(field => field.Values.Select(value => (Name: field.JsonName, Value: value)))
            .Where(pair => !neverOrRarely.Contains($"{pair.Name}:{pair.Value}"));

        Assert.Equal([], expected.Except(seen));
    }

    [Fact]
    public void Every_event_has_the_envelope_and_the_fields_of_its_kind()
    {
        var mistakes = SyntheticLife.Long.Value.SelectMany(MistakesOf).Take(10).ToArray();

        Assert.Empty(mistakes);
    }

    [Fact]
    public void The_gateways_own_reader_finds_nothing_wrong_and_nothing_unknown()
    {
        var parser = new EventParser(EventContract.Default);
        var draft = new EventDraft();
        foreach (var line in SyntheticLife.Lines(SyntheticLife.Bytes(users: 200, days: 40, story: true)))
        {
            var reader = new JsonCursor(Encoding.UTF8.GetBytes(line));
            reader.Read();
            parser.Read(ref reader, draft);

            Assert.True(draft.Faults.Count == 0 && draft.UnknownProperty is null, $"{string.Join("; ", draft.Faults)} {draft.UnknownProperty}: {line}");
        }
    }

    private static IEnumerable<string> MistakesOf(JsonElement line)
    {
        var name = SyntheticLife.KindOf(line);
        if (CatalogIndex.Default.FindEvent(name) is not { } kind)
        {
            yield return $"{name}: unknown kind";
            yield break;
        }

        if (line.GetProperty("eventType").GetString() != WireName.Of(kind.Type))
        {
            yield return $"{name}: eventType";
        }

        // What a server does happens in nobody's session.
        var inSession = line.TryGetProperty("sessionId", out var session) ? session.GetString() is { Length: > 0 and <= 64 } : kind.Type != EventType.UserAction;
        if (!inSession || line.GetProperty("id").GetString() is not { Length: > 0 and <= 64 })
        {
            yield return $"{name}: id or sessionId";
        }

        if (!new[] { "canTrack", "canProfile", "canShare", "consentDate", "consentVersion" }.All(flag => line.GetProperty("privacyFlags").TryGetProperty(flag, out _)))
        {
            yield return $"{name}: privacyFlags";
        }

        foreach (var own in kind.Fields)
        {
            if (!Section(line, own.Field).TryGetProperty(own.Field.JsonName, out var value))
            {
                if (own.Required)
                {
                    yield return $"{name}: {own.Field.Path} is missing";
                }
            }
            else if (!Fits(own.Field, value))
            {
                yield return $"{name}: {own.Field.Path} is {value}, not {own.Field.TypeInWords}";
            }
        }

        var declared = kind.Fields.Where(own => own.Field.Place == FieldPlace.Properties).Select(own => own.Field.JsonName).ToHashSet();
        foreach (var property in line.GetProperty("properties").EnumerateObject().Where(property => !declared.Contains(property.Name)))
        {
            yield return $"{name}: properties.{property.Name} is not declared";
        }
    }

    private static JsonElement Section(JsonElement line, Field field) => field.Place switch
    {
        FieldPlace.Device => line.GetProperty("deviceInfo"),
        FieldPlace.Segment => line.TryGetProperty("userSegment", out var segment) ? segment : JsonElement.Parse("{}"),
        _ => line.GetProperty("properties"),
    };

    private static bool Fits(Field field, JsonElement value) => field switch
    {
        ChoiceField choice => value.ValueKind == JsonValueKind.String && choice.Values.Contains(value.GetString()!),
        BudgetedField budgeted => value.GetString() is { Length: > 0 } text && text.Length <= budgeted.MaxLength,
        TextField plain => value.GetString() is { Length: > 0 } text && text.Length <= plain.MaxLength,
        NumberField number => value.TryGetDouble(out var amount) && amount >= number.Minimum && amount <= number.Maximum && (!number.Integral || Math.Floor(amount) == amount),
        MoneyField => value.TryGetDecimal(out var money) && money is >= 0 and <= MoneyField.Maximum && money.Scale <= MoneyField.MaxDecimals,
        _ => false,
    };
}
