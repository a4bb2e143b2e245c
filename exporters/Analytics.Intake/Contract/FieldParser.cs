using System.Numerics;
using System.Text.Json;
using Analytics.Catalog;
using Analytics.Intake.Privacy;

namespace Analytics.Intake.Contract;

/// <summary>Reads the fields of <c>properties</c>, <c>deviceInfo</c> and <c>userSegment</c> as the kind declares them. Null and empty text mean absent.</summary>
internal static class FieldParser
{
    /// <summary>No amount of so few digits is too much, wherever its point stands.</summary>
    private const long MostDigits = (long)MoneyField.Maximum;

    /// <summary>Digits of the largest amount with all its decimals: a decimal drops what is behind its 28th, and would take a small fraction for nothing.</summary>
    private const int MostSignificant = 14;

    /// <summary>What makes ten-thousandths of an amount's digits, by its decimals.</summary>
    private static readonly long[] Scales = [10_000, 1_000, 100, 10, 1];

    private static readonly string[] Places = ["properties.", "deviceInfo.", "userSegment."];

    /// <summary>Reads the object that the reader stands on, to its end.</summary>
    public static void ReadObject(ref JsonCursor reader, EventDraft draft, KindPlan plan, FieldPlace place)
    {
        ulong seen = 0;
        var next = 0;
        while (plan.ReadNext(ref reader, place, ref next) is var field && (field is not null || reader.ReadName()))
        {
            field ??= plan.Find(place, JsonText.Name(ref reader, draft.Texts), ref next);
            if (field is null)
            {
                draft.UnknownProperty ??= Places[(int)place] + EventParser.RawName(ref reader);
                reader.Skip();
                continue;
            }

            reader.ReadValue();
            var bit = 1UL << field.Slot;
            if ((seen & bit) != 0)
            {
                draft.Refuse(Refusal.DuplicateField, field.Path, "expected the property once; it stands twice");
            }

            seen |= bit;
            if (reader.TokenType != JsonTokenType.Null && ReadValue(ref reader, draft, field))
            {
                draft.Present |= bit;
            }
        }
    }

    /// <summary>Refuses an event that lacks a required field.</summary>
    public static void RequireFields(EventDraft draft, KindPlan plan)
    {
        for (var missing = plan.Required & ~draft.Present; missing != 0; missing &= missing - 1)
        {
            var field = plan.Fields[BitOperations.TrailingZeroCount(missing)];
            draft.RefuseMissing(field.Path, field.Expected);
        }
    }

    private static bool ReadValue(ref JsonCursor reader, EventDraft draft, FieldPlan field)
    {
        var wanted = field.Type is FieldType.Text or FieldType.Choice ? JsonTokenType.String : JsonTokenType.Number;
        if (reader.TokenType != wanted)
        {
            draft.Refuse(Refusal.WrongType, field.Path, field.Expected);
            reader.Skip();
            return false;
        }

        var slot = field.Type switch
        {
            FieldType.Text => Text(ref reader, draft, field),
            FieldType.Choice => Choice(ref reader, draft, field),
            FieldType.Number => Number(ref reader, draft, field),
            _ => Money(ref reader, draft, field),
        };
        draft.Slots[field.Slot] = slot.GetValueOrDefault();
        return slot is not null;
    }

    private static long? Text(ref JsonCursor reader, EventDraft draft, FieldPlan field)
    {
        if (!JsonText.TryRead(ref reader, draft.Texts, out var text, draft.IsPlain))
        {
            draft.Refuse(Refusal.WrongType, field.Path, "expected text in valid Unicode");
            return null;
        }

        if (JsonText.IsUnfit(ref reader, draft, text, field.MaxLength))
        {
            draft.Refuse(Refusal.OutOfRange, field.Path, $"expected text of at most {field.MaxLength} characters without control characters");
            return null;
        }

        return text.IsEmpty ? null : EventLayout.PackText(text.Offset, text.Length);
    }

    private static long? Choice(ref JsonCursor reader, EventDraft draft, FieldPlan field)
    {
        var start = draft.Texts.Length;
        var utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            utf8 = JsonText.TryRead(ref reader, draft.Texts, out var text, draft.IsPlain) ? draft.TextOf(text) : default;
        }

        for (var i = 0; i < field.Values.Length; i++)
        {
            if (utf8.SequenceEqual(field.Values[i]))
            {
                draft.Texts.Truncate(start);
                return i;
            }
        }

        draft.Texts.Truncate(start);
        if (!utf8.IsEmpty || reader.ValueIsEscaped)
        {
            draft.Refuse(Refusal.OutOfRange, field.Path, field.Expected);
        }

        return null;
    }

    private static long? Number(ref JsonCursor reader, EventDraft draft, FieldPlan field)
    {
        if (!JsonNumber.TryDouble(ref reader, out var value) || !(value >= field.Minimum && value <= field.Maximum) || (field.Integral && value != Math.Floor(value)))
        {
            draft.Refuse(Refusal.OutOfRange, field.Path, field.Expected);
            return null;
        }

        return BitConverter.DoubleToInt64Bits(value);
    }

    private static long? Money(ref JsonCursor reader, EventDraft draft, FieldPlan field)
    {
        if (JsonNumber.TryPlain(reader.ValueSpan, out var digits, out var decimals) && digits is >= 0 and <= MostDigits && decimals <= MoneyField.MaxDecimals)
        {
            return digits * Scales[decimals];
        }

        if (!reader.Token.TryGetDecimal(out var amount) || amount < 0 || amount > MoneyField.Maximum || decimal.Round(amount, MoneyField.MaxDecimals) != amount
            || JsonNumber.SignificantDigits(reader.ValueSpan) > (amount == 0 ? 0 : MostSignificant))
        {
            draft.Refuse(Refusal.OutOfRange, field.Path, field.Expected);
            return null;
        }

        return (long)(amount * EventLayout.MoneyScale);
    }
}
