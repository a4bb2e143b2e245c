using System.Text;
using System.Text.Json.Nodes;
using Analytics.Catalog;
using Analytics.Testing.Intake;

namespace Analytics.Tests.Intake;

/// <summary>Random valid events of any kind, with awkward texts and numbers, from a seed.</summary>
internal sealed class SomeEvents(int seed)
{
    private static readonly string[] Texts = ["a", "\"quoted\"", "back\\slash", "Grüße", "日本語", "👩‍🚀", "a,b{c}d", "' OR 1=1 --", "\u2028", "trailing ", "</script>", "null"];

    /// <summary>All but the one that is not kept as it was sent.</summary>
    private static readonly EventKind[] Kinds = [.. CatalogIndex.Default.Events.Where(kind => kind != PlatformEvents.ConsentWithdrawn)];

    private readonly Random _dice = new(seed);

    public JsonObject Next(string id)
    {
        var kind = Kinds[_dice.Next(Kinds.Length)];
        var made = EventJson.Of(kind, id, Door.Now.AddSeconds(-_dice.Next(86_400)).AddMilliseconds(_dice.Next(1000)), $"user {_dice.Next(50)}", $"session {_dice.Next(500)}");
        made.Remove("deviceInfo");
        foreach (var own in kind.Fields.Where(own => own.Required || _dice.Next(2) == 0))
        {
            made.Set(own.Field, ValueOf(own.Field));
        }

        if (_dice.Next(3) == 0)
        {
            made["label"] = Text(100);
        }

        if (_dice.Next(3) == 0)
        {
            made["value"] = Number(-1e9, 1e9, integral: false);
        }

        if (_dice.Next(5) == 0)
        {
            made["privacyFlags"]!["canProfile"] = false;
        }

        return made;
    }

    private JsonNode ValueOf(Field field) => field switch
    {
        ChoiceField choice => choice.Values[_dice.Next(choice.Values.Count)],
        NumberField number => Number(number.Minimum, number.Maximum, number.Integral),
        MoneyField => _dice.Next(10_000_000) / 10_000m * _dice.Next(1, 100),
        TextField text => Text(text.MaxLength),
        BudgetedField budgeted => Text(budgeted.MaxLength),
        _ => throw new InvalidOperationException(field.GetType().Name),
    };

    private double Number(double minimum, double maximum, bool integral)
    {
        var value = _dice.Next(6) switch
        {
            0 => minimum,
            1 => maximum,
            _ => minimum + (_dice.NextDouble() * (maximum - minimum)),
        };
        return integral ? Math.Floor(value) : value;
    }

    private string Text(int maxLength)
    {
        var text = new StringBuilder();
        do
        {
            text.Append(Texts[_dice.Next(Texts.Length)]);
        }
        while (_dice.Next(3) > 0);
        return text.Length <= maxLength ? text.ToString() : "x";
    }
}
